"""Tickets that dig on one road, for tests of joint digs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.sitework.models.digs import Dig, DigMerge
from app.tickets.models import Ticket
from tests.workflow.stories import carried, dispatched, do, ticket_of

MONDAY = datetime(2026, 6, 1, 1, 0, tzinfo=UTC)
"""A working day, nine in the morning."""
DUG: dict[str, Any] = {
    "road": "光明大道",
    "from_m": 100,
    "to_m": 260,
    "width_m": "0.8",
    "depth_m": "1.2",
    "surface": "asphalt",
    "starts_on": "2026-06-15",
    "ends_on": "2026-06-20",
}
WATER_DUG = DUG | {"from_m": 180, "to_m": 300, "depth_m": "0.9"}
TO_PERMIT = (
    ("claim", {}),
    ("contact", {}),
    ("record_survey", {"external_works": True}),
    ("propose_scheme", {"scheme": "沿路直埋"}),
    (
        "confirm_scheme",
        {
            "agreement_number": "XY-1",
            "agreement_signed_on": "2025-06-02",
            "agreement_form": "electronic",
        },
    ),
)


def digging(
    organisation: str, enterprise: str = "霍邱县淮源食品有限公司", at: datetime = MONDAY
) -> Ticket:
    """A ticket of a case of its own, ready for approvals."""
    with clock.frozen(at):
        case = dispatched(enterprise=enterprise)
        carried(case, organisation, TO_PERMIT)
    return ticket_of(case, organisation)


def planned(ticket: Ticket, organisation: str, **changes: Any) -> Dig:
    """One excavation more."""
    do("tickets", "plan_dig", ticket.id, organisation, **{**DUG, **changes})
    return digs_of(ticket)[-1]


def digs_of(ticket: Ticket) -> list[Dig]:
    db.session.rollback()
    query = select(Dig).where(Dig.ticket_id == ticket.id).order_by(Dig.id)
    return list(db.session.scalars(query))


def merge() -> DigMerge:
    """The only one."""
    db.session.rollback()
    found: DigMerge = db.session.scalars(select(DigMerge)).one()
    return found


def ticket(row_id: int) -> Ticket:
    """As it now is."""
    db.session.rollback()
    found: Ticket = db.session.get_one(Ticket, row_id)
    return found


class Pair:
    """Gas and water of two applications on one road, each with its excavation."""

    def __init__(self, at: datetime = MONDAY, **changes: Any) -> None:
        self.gas = digging("gas", at=at)
        self.water = digging("water", "安徽霍邱纺织有限公司", at=at)
        with clock.frozen(at):
            self.gas_dig = planned(self.gas, "gas", **changes)
            self.water_dig = planned(self.water, "water", **WATER_DUG | changes)

    def propose(self, **more: Any) -> DigMerge:
        """Water asks gas."""
        with clock.frozen(MONDAY):
            do("tickets", "propose_merge", self.water.id, "water",
               digs=[str(self.gas_dig.id)], **more)  # fmt: skip
        return merge()

    def answer(self, said: str, **more: Any) -> DigMerge:
        """Gas answers."""
        with clock.frozen(MONDAY):
            do("tickets", "answer_merge", self.gas.id, "gas",
               merge=str(merge().id), answer=said, **more)  # fmt: skip
        return merge()
