"""Which applications an actor sees, and who holds a number of elsewhere."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, or_, select, true

from app.applications.models import Application
from app.applications.states import ENDED, ApplicationState
from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.tickets.models import Ticket

MOST_OPEN = 50
"""Of one enterprise, as many as are looked at."""


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of applications (DOMAIN §1); nothing by default."""
    if actor.may(Permission.application_read_all):
        return true()
    views: list[ColumnElement[bool]] = []
    if actor.may(Permission.application_read_outlet):
        views += [
            Application.first_receiver_id.in_(sorted(actor.people)),
            Application.entered_by_id.in_(sorted(actor.people)),
        ]
        if actor.outlet_id is not None:
            views.append(Application.outlet_id == actor.outlet_id)
    if actor.may(Permission.application_read_ticketed) and actor.organisation_id is not None:
        views.append(_has_ticket_of({actor.organisation_id}))
    if actor.may(Permission.application_read_supervised) and actor.supervised_ids:
        views.append(_has_ticket_of(actor.supervised_ids))
    if actor.may(Permission.application_read_township) and actor.township:
        views.append(Application.township == actor.township)
    return or_(false(), *views)


def holding(external_numbers: Iterable[str | None]) -> Select[int]:
    """The applications that are known elsewhere by these numbers and were not given up."""
    given_up = (ApplicationState.declined, ApplicationState.withdrawn)
    return select(Application.id).where(
        Application.external_number.in_(sorted(one for one in external_numbers if one)),
        Application.state.not_in(given_up),
    )


def open_of(enterprise: str, uscc: str | None, actor: Actor) -> Select[Any]:
    """Open applications of this enterprise by name or credit code, each by an index of its own.

    Rows are (id, number, state, created_at, address, seen): of what the actor doesn't see
    (`seen` is 0) nothing but that there is something may be told.
    """
    same = [Application.enterprise == enterprise]
    if uscc:
        same.append(Application.uscc == uscc)
    return (
        select(
            Application.id,
            Application.number,
            Application.state,
            Application.created_at,
            Application.address,
            case((visible_to(actor), 1), else_=0).label("seen"),
        )
        .where(or_(*same), Application.state.not_in(sorted(ENDED)))
        .order_by(Application.id.desc())
        .limit(MOST_OPEN)
    )


def _has_ticket_of(organisation_ids: set[int] | frozenset[int]) -> ColumnElement[bool]:
    """A dispatched ticket of one of the organisations: others show nobody anything."""
    return exists().where(
        Ticket.application_id == Application.id,
        Ticket.organisation_id.in_(sorted(organisation_ids)),
        Ticket.dispatched_at.is_not(None),
    )
