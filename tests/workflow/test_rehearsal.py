"""What a rehearsal foretells is what the deed then does; and it leaves nothing behind."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from app.foundation import clock
from app.journal.models import Event, Notice, Outbox
from app.sla.models import Clock
from app.tickets.models import Ticket
from app.workflow.door import Ref, perform
from app.workflow.nouns import NOUNS
from app.workflow.rehearsal import Rehearsal, rehearse
from tests.workflow.stories import (
    DECLINED,
    WAY,
    application,
    dispatched,
    entered,
    permit,
    ticket_of,
    who,
)  # fmt: skip

pytestmark = pytest.mark.engines


def written(session: Any) -> dict[Any, int]:
    """How many rows there are of everything the door writes."""
    session.rollback()
    return {one: session.scalar(select(func.count()).select_from(one))
            for one in (Event, Notice, Outbox, Clock, Ticket)}  # fmt: skip


def found(session: Any, numbers: set[str]) -> dict[Any, Any]:
    """The limits of some rows, as a rehearsal tells them; ids of new rows are nobody's promise."""
    names = {
        (noun.kind, row.id): row.number
        for noun in NOUNS.values()
        for row in session.execute(select(noun.model.id, noun.model.number))
    }
    return {
        (names[one.subject_kind, one.subject_id], one.node, one.basis, one.started_at): (
            one.state, one.due_at, one.left_seconds)
        for one in session.scalars(select(Clock))
        if names[one.subject_kind, one.subject_id] in numbers
    }  # fmt: skip


def holds(session: Any, noun: str, verb: str, ids: list[int], actor: Any, data: Any) -> Rehearsal:
    """Rehearse, do, compare: rows, limits, notices and messages."""
    before = written(session)
    foretold = rehearse(noun, verb, ids, actor, data)
    assert written(session) == before
    seen = {one.number for one in foretold.changes}
    earlier = found(session, seen)
    last = [session.scalar(select(func.max(one.id))) or 0 for one in (Notice, Outbox)]
    session.rollback()
    results = perform(noun, verb, [Ref(one) for one in ids], actor, data)
    assert {one.id: str(one.error) for one in results} == {
        pk: str(why) for pk, why in foretold.errors.items()
    }
    session.rollback()
    later = found(session, seen)
    moved = sorted((*limit[:3], now) for limit, now in later.items() if earlier.get(limit) != now)
    assert moved == sorted(
        (one.number, limit.node, limit.basis, limit.after)
        for one in foretold.changes for limit in one.limits
    )  # fmt: skip
    for one in foretold.changes:
        if one.kind == "ticket":
            row = session.get_one(Ticket, one.id)
            assert (row.state, row.stage) == (one.state[1], one.stage[1])
        elif one.kind == "application":
            assert application(one.id).state == one.state[1]
    notices = session.scalars(select(Notice).where(Notice.id > last[0])).all()
    assert sum(one.count for one in foretold.told) == len(notices)
    assert {(one.kind, one.audience) for one in foretold.told} == {
        (one.kind, one.audience) for one in notices
    }
    messages = session.scalars(select(Outbox.organisation_id).where(Outbox.id > last[1])).all()
    assert sorted(messages) == sorted(
        one for one, count in foretold.messages.items() for _ in range(count)
    )
    return foretold


def test_every_step_of_the_way_does_what_was_foretold(app: Any, session: Any) -> None:
    with clock.frozen(clock.now()):
        case = entered()
        for verb in ("accept", "dispatch"):
            holds(session, "applications", verb, [case], who("window"), {})
        ticket = ticket_of(case, "power").id
        for verb, data in WAY[:3]:
            holds(session, "tickets", verb, [ticket], who("power"), data)
        paused = {"reason": "等待客户备料"}
        foretold = holds(session, "tickets", "suspend", [ticket], who("power"), paused)
        assert any(one.after[0] == "paused" for row in foretold.changes for one in row.limits)
        holds(session, "tickets", "resume", [ticket], who("power"), {})
        for verb, data in WAY[3:]:
            holds(session, "tickets", verb, [ticket], who("power"), data)
            if verb == "request_approvals":
                permit(ticket)
        lost = ticket_of(case, "gas").id
        holds(session, "tickets", "decline", [lost], who("gas"), DECLINED)


def test_a_set_is_foretold_row_by_row_with_the_reasons(app: Any, session: Any) -> None:
    with clock.frozen(clock.now()):
        ids = [ticket_of(dispatched(services={"water": {}}), "water").id for _ in range(3)]
        perform("tickets", "claim", [Ref(ids[1])], who("water"), {})
        foretold = holds(session, "tickets", "claim", [*ids, 999999], who("water"), {})
    assert foretold.possible == [ids[0], ids[2]]
    assert [one.acted_on for one in foretold.changes].count(True) == 2


def test_what_is_not_answered_yet_is_named_and_keeps_no_row_out(app: Any, session: Any) -> None:
    ticket = ticket_of(dispatched(), "power").id
    foretold = rehearse("tickets", "decline", [ticket], who("power"), {})
    assert foretold.possible == [ticket]
    assert foretold.unanswered is not None
    assert set(foretold.unanswered.errors) == {"reason", "legal_basis"}


def test_a_set_of_any_size_costs_the_same(app: Any, session: Any, statements: Any) -> None:
    ids = [ticket_of(dispatched(services={"water": {}}), "water").id for _ in range(5)]
    actor = who("water")
    rehearse("tickets", "claim", ids[:1], actor, {})
    costs = []
    for some in (ids[:1], ids):
        with statements() as said:
            rehearse("tickets", "claim", some, actor, {})
        costs.append(len(said))
    assert costs[0] == costs[1], costs
