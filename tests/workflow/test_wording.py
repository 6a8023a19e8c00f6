"""Conditions of rules in words, by the catalogue's own labels."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask

from app.catalog.queries import catalogue
from app.extensions import db
from app.workflow.wording import Wording


@pytest.fixture
def wording(app: Flask) -> Iterator[Wording]:
    with app.test_request_context(headers={"Accept-Language": "zh"}):
        yield Wording(catalogue(db.session()), "power")


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"field": "voltage", "op": "eq", "value": "hv"}, "电压等级为“高压”"),
        ({"field": "external_works", "op": "eq", "value": False}, "外线工程为“否”"),
        (
            {"field": "channel", "op": "in", "value": ["hall", "online"]},
            "申请渠道为“政务服务大厅、政务服务网联办平台”之一",
        ),
        ({"field": "main_capacity.value", "op": "ge", "value": 160}, "主供容量不小于 160"),
        ({"not": {"field": "backup_capacity", "op": "empty"}}, "并非（备供容量未填）"),
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
            "电压等级为“低压”，且（业务为“天然气报装”，或乡镇（开发区）不是“城关镇”）",
        ),
    ],
)
def test_a_condition_is_read_as_people_say_it(
    wording: Wording, tree: dict[str, Any], words: str
) -> None:
    assert words in str(wording.condition(tree))
