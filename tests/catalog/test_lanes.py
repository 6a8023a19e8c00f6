"""The lane of approvals, proposed by the county's rules with the clause it rests on (DOMAIN §5)."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from app.catalog.rules.conditions import problems
from app.catalog.rules.lanes import LaneEntry, known_facts, propose
from app.catalog.states import LaneKind
from tests.workflow.bundles import COUNTY

ROWS = yaml.safe_load((COUNTY / "lanes.yaml").read_text(encoding="utf-8"))["lanes"]
LANES = [
    LaneEntry(one["code"], LaneKind(one["lane"]), one["label"], one.get("when"), one["clause"])
    for one in ROWS
]
DIGGING = {
    "length_m": 150,
    "width_m": "1.2",
    "area_m2": 180,
    "main_road": False,
    "bridge": False,
    "road_age_years": 12,
    "overhauled_years": None,
    "protected_road": False,
    "green_m2": 0,
    "trees_moved": 0,
    "trees_felled": 0,
    "township": "341522100",
    "service": "gas",
    "kinds": ["excavation"],
}
DUCTS = {"length_m": 0, "kinds": ["planning"]}


@pytest.mark.parametrize(
    ("facts", "lane", "clause"),
    [
        ({}, "promise", "200米及以下"),
        ({"length_m": "200"}, "promise", "200米及以下"),
        ({"length_m": "200.5"}, "parallel", "限时联审"),
        ({"length_m": 260}, "parallel", "限时联审"),
        ({"length_m": None}, "parallel", "限时联审"),
        ({"trees_moved": 1}, "parallel", "树木迁移"),
        ({"trees_felled": 1}, "parallel", "砍伐"),
        ({"kinds": ["excavation", "tree_relocation"]}, "parallel", "树木迁移"),
        ({"green_m2": "399.9"}, "promise", "200米及以下"),
        ({"green_m2": 400}, "parallel", "400平方米"),
        ({"main_road": True}, "parallel", "主干道"),
        ({"bridge": True}, "parallel", "桥梁"),
        ({"protected_road": True}, "parallel", "未满五年"),
        ({"kinds": ["occupation"], "length_m": None}, "filing", "备案"),
        ({"kinds": ["occupation"], "main_road": True}, "parallel", "主干道"),
        ({"kinds": ["occupation", "planning"]}, "promise", "200米及以下"),
        (DUCTS, "exempt", "既有管道"),
        (DUCTS | {"length_m": None}, "parallel", "限时联审"),
        (DUCTS | {"trees_moved": 1}, "parallel", "树木迁移"),
        (DUCTS | {"kinds": ["planning", "excavation"]}, "promise", "200米及以下"),
    ],
)
def test_the_county_proposes_a_lane_with_its_clause(
    facts: dict[str, Any], lane: str, clause: str
) -> None:
    found = propose(LANES, DIGGING | facts)
    assert found is not None
    assert found.lane == lane
    assert clause in found.clause


def test_where_nothing_is_known_approvals_are_decided_in_parallel() -> None:
    found = propose(LANES, {})
    assert found is not None
    assert found.lane is LaneKind.parallel


def test_without_rules_nothing_is_proposed() -> None:
    assert propose([], DIGGING) is None


def test_lanes_ask_only_what_a_package_has() -> None:
    known = known_facts(["341522100"], ["gas"], [])
    assert set(known) == set(DIGGING)
    assert problems({"field": "length_m", "op": "le", "value": 200}, known) == []
    assert problems({"field": "length_m", "op": "le", "value": "long"}, known)
    assert problems({"field": "depth_m", "op": "le", "value": 2}, known)
