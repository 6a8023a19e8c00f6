"""Whom a person may mention beside a record: the circle of its case, as that person sees it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, null, or_, select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.approvals.models import Approval
from app.foundation.actor import Actor
from app.people.models import StaffProfile, User
from app.people.queries import actors
from app.people.states import OrganisationKind
from app.tickets.models import Ticket
from app.workflow.beside import Beside
from app.workflow.directory import places
from app.workflow.nouns import NOUNS, Noun

AT_ONCE = 500
"""People whose sight is looked up by one statement."""
Members = Mapping[int, Sequence[Actor]]
"""Row → who may be mentioned there."""


@dataclass(frozen=True)
class Circle:
    """A look-up of `Beside`: four statements, however many rows a call or page has.

    Of the coordinating office, of those who hold the row or a part of it that the actor sees, of
    its outlet, and its first receiver: whoever sees that very row, by its one predicate.
    """

    noun: str
    actor: Actor

    def __call__(self, session: Session, beside: Beside) -> Sequence[Members]:
        """One mapping, for all rows of these applications."""
        noun, ids = NOUNS[self.noun], beside.application_ids
        rows = session.execute(_rows(noun, ids)).all()
        holders = self._holders(session, rows, ids)
        others = [
            one for one in _people(session, rows, holders) if one.user_id != self.actor.user_id
        ]
        seen = set(_seen(session, noun, ids, others))
        return [
            {
                row.id: [
                    one
                    for one in others
                    if (row.id, one.user_id) in seen and _near(one, row, holders[row.id])
                ]
                for row in rows
            }
        ]

    def _holders(
        self, session: Session, rows: Sequence[Any], ids: Sequence[int]
    ) -> Mapping[int, set[int]]:
        office = set(offices(session))
        found = {row.id: office | {row.organisation_id, row.utility_id} for row in rows}
        if NOUNS[self.noun].model is Application:
            parts = select(Ticket.application_id, Ticket.organisation_id).where(
                Ticket.application_id.in_(ids),
                Ticket.dispatched_at.is_not(None),
                NOUNS["tickets"].visible(self.actor),
            )
            for row_id, holder in session.execute(parts):
                found[row_id].add(holder)
        return found


def offices(session: Session) -> list[int]:
    """The coordinating office, by id."""
    every = places(session).organisations.values()
    return [one.id for one in every if one.active and one.kind == OrganisationKind.office]


def _rows(noun: Noun, ids: Sequence[int]) -> Any:
    model: Any = noun.model
    utility = Approval.utility_id if model is Approval else null()
    columns = model.id, model.organisation_id, model.outlet_id, model.first_receiver_id
    return select(*columns, utility.label("utility_id")).where(_of(noun, ids))


def _of(noun: Noun, ids: Sequence[int]) -> ColumnElement[bool]:
    model: Any = noun.model
    column = model.id if model is Application else model.application_id
    return column.in_(ids)


def _people(session: Session, rows: Sequence[Any], holders: Mapping[int, set[int]]) -> list[Actor]:
    """Active people near any of the rows; who belongs to nobody is told nothing."""
    profile = StaffProfile
    organisations = set().union(*holders.values()) - {None}
    return actors(
        session,
        User.active,
        profile.organisation_id.is_not(None),
        or_(
            profile.organisation_id.in_(sorted(organisations)),
            profile.outlet_id.in_(sorted({one.outlet_id for one in rows} - {None})),
            profile.user_id.in_(sorted({one.first_receiver_id for one in rows} - {None})),
        ),
    )


def _near(one: Actor, row: Any, holders: set[int]) -> bool:
    at_outlet = one.outlet_id is not None and one.outlet_id == row.outlet_id
    return one.organisation_id in holders or at_outlet or one.user_id == row.first_receiver_id


def _seen(
    session: Session, noun: Noun, ids: Sequence[int], people: Sequence[Actor]
) -> Iterator[tuple[int, int | None]]:
    """(row id, user id) of each who sees a row, as if they opened its page."""
    model: Any = noun.model
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        each = (case((noun.visible(one), 1), else_=0).label(one.username) for one in some)
        for row_id, *sees in session.execute(select(model.id, *each).where(_of(noun, ids))):
            yield from ((row_id, one.user_id) for one, seen in zip(some, sees, strict=True) if seen)
