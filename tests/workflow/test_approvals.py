"""Utilities ask for permits in one go, departments decide in parallel (DOMAIN §2.7)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from app.approvals.models import Approval, ApprovalPackage
from app.approvals.queries import visible_packages, visible_to
from app.catalog.queries import Catalogue, catalogue
from app.extensions import db
from app.journal.models import Event, EventPersonal, Notice
from app.security import granted
from app.tickets.models import Ticket
from app.workflow.door import Ref, perform
from tests.workflow.excavations import DUG
from tests.workflow.permits import approve, ask, asked, at_permits, decide, latest, package
from tests.workflow.stories import approvals_of, do, refused, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]


def ticket(row_id: int) -> Ticket:
    db.session.rollback()
    found: Ticket = db.session.get_one(Ticket, row_id)
    return found


# ---------------------------------------------------------------- the lane
@pytest.mark.parametrize(
    ("measured", "lane", "clause"),
    [
        ({"length_m": "150"}, "promise", "short-excavation"),
        ({"length_m": "260"}, "parallel", "otherwise"),
        ({"length_m": "150", "trees_moved": 1}, "parallel", "trees"),
        ({"length_m": "150", "green_m2": "400"}, "parallel", "large-green"),
    ],
)
@pytest.mark.any_engine
def test_lane_follows_from_the_works_with_its_clause(measured, lane, clause):
    mine = at_permits()
    ask(mine, "excavation", **measured)
    rule = next(one for one in catalogue(db.session()).lanes if one.code == clause)
    made = package(mine)
    assert (made.lane, made.clause) == (lane, rule.clause)


def test_road_that_was_typed_counts_before_the_road_that_is_to_be_dug():
    mine = at_permits()
    do("tickets", "plan_dig", mine, "power", **DUG)
    ask(mine, "excavation", road="乡村小路", length_m="150")
    told = package(mine)
    assert (told.road, told.facts.get("main_road"), told.lane) == ("乡村小路", None, "promise")


def test_main_road_is_one_by_its_name_too():
    mine = at_permits()
    ask(mine, "excavation", road="光明 大道", length_m="150")
    told = package(mine)
    assert (told.road, told.facts["main_road"], told.lane) == ("光明大道", True, "parallel")


def test_quick_lane_needs_the_road_unless_there_is_none():
    mine = at_permits()
    asked = {"kinds": ["excavation"], "works": "x", "length_m": "150"}
    error = refused("tickets", "request_approvals", mine, "power", **asked, off_road=False)
    assert (error.status, list(error.errors)) == (422, ["road"])
    do("tickets", "request_approvals", mine, "power", **asked)
    told = package(mine)
    assert (told.road, told.facts["off_road"], told.lane) == (None, True, "promise")
    approve(latest(mine)["excavation"])


def test_another_lane_needs_a_reason_and_keeps_what_was_proposed():
    mine = at_permits()
    error = refused(
        "tickets", "request_approvals", mine, "power",
        kinds=["excavation"], works="x", off_road=True, length_m="150", lane="parallel",
    )  # fmt: skip
    assert set(error.errors) == {"lane_reason"}
    ask(mine, "excavation", lane="parallel", lane_reason="节前集中施工")
    made = package(mine)
    assert (made.lane, made.proposed_lane, made.lane_reason) == (
        "parallel", "promise", "节前集中施工",
    )  # fmt: skip


def test_no_utility_exempts_itself():
    error = refused(
        "tickets", "request_approvals", at_permits(), "power",
        kinds=["excavation"], works="x", length_m="150", lane="exempt", lane_reason="x",
    )  # fmt: skip
    assert set(error.errors) == {"lane"}


def test_what_is_exempt_passes_at_once():
    mine = at_permits()
    made = ask(mine, "planning", length_m="0")
    assert (made["planning"].lane, made["planning"].state) == ("exempt", "approved")
    assert ticket(mine).stage == "construct"


# ---------------------------------------------------------------- in parallel
def test_last_department_to_approve_lets_the_ticket_pass():
    mine = at_permits()
    made = ask(mine, "planning", "excavation", "occupation")
    assert {one.organisation.code for one in made.values()} == {"planning", "citymgmt", "traffic"}
    for kind, stage in (
        ("occupation", "permit"),
        ("planning", "permit"),
        ("excavation", "construct"),
    ):
        approve(latest(mine)[kind])
        assert ticket(mine).stage == stage


def test_refused_kind_is_asked_for_again_and_the_round_before_is_kept():
    mine = at_permits()
    made = ask(mine, "planning", "excavation")
    approve(made["planning"], conditions="竣工后报送成果", valid_until="2099-12-31")
    decide(made["excavation"], "refused", opinion="回填方案不全", conditions="x")
    assert ticket(mine).stage == "permit"
    ask(mine, "excavation", works="补充回填方案")
    again = latest(mine)["excavation"]
    assert (again.round, again.package.round, again.number[-3:]) == (2, 2, "-P3")
    approve(again)
    assert ticket(mine).stage == "construct"
    first = next(one for one in approvals_of(mine) if one.kind == "excavation" and one.round == 1)
    assert (first.state, first.conditions) == ("refused", None), "a refusal has no conditions"
    assert first.results["decide"]["opinion"] == "回填方案不全"
    kept = latest(mine)["planning"]
    assert (kept.conditions, str(kept.valid_until)) == ("竣工后报送成果", "2099-12-31")


def test_what_is_approved_or_with_its_department_is_not_asked_for_twice():
    mine = at_permits()
    ask(mine, "excavation")
    error = refused("tickets", "request_approvals", mine, "power", kinds=["excavation"], works="x")
    assert set(error.errors) == {"kinds"}


def test_supplement_is_asked_for_once_only():
    one = asked("excavation")["excavation"].id
    do("approvals", "request_supplement", one, "citymgmt", missing="交通组织方案")
    error = refused("approvals", "decide", one, "citymgmt", decision="approved", opinion="x")
    assert error.status == 409, "it lies with the utility"
    do("approvals", "supplement", one, "power", added="已附")
    error = refused("approvals", "request_supplement", one, "citymgmt", missing="x")
    assert error.status == 409


def test_withdrawn_application_takes_its_open_approvals_back_and_tells_the_departments():
    mine = at_permits()
    made = ask(mine, "planning", "excavation")
    approve(made["planning"])
    do("applications", "withdraw", ticket(mine).application_id, "window", reason="项目取消")
    states = {one.kind: (one.state, one.ended_at is not None) for one in approvals_of(mine)}
    assert states == {"planning": ("approved", True), "excavation": ("withdrawn", True)}
    told = select(Notice.subject_id).where(Notice.kind == "approval_withdrawn")
    assert db.session.scalars(told).all() == [made["excavation"].id]


def test_withdrawn_approval_can_be_asked_for_again():
    mine = at_permits()
    one = ask(mine, "excavation")["excavation"]
    do("approvals", "withdraw", one.id, "power", reason="改线")
    approve(ask(mine, "excavation")["excavation"])
    assert ticket(mine).stage == "construct"


# ---------------------------------------------------------------- who sees what
def seen(account: str) -> set[str]:
    db.session.rollback()
    return {
        one.kind for one in db.session.scalars(select(Approval).where(visible_to(who(account))))
    }


def test_department_sees_its_approvals_and_a_utility_its_own_package():
    asked("planning", "excavation", "occupation", "tree_relocation")
    every = {"planning", "excavation", "occupation", "tree_relocation"}
    assert seen("citymgmt") == {"excavation", "tree_relocation"}
    assert (seen("planning"), seen("traffic")) == ({"planning"}, {"occupation"})
    assert (seen("power"), seen("window"), seen("coordinator")) == (every, every, every)
    assert (seen("water"), seen("online"), seen("auditor")) == (set(), set(), set())
    regulator = replace(who("leader"), permissions=granted(["regulator"]), supervised_ids={1})
    assert db.session.scalars(select(Approval.id).where(visible_to(regulator))).all() == []


def test_transfer_to_another_utility_moves_who_sees_the_package(monkeypatch):
    mine = at_permits("water")
    ask(mine, "excavation", by="water")
    monkeypatch.setattr(Catalogue, "serving", lambda *_: ["water", "gas"])
    do("tickets", "transfer", mine, "water", organisation="gas", reason="供区调整")
    assert (seen("water"), seen("gas"), seen("citymgmt")) == (
        set(), {"excavation"}, {"excavation"},
    )  # fmt: skip
    packages = select(ApprovalPackage.id).where(visible_packages(who("water")))
    assert db.session.scalars(packages).all() == []
    approve(latest(mine)["excavation"])
    for verb, data in (("claim", {}), ("contact", {}), ("record_survey", {"external_works": True})):
        do("tickets", verb, mine, "gas", **data)
    assert ticket(mine).stage == "scheme", "the new one starts anew; the permit holds"


def test_supplement_is_owed_by_whoever_has_taken_over_the_ticket(monkeypatch):
    mine = at_permits("water")
    one = ask(mine, "excavation", by="water")["excavation"]
    do("approvals", "request_supplement", one.id, "citymgmt", missing="断面图")
    monkeypatch.setattr(Catalogue, "serving", lambda *_: ["water", "gas"])
    do("tickets", "transfer", mine, "water", organisation="gas", reason="供区调整")
    told = select(Notice.organisation_id).where(Notice.kind == "approval_supplement")
    owed_by = [who(account).organisation_id for account in ("water", "gas")]
    assert db.session.scalars(told.order_by(Notice.id)).all() == owed_by
    assert refused("approvals", "supplement", one.id, "water", added="x").status == 404
    do("approvals", "supplement", one.id, "gas", added="断面图")
    assert latest(mine)["excavation"].state == "requested"


def test_only_the_department_decides_and_only_the_utility_supplements():
    one = asked("excavation")["excavation"].id
    said = {"decision": "approved", "opinion": "x"}
    assert refused("approvals", "decide", one, "power", **said).status == 403
    assert refused("approvals", "decide", one, "planning", **said).status == 404
    assert refused("approvals", "withdraw", one, "citymgmt", reason="x").status == 403


# ---------------------------------------------------------------- what is kept, and what it costs
def test_every_decision_is_told_and_journalled_on_its_own_approval():
    one = asked("excavation")["excavation"]
    approve(one)
    events = select(Event.verb, Event.actor_name).where(
        Event.subject_kind == "approval", Event.subject_id == one.id
    )
    told = select(Notice.kind).where(Notice.subject_kind == "approval").order_by(Notice.id)
    assert [verb for verb, _ in db.session.execute(events.order_by(Event.id))] == [
        "request_approvals", "decide",
    ]  # fmt: skip
    assert db.session.scalars(told).all() == ["approval_asked", "approval_approved"]


def test_place_of_the_works_stands_once_and_apart_in_the_journal():
    mine, place = at_permits(), "创业路18号东侧"
    made = ask(mine, "excavation", place=place)["excavation"]
    assert package(mine).place == place
    assert "place" not in ticket(mine).results["request_approvals"]
    decide(made, "refused", opinion="x")
    told = [(one.changes, one.input) for one in db.session.scalars(select(Event))]
    assert place not in str(told)
    apart = select(EventPersonal.after).where(EventPersonal.field == "input.place")
    assert db.session.scalars(apart).all() == [place]


def test_statements_do_not_grow_with_the_set_decided(statements):
    few, many = ([asked("excavation")["excavation"].id for _ in range(n)] for n in (1, 4))
    said = {"decision": "approved", "opinion": "同意"}
    counts = []
    for ids in (few, many):
        actor = who("citymgmt")
        with statements() as sent:
            results = perform("approvals", "decide", [Ref(one) for one in ids], actor, said)
        assert [one.error for one in results] == [None] * len(ids)
        counts.append(len(sent))
    assert counts[1] == counts[0]
    assert db.session.scalar(select(func.count()).where(Approval.state == "approved")) == 5
