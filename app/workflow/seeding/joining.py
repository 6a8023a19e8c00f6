"""Joint digs at the end of demo histories: at the door itself, for they cross applications."""

from collections.abc import Iterator, Sequence
from itertools import combinations, cycle, islice
from random import Random
from typing import Any

from sqlalchemy import select

from app.catalog.queries import catalogue
from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.sitework.models.digs import Dig, DigMerge
from app.sitework.rules.digs import near
from app.sitework.rules.stretches import avoided
from app.sitework.states.digs import Answer, DigState
from app.tickets.models import Ticket
from app.tickets.states import DIGGING, TicketState
from app.workflow.door import Ref, perform
from app.workflow.seeding.cast import Cast

MOST, LOOKED_AT = 14, 600
"""Joint digs that are proposed, among so many excavations at most."""
ANSWERS = (Answer.yes, Answer.yes, Answer.yes, None, Answer.no)
"""What the partners of one after the other say; None: nothing yet."""
ABLE = (TicketState.in_progress, TicketState.suspended)


def join_digs(cast: Cast, rng: Random, reasons: Sequence[str]) -> int:
    """Propose to dig together what lies near each other; how many proposals there are."""
    answers, done = cycle(ANSWERS), 0
    for one, other in islice(_pairs(_ahead()), MOST):
        actor = _somebody(cast, one)
        data: dict[str, Any] = {"digs": [str(other.id)]}
        if actor and _done("propose_merge", one.ticket_id, actor, data):
            done += 1
            said = next(answers)
            if said and (partner := _somebody(cast, other)):
                _answer(other, partner, said, rng.choice(reasons))
    return done


def _ahead() -> list[Dig]:
    """What is planned from today on, of tickets that can still dig."""
    query = (
        select(Dig)
        .join(Ticket, Ticket.id == Dig.ticket_id)
        .where(Dig.state == DigState.planned, Dig.starts_on >= clock.today())
        .where(Ticket.state.in_(ABLE), Ticket.stage.in_(DIGGING))
        .order_by(Dig.starts_on, Dig.id)
        .limit(LOOKED_AT)
    )
    found = list(db.session.scalars(query))
    db.session.expunge_all()
    db.session.rollback()
    return found


def _pairs(digs: Sequence[Dig]) -> Iterator[tuple[Dig, Dig]]:
    """Those near each other that save metres, each in one pair at most."""
    county = catalogue(db.session()).county
    taken: set[int] = set()
    for one, other in combinations(digs, 2):
        apart = one.ticket_id != other.ticket_id and not taken & {one.id, other.id}
        close = apart and near(one, other, county.dig_near_metres, county.dig_near_days)
        if close and avoided([one, other]):
            taken |= {one.id, other.id}
            yield one, other


def _somebody(cast: Cast, dig: Dig) -> Actor | None:
    return next(iter(cast.crews.get(dig.organisation_id, ())), None)


def _answer(dig: Dig, actor: Actor, said: Answer, reason: str) -> None:
    latest = db.session.scalars(select(DigMerge.id).order_by(DigMerge.id.desc()).limit(1)).one()
    db.session.rollback()
    data = {"merge": str(latest), "answer": said.value}
    _done("answer_merge", dig.ticket_id, actor, data | ({"reason": reason} if said == "no" else {}))


def _done(verb: str, ticket_id: int, actor: Actor, data: dict[str, Any]) -> bool:
    (result,) = perform("tickets", verb, [Ref(ticket_id)], actor, data)
    return result.error is None
