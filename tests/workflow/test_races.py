"""Several people at once: exactly one wins, nothing is lost (DESIGN §1)."""

from __future__ import annotations

import contextvars
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from sqlalchemy import func, select

from app.extensions import db
from app.journal.models import Event
from app.tickets.models import Ticket
from app.workflow.door import Ref, perform
from tests.workflow.permits import ask, at_permits, latest
from tests.workflow.stories import (
    UTILITIES,
    WAY,
    application,
    carried,
    dispatched,
    entered,
    ticket_of,
    who,
)

pytestmark = pytest.mark.engines
KINDS, ASKED = ("planning", "excavation", "occupation"), "request_approvals"


def at_once(app: Any, *jobs: Callable[[], Any]) -> list[Any]:
    """Run the jobs in threads that start together; what each returned."""
    barrier, answers = Barrier(len(jobs)), [None] * len(jobs)

    def run(at: int) -> None:
        with app.app_context():
            barrier.wait()
            answers[at] = jobs[at]()
            db.session.remove()

    threads = [Thread(target=contextvars.Context().run, args=(run, at)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


@pytest.fixture
def rounds(request):
    """50 in the whole matrix, 10 otherwise."""
    return 50 if request.config.getoption("--full") else 10


def test_two_people_claim_one_ticket_and_one_is_told_who_was_quicker(app, session, rounds):
    first, second = who("water"), who("water")
    for _ in range(rounds):
        ticket = ticket_of(dispatched(services={"water": {}}), "water").id

        def claim(actor, ticket=ticket):
            return perform("tickets", "claim", [Ref(ticket)], actor, {})[0].error

        session.rollback()
        errors = at_once(app, lambda: claim(first), lambda: claim(second))
        (loser,) = [one for one in errors if one is not None]
        assert loser.status == 409
        assert first.name in str(loser)


def _complete(actor, row):
    return perform("tickets", "complete", [Ref(row)], actor, {})[0].error


def test_last_tickets_finishing_at_the_same_moment_end_the_application(app, session, rounds):
    """Six race in a round, and each has to be brought there first: fewer rounds than of two."""
    actors = {code: who(code) for code in UTILITIES}
    for _ in range(rounds * 2 // 5):
        row_id = dispatched()
        tickets = {code: ticket_of(row_id, code).id for code in UTILITIES}
        for code in UTILITIES:
            carried(row_id, code, WAY[:-1])
        session.rollback()
        jobs = [partial(_complete, actors[code], row) for code, row in tickets.items()]
        errors = at_once(app, *jobs)
        assert errors == [None] * len(UTILITIES)
        assert application(row_id).state == "completed"


def test_numbers_stay_unique_when_many_enter_at_once(app, session):
    ids = at_once(app, *(lambda: entered(services={"water": {}}) for _ in range(8)))
    numbers = {application(one).number for one in ids}
    assert len(numbers) == 8


def _permit(actor, verb, row, data):
    return perform("approvals", verb, [Ref(row)], actor, data)[0].error


def test_departments_and_utility_at_once_on_one_package_lose_nothing(app, session, rounds):
    actors = {code: who(code) for code in ("planning", "citymgmt", "power")}
    yes, no = ({"decision": one, "opinion": "x"} for one in ("approved", "refused"))
    for _ in range(rounds // 2):
        mine = at_permits()
        made = {kind: one.id for kind, one in ask(mine, *KINDS).items()}
        session.rollback()
        jobs = (
            ("planning", "decide", "planning", yes),
            ("citymgmt", "decide", "excavation", no),
            ("power", "withdraw", "occupation", {"reason": "x"}),
        )
        todo = [partial(_permit, actors[by], verb, made[of], data) for by, verb, of, data in jobs]
        errors = at_once(app, *todo)
        assert errors == [None] * 3
        states = {kind: str(one.state) for kind, one in latest(mine).items()}
        assert states == dict(zip(KINDS, ("approved", "refused", "withdrawn"), strict=True))
        ticket = session.get_one(Ticket, mine)
        assert (ticket.stage, ticket.pending_approvals) == ("permit", 0)
        told = select(func.count()).where(Event.subject_kind == "approval", Event.verb != ASKED)
        assert session.scalar(told.where(Event.subject_id.in_(made.values()))) == 3


def test_last_two_departments_deciding_at_once_let_the_ticket_pass(app, session, rounds):
    actors, yes = [who("planning"), who("citymgmt")], {"decision": "approved", "opinion": "x"}
    for _ in range(rounds // 2):
        mine = at_permits()
        made = [one.id for one in ask(mine, "planning", "excavation").values()]
        session.rollback()
        pairs = zip(actors, made, strict=True)
        errors = at_once(app, *(partial(_permit, one, "decide", row, yes) for one, row in pairs))
        assert errors == [None, None]
        session.rollback()
        assert session.get_one(Ticket, mine).stage == "construct"
