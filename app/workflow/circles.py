"""Whom a person may mention beside a record: the circle of its case, as that person sees it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
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


@dataclass(frozen=True, slots=True)
class Near:
    """By whom people are near a row: ids of organisations, outlets and users."""

    organisations: set[int]
    outlets: set[int] = field(default_factory=set)
    users: set[int] = field(default_factory=set)

    def has(self, one: Actor) -> bool:
        """Whether this person is."""
        return (
            one.organisation_id in self.organisations
            or one.outlet_id in self.outlets
            or one.user_id in self.users
        )


@dataclass(frozen=True)
class Circle:
    """A look-up of `Beside`: three statements, however many rows a call or page has.

    Of the coordinating office, of those who hold the row or a part of it that the actor sees, of
    its outlet, and its first receiver: whoever sees that very row, by its one predicate.
    """

    noun: str
    actor: Actor

    def __call__(self, session: Session, beside: Beside) -> Sequence[Members]:
        """One mapping, for all rows of these applications."""
        noun, ids = NOUNS[self.noun], beside.application_ids
        rows = _near(session, noun, ids, self.actor)
        people = _people(session, rows.values())
        others = [one for one in people if one.user_id != self.actor.user_id]
        seen = set(_seen(session, noun, ids, others))
        return [
            {
                row_id: [one for one in others if (row_id, one.user_id) in seen and near.has(one)]
                for row_id, near in rows.items()
            }
        ]


def offices(session: Session) -> list[int]:
    """The coordinating office, by id."""
    every = places(session).organisations.values()
    return [one.id for one in every if one.active and one.kind == OrganisationKind.office]


def _near(session: Session, noun: Noun, ids: Sequence[int], actor: Actor) -> dict[int, Near]:
    """Row → who is near it. An application's parts, where the actor sees them, are near it too."""
    model: Any = noun.model
    utility = Approval.utility_id if model is Approval else null()
    columns = model.id, model.organisation_id, model.outlet_id, model.first_receiver_id, utility
    query: Any = select(*columns).where(_of(noun, ids))
    if model is Application:
        parts = select(Ticket.application_id, Ticket.organisation_id, null(), null(), null())
        shown = Ticket.dispatched_at.is_not(None), NOUNS["tickets"].visible(actor)
        query = query.union_all(parts.where(Ticket.application_id.in_(ids), *shown))
    office, found = offices(session), dict[int, Near]()
    for row_id, organisation, outlet, first_receiver, utility_id in session.execute(query):
        near = found.setdefault(row_id, Near(set(office)))
        near.organisations.update({organisation, utility_id} - {None})
        near.outlets.update({outlet} - {None})
        near.users.update({first_receiver} - {None})
    return found


def _of(noun: Noun, ids: Sequence[int]) -> ColumnElement[bool]:
    model: Any = noun.model
    column = model.id if model is Application else model.application_id
    return column.in_(ids)


def _people(session: Session, rows: Iterable[Near]) -> list[Actor]:
    """Active people near any of the rows; who belongs to nobody is told nothing."""
    profile, every = StaffProfile, list(rows)
    return actors(
        session,
        User.active,
        profile.organisation_id.is_not(None),
        or_(
            profile.organisation_id.in_({id_ for one in every for id_ in one.organisations}),
            profile.outlet_id.in_({id_ for one in every for id_ in one.outlets}),
            profile.user_id.in_({id_ for one in every for id_ in one.users}),
        ),
    )


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
