"""The agenda is proposed: what belongs on it, and why (DOMAIN §2.13)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from app.foundation import clock
from app.workflow.meetings.proposals import proposed
from tests.workflow.excavations import MONDAY, Pair, digging
from tests.workflow.meetings import agreed, planned
from tests.workflow.stories import approvals_of, dispatched, do, ticket_of, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
ASKED: dict[str, Any] = {"kinds": ["excavation"], "works": "沿路埋管", "length_m": "260"}
NO = {"decision": "refused", "opinion": "与主干道整修冲突"}


def agenda(session: Any, cause: str) -> list[dict[str, Any]]:
    return [one for one in proposed(session, who("coordinator")) if one["cause"] == cause]


def test_agenda_has_what_is_late_and_what_was_agreed_before_each_with_its_reason(
    session: Any,
) -> None:
    with clock.frozen(MONDAY):
        case = dispatched()
        first = agreed(planned(), due_on="2026-06-15")
    with clock.frozen(datetime(2026, 7, 1, tzinfo=UTC)):
        row = planned(propose=True)
    assert all(one.note for one in row.items)
    late = [one.number for one in row.items if one.cause == "overdue"]
    assert ticket_of(case, "gas").number in late
    assert len(set(late)) == len(late) == 6, "the application is there by its tickets"
    assert [one.subject for one in row.items if one.cause == "action"] == [first.text]


def test_supervision_that_waits_is_proposed_with_its_demand(session: Any) -> None:
    with clock.frozen(MONDAY):
        ticket = ticket_of(dispatched(), "gas")
        do("tickets", "supervise", ticket.id, "coordinator", demand="说明原因")
        (item,) = agenda(session, "supervised")
    assert item["number"] == ticket.number
    assert "说明原因" in item["note"]


def test_what_is_late_and_supervised_comes_once_with_both_reasons(session: Any) -> None:
    with clock.frozen(MONDAY):
        ticket = ticket_of(dispatched(), "gas")
        do("tickets", "supervise", ticket.id, "coordinator", demand="说明原因")
    found = proposed(session, who("coordinator"))
    (item,) = [one for one in found if one.get("number") == ticket.number]
    assert item["cause"] == "overdue"
    assert "说明原因" in item["note"]


def test_refused_approval_is_proposed_until_it_is_asked_for_again(session: Any) -> None:
    with clock.frozen(MONDAY):
        ticket = digging("gas")
        do("tickets", "request_approvals", ticket.id, "gas", **ASKED)
        (one,) = approvals_of(ticket.id)
        do("approvals", "decide", one.id, one.organisation.code, **NO)
        (item,) = agenda(session, "refused")
        assert item["number"] == ticket.number
        assert NO["opinion"] in item["note"]
        do("tickets", "request_approvals", ticket.id, "gas", **ASKED)
        assert agenda(session, "refused") == []


def test_digs_that_wait_for_an_answer_are_proposed_with_the_metres_avoided(session: Any) -> None:
    pair = Pair()
    pair.propose()
    with clock.frozen(MONDAY):
        (item,) = agenda(session, "dig")
        assert "80" in item["note"]
        pair.answer("yes")
        assert agenda(session, "dig") == []


def test_whoever_sees_no_case_is_proposed_none(session: Any) -> None:
    dispatched()
    assert proposed(session, who("planning")) == []
