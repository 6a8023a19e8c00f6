"""Create 申请: the official form becomes an application, a ticket per service and option."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.applications.queries import holding
from app.catalog.queries import Catalogue, catalogue
from app.catalog.rules.service import ServiceForm
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.people.models import Outlet
from app.people.queries import outlet_for
from app.tickets.models import Ticket
from app.workflow.directory import Directory
from app.workflow.drafts import Filling, spend
from app.workflow.idempotency import Key
from app.workflow.journalling import Deed, Written, event_of, reserve, snapshot, write
from app.workflow.numbering import application_number, take_numbers
from app.workflow.official_form import FilledForm, clean_official_form
from app.workflow.setting import Row
from app.workflow.transaction import writing


def create(
    actor: Actor,
    payload: Mapping[str, Any],
    *,
    key: str | None = None,
    sent: Filling | None = None,
) -> int:
    """Check the form and store it as a draft; the id of the application.

    What was kept of the form that was `sent` goes.

    Raises Forbidden without the permission, Invalid with every problem by field path.
    """
    if not actor.may(Permission.application_create):
        raise Forbidden(say("Your role does not include entering applications."))
    asked = Key(actor.username, key, "applications", "create", payload) if key else None
    with writing() as session:
        if asked and (earlier := asked.performed(session)):
            return earlier[0]
        known = catalogue(session)
        entry = Entry(clean_official_form(known, payload))
        (application,) = create_all(session, [entry], actor, known)
        if asked:
            asked.remember(session, [application.id])
        spend(session, actor, sent)
        return application.id


@dataclass(frozen=True, slots=True)
class Entry:
    """A form that was filled in; `at` is when it was, where that was not now."""

    form: FilledForm
    at: datetime | None = None


def create_all(
    session: Session, entries: Sequence[Entry], actor: Actor, known: Catalogue
) -> list[Application]:
    """Drafts of these forms, within the caller's transaction; in as many statements as for one.

    Raises Invalid when an external number is taken, or nobody provides a service.
    """
    day = clock.today()
    running = take_numbers(session, day, len(entries))
    _check_external(session, [one.form for one in entries])
    places = {channel: outlet_for(session, channel, actor) for channel in _channels(entries)}
    made = []
    for one, number in zip(entries, running, strict=True):
        given = application_number(known.county.number_prefix, day, number)
        outlet = places[one.form.columns["channel"]]
        made.append(new_application(one.form, given, actor, outlet))
    _store(session, Application, made)
    directory = Directory(session)
    tickets = [
        new_tickets(row, one.form, known, directory) for row, one in zip(made, entries, strict=True)
    ]
    _store(session, Ticket, chain.from_iterable(tickets))
    written = [
        created_events([row, *own], actor, known, one.at)
        for row, own, one in zip(made, tickets, entries, strict=True)
    ]
    write(session, chain.from_iterable(written))
    return made


def _store(session: Session, model: Any, rows: Iterable[Any]) -> None:
    """Insert them, and read at once what was left empty: the journal asks for every column.

    Their ids are taken before: SQLite would tell them one by one. Those with the same columns go
    together: a statement holds only such.
    """
    stored = list(rows)
    for row, pk in zip(stored, reserve(session, model, len(stored)), strict=True):
        row.id = pk
    session.add_all(sorted(stored, key=lambda one: sorted(vars(one))))
    session.flush()
    ids = [one.id for one in stored]
    fresh = select(model).where(model.id.in_(ids)).execution_options(populate_existing=True)
    session.scalars(fresh).all()


def _channels(entries: Sequence[Entry]) -> set[str]:
    return {one.form.columns["channel"] for one in entries}


def _check_external(session: Session, forms: Sequence[FilledForm]) -> None:
    """The numbers of the day are ours until we commit: nobody enters the same one meanwhile."""
    given = {one.columns.get("external_number") for one in forms} - {None}
    if given and session.scalar(holding(given).limit(1)):
        raise Invalid({"external_number": [say("This number is taken.")]})


def new_application(
    form: FilledForm, number: str, actor: Actor, outlet: Outlet | None
) -> Application:
    """The row of a draft: who entered it, where, and for whom (DOMAIN §2.2)."""
    return Application(
        number=number,
        outlet_id=outlet.id if outlet else None,
        organisation_id=outlet.organisation_id if outlet else None,
        entered_by_id=actor.user_id,
        **form.columns,
    )


def new_tickets(
    application: Application, form: FilledForm, known: Catalogue, directory: Directory
) -> list[Ticket]:
    """One per service and, where a service is split, one per option (DESIGN §2)."""
    return list(_tickets(application, form.answers, known, directory))


def _tickets(
    application: Application,
    answers: Sequence[tuple[ServiceForm, dict[str, Any]]],
    known: Catalogue,
    directory: Directory,
) -> Iterator[Ticket]:
    for form, given in answers:
        for option in form.options(given):
            code = known.route(form.code, option, application.township)
            organisation = directory.organisations.get(code or "")
            if organisation is None:
                said = say("No organisation provides this here.")
                raise Invalid({f"services.{form.code}": [said]})
            attrs = form.attrs(given, option)
            ticket = Ticket(
                number=f"{application.number}-{form.suffix(option)}",
                service=form.code,
                option=option or "",
                service_version_id=form.version_id,
                application_id=application.id,
                organisation_id=organisation.id,
                attrs=attrs,
                facts=form.propose(attrs),
                results={},
                pending_approvals=0,  # what the database fills in, it would be asked for
            )
            ticket.mirror(application)
            yield ticket


def created_events(
    rows: Sequence[Row], actor: Actor, known: Catalogue, at: datetime | None = None
) -> list[Written]:
    """One event per new row; `at` is when the customer came, where that was not now."""
    deed, at = Deed("create", actor, known), at or rows[0].created_at
    return [event_of(deed, row, ({}, snapshot(row)), at=at) for row in rows]
