"""Excavations are planned, offered to each other and dug together (issue: one dig)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Notice
from app.sitework.models.digs import Dig, DigMerge
from app.workflow.available import available_actions
from app.workflow.door import Ref, perform
from app.workflow.following import follow_up
from tests.workflow.excavations import DUG, MONDAY, Pair, digging, digs_of, merge, planned, ticket
from tests.workflow.stories import WAY, carried, do, refused, who
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.engines


@pytest.fixture
def pair(session: Any) -> Pair:
    return Pair()


def offered(row_id: int, verb: str, account: str) -> Any:
    found = available_actions(db.session(), "tickets", [ticket(row_id)], who(account))[row_id]
    return next(one for one in found if one.action.verb == verb)


def told(organisation: str) -> list[str]:
    db.session.rollback()
    theirs = Notice.organisation_id == who(organisation).organisation_id
    return list(db.session.scalars(select(Notice.kind).where(theirs).order_by(Notice.id)))


def test_stretch_and_window_are_kept_whichever_end_is_entered_first(session: Any) -> None:
    gas = digging("gas")
    dig = planned(gas, "gas", from_m=260, to_m=100, starts_on="2026-06-20", ends_on="2026-06-15",
                  points="116.2741,32.3512 116.2768,32.3509")  # fmt: skip
    assert (dig.from_m, dig.to_m, dig.length_m) == (100, 260, 160)
    assert (dig.starts_on, dig.ends_on) == (date(2026, 6, 15), date(2026, 6, 20))
    assert (dig.road, dig.road_name, str(dig.depth_m)) == ("guangming-dadao", None, "1.2")
    assert dig.points == [[116.2741, 32.3512], [116.2768, 32.3509]]


def test_road_that_is_not_in_the_catalogue_is_found_by_its_name(session: Any) -> None:
    dig = planned(digging("gas"), "gas", road="城南 新路")
    assert (dig.road, dig.road_name, dig.road_key) == (None, "城南 新路", "~城南新路")


def test_gas_and_water_of_another_application_on_one_road_are_offered_the_same_dig(
    pair: Pair,
) -> None:
    with clock.frozen(MONDAY):
        for row, account, other in (
            (pair.gas, "gas", pair.water_dig),
            (pair.water, "water", pair.gas_dig),
        ):
            offer = offered(row.id, "propose_merge", account)
            assert offer.allowed
            (field,) = [one for one in offer.action.asked(offer.setting) if one.id == "digs"]
            assert field.codes == (str(other.id),)
            assert other.number in str(field.choices[0].label)
            assert ticket(other.ticket_id).number not in str(field.choices[0].label)
    assert told("gas") == ["dig_near"]


def test_merged_the_metres_avoided_are_right_to_the_metre(pair: Pair) -> None:
    assert pair.propose().metres_avoided == 80
    agreed = pair.answer("yes")
    assert (agreed.state, agreed.lead_dig_id) == ("agreed", pair.gas_dig.id)
    saved = {one.dig_id: one.metres_saved for one in agreed.parts}
    assert saved == {pair.gas_dig.id: 0, pair.water_dig.id: 80}
    assert told("gas")[-1] == "dig_merge_proposed"
    assert told("water")[-1] == "dig_agreed"


def test_partner_waits_for_the_shared_window_and_the_lead_does_not(pair: Pair) -> None:
    pair.propose()
    assert ticket(pair.water.id).waits_until is None
    pair.answer("yes")
    waiting = ticket(pair.water.id)
    assert (waiting.waits_until, waiting.waits_for) == (date(2026, 6, 15), merge().number)
    assert ticket(pair.gas.id).waits_until is None
    assert follow_up() == 0


def test_nobody_waits_for_a_lead_that_has_dug_before_the_shared_day(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    assert ticket(pair.water.id).waits_until is not None
    with clock.frozen(MONDAY):
        carried(pair.gas.application_id, "gas", WAY[5:8])
    assert ticket(pair.water.id).waits_until is None
    assert merge().state == "agreed", "the metres are avoided all the same"


def test_whoever_proposes_may_name_another_window(pair: Pair) -> None:
    proposed = pair.propose(first_day="2026-06-18", last_day="2026-06-30")
    assert (proposed.starts_on, proposed.ends_on) == (date(2026, 6, 18), date(2026, 6, 30))


def test_refused_merge_changes_nothing(pair: Pair) -> None:
    before = [(one.state, one.due_at, one.version) for one in (ticket(pair.water.id),)]
    pair.propose()
    refused_one = pair.answer("no", reason="管线已订货")
    assert refused_one.state == "refused"
    after = ticket(pair.water.id)
    assert [(after.state, after.due_at)] == [one[:2] for one in before]
    assert after.waits_until is None
    assert told("water")[-1] == "dig_refused"
    with clock.frozen(MONDAY):
        assert offered(pair.water.id, "propose_merge", "water").allowed


def test_excavation_is_in_one_open_merge_at_most(pair: Pair) -> None:
    pair.propose()
    error = refused("tickets", "propose_merge", pair.gas.id, "gas", digs=[str(pair.water_dig.id)])
    assert error.status == 409
    assert "附近没有其他" in str(error)


def test_of_two_tickets_that_ask_for_one_dig_at_once_the_first_has_it(session: Any) -> None:
    water, gas = digging("water"), [digging("gas"), digging("gas", "霍邱县城南粮油有限公司")]
    with clock.frozen(MONDAY):
        sought = planned(water, "water")
        for one in gas:
            planned(one, "gas")
        refs, asked = [Ref(one.id) for one in gas], {"digs": [str(sought.id)]}
        first, second = perform("tickets", "propose_merge", refs, who("gas"), asked)
    assert first.error is None
    assert second.error is not None
    assert "附近没有其他" in str(second.error)
    assert [part.ticket_id for part in merge().parts if part.dig_id == sought.id] == [water.id]


def test_no_to_a_joint_dig_for_two_tickets_at_once_ends_it_once(session: Any) -> None:
    water, gas = digging("water"), [digging("gas"), digging("gas", "霍邱县城南粮油有限公司")]
    with clock.frozen(MONDAY):
        planned(water, "water")
        digs = [str(planned(one, "gas").id) for one in gas]
        do("tickets", "propose_merge", water.id, "water", digs=digs)
        said = {"merge": str(merge().id), "answer": "no"}
        refs = [Ref(one.id) for one in gas]
        done, late = perform("tickets", "answer_merge", refs, who("gas"), said)
    assert done.error is None
    assert late.error is not None
    assert late.error.status == 409, "there is nothing left to answer"
    assert merge().state == "refused"


def test_calling_an_excavation_off_ends_the_joint_dig_and_the_waiting(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    with clock.frozen(MONDAY):
        do("tickets", "cancel_dig", pair.gas.id, "gas", dig=str(pair.gas_dig.id))
    assert merge().state == "cancelled"
    assert digs_of(pair.gas)[0].state == "cancelled"
    assert ticket(pair.water.id).waits_until is None
    assert told("water")[-1] == "dig_cancelled"


def test_leaving_an_agreed_dig_ends_it(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    assert pair.answer("no", reason="改为定向钻").state == "cancelled"
    assert ticket(pair.water.id).waits_until is None


def test_what_an_action_could_not_reach_the_worker_does(
    pair: Pair, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair.propose()
    monkeypatch.setattr("app.workflow.door._run", lambda _errands: None)
    pair.answer("yes")
    assert ticket(pair.water.id).waits_until is None
    with clock.frozen(MONDAY):
        assert follow_up() == 1
    assert ticket(pair.water.id).waits_until == date(2026, 6, 15)
    assert follow_up() == 0


def test_strangers_and_those_far_away_are_not_offered(session: Any) -> None:
    gas, water = digging("gas"), digging("water", "安徽霍邱纺织有限公司")
    with clock.frozen(MONDAY):
        planned(gas, "gas")
        planned(water, "water", from_m=311, to_m=400)
        planned(water, "water", road="建设路")
        planned(water, "water", starts_on="2026-07-21", ends_on="2026-07-30")
        assert not offered(gas.id, "propose_merge", "gas").allowed
    assert refused("tickets", "plan_dig", gas.id, "water").status == 404
    assert db.session.scalar(select(Dig.id).where(Dig.ticket_id == gas.id))


def test_whoever_drops_out_of_the_case_drops_out_of_the_joint_dig(pair: Pair) -> None:
    pair.propose()
    pair.answer("yes")
    with clock.frozen(MONDAY):
        do("tickets", "decline", pair.gas.id, "gas", reason="无气源", legal_basis="燃气条例")
    assert digs_of(pair.gas)[0].state == "cancelled"
    assert merge().state == "cancelled"
    assert ticket(pair.water.id).waits_until is None
    assert told("water")[-1] == "dig_cancelled"


def test_excavation_is_done_when_construction_is(session: Any) -> None:
    gas = digging("gas")
    with clock.frozen(MONDAY):
        planned(gas, "gas")
        start = [one[0] for one in WAY].index("request_approvals")
        carried(gas.application_id, "gas", WAY[start : start + 3])
    assert digs_of(gas)[0].state == "done"


def test_whoever_has_dug_before_answering_leaves_the_other_free_to_dig_with_others(
    pair: Pair,
) -> None:
    pair.propose()
    with clock.frozen(MONDAY):
        carried(pair.gas.application_id, "gas", WAY[5:8])
        assert merge().state == "refused"
        assert told("water")[-1] == "dig_refused"
        third = digging("power", "霍邱县城南粮油有限公司")
        planned(third, "power")
        assert offered(pair.water.id, "propose_merge", "water").allowed


def test_two_partners_answer_at_once_and_neither_answer_is_lost(app: Any, session: Any) -> None:
    trio = {
        account: digging(account, enterprise)
        for account, enterprise in (
            ("gas", "霍邱县淮源食品有限公司"),
            ("water", "安徽霍邱纺织有限公司"),
            ("power", "霍邱县建材有限公司"),
        )
    }
    people = {account: who(account) for account in trio}
    for at in range(3):
        with clock.frozen(MONDAY):
            road = f"东环路{at}"
            digs = {one: planned(row, one, road=road) for one, row in trio.items()}
            do("tickets", "propose_merge", trio["gas"].id, "gas",
               digs=[str(digs[one].id) for one in ("water", "power")])  # fmt: skip
        proposed = session.scalars(select(DigMerge.id).order_by(DigMerge.id.desc())).first()
        rows = {account: row.id for account, row in trio.items()}
        session.rollback()

        def answer(account: str, rows: Any = rows, proposed: Any = proposed) -> Any:
            said = {"merge": str(proposed), "answer": "yes"}
            return perform("tickets", "answer_merge", [Ref(rows[account])], people[account], said)

        answers = at_once(app, lambda: answer("water"), lambda: answer("power"))
        assert [one.error for (one,) in answers] == [None, None]
        found = db.session.get_one(DigMerge, proposed)
        assert found.state == "agreed"
        assert {one.answer for one in found.parts} == {"yes"}


def test_statements_do_not_grow_with_the_set_planned(session: Any, statements: Any) -> None:
    def cost(streets: list[str]) -> int:
        gas, water = ([digging(one) for _ in streets] for one in ("gas", "water"))
        for row, street in zip(gas, streets, strict=True):
            planned(row, "gas", road=street)
        refs, sent = [Ref(one.id) for one in water], {**DUG, "road": streets[0]}
        actor = who("water")
        with statements() as said:
            results = perform("tickets", "plan_dig", refs, actor, sent)
        assert [one.error for one in results] == [None] * len(refs)
        return len(said)

    cost(["甲路"])
    assert cost(["乙路"]) == cost(["丙路", "丁路", "戊路"])
