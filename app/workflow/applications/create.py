"""Create 申请: the official form becomes an application, a ticket per service and option."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from app.applications.models import Application
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
from app.workflow.idempotency import Key
from app.workflow.journalling import Deed, Written, event_of, snapshot, write
from app.workflow.numbering import application_number, take_numbers
from app.workflow.official_form import FilledForm, clean_official_form
from app.workflow.setting import Row
from app.workflow.transaction import writing


def create(actor: Actor, payload: Mapping[str, Any], *, key: str | None = None) -> int:
    """Check the form and store it as a draft; the id of the application.

    Raises Forbidden without the permission, Invalid with every problem by field path.
    """
    if not actor.may(Permission.application_create):
        raise Forbidden(say("Your role does not include entering applications."))
    asked = Key(actor.username, key, "applications", "create", payload) if key else None
    with writing() as session:
        if asked and (earlier := asked.performed(session)):
            return earlier[0]
        known = catalogue(session)
        form = clean_official_form(known, payload)
        day = clock.today()
        (running,) = take_numbers(session, day)
        number = application_number(known.county.number_prefix, day, running)
        outlet = outlet_for(session, form.columns["channel"], actor)
        application = new_application(form, number, actor, outlet)
        session.add(application)
        session.flush()
        tickets = new_tickets(application, form, known, Directory(session))
        session.add_all(tickets)
        session.flush()
        write(session, created_events([application, *tickets], actor, known))
        if asked:
            asked.remember(session, [application.id])
        return application.id


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
            )
            ticket.mirror(application)
            yield ticket


def created_events(rows: Sequence[Row], actor: Actor, known: Catalogue) -> list[Written]:
    """One event per new row."""
    deed, at = Deed("create", actor, known), rows[0].created_at
    return [event_of(deed, row, ({}, snapshot(row)), at=at) for row in rows]
