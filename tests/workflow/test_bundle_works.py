"""Roads, fees, kinds of approvals and lanes are the county's own data."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

from app.catalog.models import ApprovalKind, Fee
from app.catalog.queries import CountySettings, catalogue
from app.catalog.rules.fees import refusal
from app.catalog.states import LaneKind, Surface
from app.extensions import db
from app.people.models import Organisation
from app.sla.queries import limits
from app.sla.states import Basis, Node
from app.workflow.bundle import load_bundle
from tests.workflow.bundles import COUNTY, HEATING, edit

NEW = ("roads", "fees", "abolishedfees", "approvalkinds", "lanes")


@pytest.mark.engines
def test_the_county_has_roads_fees_approvals_and_lanes(session: Any) -> None:
    known = catalogue(session)
    overhauled, ducts = known.roads["renmin-lu"], known.lanes[5]
    assert overhauled.overhauled_on == date(2025, 6, 30)
    assert overhauled.surface is Surface.asphalt
    assert sum(one.main for one in known.roads.values()) == 3
    assert ducts.lane is LaneKind.exempt
    assert {one.lane for one in known.lanes} == set(LaneKind)
    departments = {code: one.organisation for code, one in known.approval_kinds.items()}
    assert departments == {
        "planning": "planning",
        "excavation": "citymgmt",
        "occupation": "traffic",
        "green_space": "citymgmt",
        "tree_relocation": "citymgmt",
        "tree_felling": "citymgmt",
    }
    assert refusal(known, "gas", "燃气开户费") is not None
    assert refusal(known, "gas", "gas-alarm") is None


@pytest.mark.engines
def test_an_upgrade_brings_them_to_a_county_that_works_already(bare: Flask, tmp_path: Path) -> None:
    older = Path(shutil.copytree(COUNTY, tmp_path / "older"))
    for name in NEW:
        (older / f"{name}.yaml").unlink()
    upgrade()
    for path in (older, COUNTY, COUNTY):
        load_bundle(db.session(), path)
        db.session.commit()
    known = catalogue(db.session())
    assert len(known.roads) == 14
    assert len(known.approval_kinds) == 6


@pytest.mark.engines
def test_an_upgrade_leaves_out_what_names_things_this_county_has_not(
    bare: Flask, tmp_path: Path
) -> None:
    older = Path(shutil.copytree(COUNTY, tmp_path / "older"))
    for name in NEW:
        (older / f"{name}.yaml").unlink()

    def rename(data: Any) -> None:
        next(one for one in data["organisations"] if one["code"] == "traffic")["code"] = "police"

    edit(older / "organisations.yaml", rename)
    upgrade()
    for path in (older, COUNTY):
        load_bundle(db.session(), path)
        db.session.commit()
    known = catalogue(db.session())
    assert "occupation" not in known.approval_kinds
    assert len(known.approval_kinds) == 5
    lanes = {one.code for one in known.lanes}
    assert "occupation-only" not in lanes, "it asks for a kind that this county has not"
    assert "short-excavation" in lanes


def county(**changed: Any) -> Callable[[Any], None]:
    return lambda data: data["county"].update(changed)


def test_a_county_that_says_nothing_has_the_usual_settings(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    settings = ("dig_near_metres", "dig_near_days", "protected_years_new", "attachment_max_mb",
                "protected_years_overhauled", "deemed_approval")  # fmt: skip
    for name in settings:
        edit(draft / "county.yaml", lambda data, name=name: data["county"].pop(name))
    assert bundle("apply", draft).exit_code == 0
    found = catalogue(session).county
    assert [getattr(found, one) for one in settings] == [50, 30, 5, 20, 3, False]
    assert found.deemed_approval is CountySettings.deemed_approval


def test_a_county_sets_its_own(bundle: Callable[..., Result], draft: Path, session: Any) -> None:
    edit(draft / "county.yaml", county(dig_near_metres=120, deemed_approval=True))
    assert bundle("apply", draft).exit_code == 0
    found = catalogue(session).county
    assert (found.dig_near_metres, found.deemed_approval) == (120, True)


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        ("roads", {"built_on": "2012-13-01"}, "roads[0].built_on: '2012-13-01' is not a 'date'"),
        ("roads", {"overhauled_on": "2001-01-01"}, "roads[0].overhauled_on: before it was built"),
        ("roads", {"length_m": 0}, "roads[0].length_m: "),
        ("fees", {"price": "1,50"}, "fees[0].price: "),
        ("fees", {"service": "steam"}, "fees[0].service: 'steam' is not in services"),
        (
            "fees",
            {"label": {"zh": "移表 费", "en": "Move"}},
            "fees[0].label: '移表 费': 移表费",
        ),
        ("abolishedfees", {"services": ["steam"]}, "abolishedfees[0].services[0]: 'steam' is not"),
        ("abolishedfees", {"names": ["——"]}, "abolishedfees[0].names[0]: '——' has no letter"),
        (
            "approvalkinds",
            {"organisation": "gas"},
            "approvalkinds[0].organisation: 'gas' is no",
        ),
        (
            "lanes",
            {"when": {"field": "depth_m", "op": "gt", "value": 2}},
            "lanes[0].when.field: 'depth_m' is not one of: length_m, ",
        ),
        (
            "lanes",
            {"when": {"field": "kinds", "op": "contains", "value": "blasting"}},
            "lanes[0].when.value: 'blasting' is not one of: excavation, ",
        ),
    ],
)
def test_what_makes_no_sense_is_refused_where_it_stands(
    bundle: Callable[..., Result],
    draft: Path,
    session: Any,
    file: str,
    change: dict[str, Any],
    told: str,
) -> None:
    edit(draft / f"{file}.yaml", lambda data: data[file][0].update(change))
    result = bundle("apply", draft)
    assert result.exit_code == 1
    assert f": {told}" in result.stderr


def test_a_new_service_brings_its_own_fees(bundle: Callable[..., Result], session: Any) -> None:
    assert bundle("apply", HEATING).exit_code == 0
    known = catalogue(session)
    assert refusal(known, "heating", "heating-inner-works") is None
    refused = refusal(known, "heating", "集中管网建设费")
    assert refused is not None
    assert "国办函〔2020〕129号" in refused.values["basis"]


@pytest.mark.engines
def test_a_line_taken_away_rests_and_may_come_back(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    edit(draft / "fees.yaml", lambda data: data["fees"].pop())
    assert bundle("apply", draft, "--allow-delete").exit_code == 0
    assert "telecom-line-works" not in catalogue(session).fees
    session.rollback()
    assert bundle("apply", COUNTY).exit_code == 0
    assert "telecom-line-works" in catalogue(session).fees
    assert len(session.scalars(select(Fee.code)).all()) == 8


def test_limits_of_approvals_follow_the_lane(session: Any) -> None:
    known, today = limits(session), date(2026, 3, 2)

    def days(lane: str, basis: Basis = Basis.promised) -> Any:
        rule = known.choose((Node.approval, basis), {"lane": lane, "kind": "excavation"}, today)
        return rule and rule.terms.amount

    assert [days(lane) for lane in LaneKind] == [None, 1, 1, 5]
    assert days("promise", Basis.statutory) == 20


def test_only_rules_of_approvals_ask_for_lane_and_kind(
    bundle: Callable[..., Result], draft: Path, session: Any
) -> None:
    when = {"field": "lane", "op": "eq", "value": "promise"}
    edit(draft / "slarules.yaml", lambda data: data["slarules"][0].update(when=when))
    assert "slarules[0].when.field: 'lane' is not one of" in bundle("apply", draft).stderr
    when = {"field": "kind", "op": "eq", "value": "blasting"}
    edit(draft / "slarules.yaml", lambda data: data["slarules"][-1].update(when=when))
    assert "].when.value: 'blasting' is not one of" in bundle("apply", draft).stderr


def test_every_department_of_the_sample_decides_something(session: Any) -> None:
    deciding = select(Organisation.code).where(Organisation.kind == "department")
    used = select(Organisation.code).join(
        ApprovalKind, ApprovalKind.organisation_id == Organisation.id
    )
    assert set(session.scalars(deciding)) == set(session.scalars(used))
