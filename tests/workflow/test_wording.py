"""Conditions of rules in words, by the catalogue's own labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.catalog.queries import catalogue
from app.extensions import db
from app.workflow.wording import Asked, askable, condition


@pytest.fixture
def asked(app: Flask) -> Iterator[Asked]:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        yield askable(catalogue(db.session()), "power")


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"field": "voltage", "op": "eq", "value": "hv"}, "电压等级为高压"),
        ({"field": "external_works", "op": "eq", "value": False}, "外线工程为否"),
        (
            {"field": "lane", "op": "in", "value": ["promise", "filing"]},
            "审批方式为告知承诺、备案之一",
        ),
        ({"field": "kind", "op": "eq", "value": "excavation"}, "审批事项为城市道路挖掘"),
        (
            {"field": "channel", "op": "in", "value": ["hall", "online"]},
            "申请渠道为政务服务大厅、政务服务网联办平台之一",
        ),
        ({"field": "main_capacity.value", "op": "ge", "value": 160}, "主供容量不小于 160"),
        ({"not": {"field": "backup_capacity.value", "op": "empty"}}, "并非（备供容量未填写）"),
        (
            {
                "all": [
                    {"field": "voltage", "op": "eq", "value": "lv"},
                    {
                        "any": [
                            {"field": "service", "op": "eq", "value": "gas"},
                            {"field": "township", "op": "ne", "value": "341522100"},
                        ]
                    },
                ]
            },
            "电压等级为低压，且（业务为天然气报装，或乡镇（开发区）不为城关镇）",
        ),
    ],
)
def test_a_condition_is_read_as_people_say_it(
    asked: Asked, tree: dict[str, Any], words: str
) -> None:
    assert words in condition(tree, asked)
