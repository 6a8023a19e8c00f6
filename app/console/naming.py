"""What things are called on the screens: services, tickets, districts, columns of records."""

from collections.abc import Mapping

from flask import g, url_for
from markupsafe import Markup, escape

from app.access import personal
from app.access.actors import current_actor
from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.kinds import Field
from app.catalog.queries import Catalogue, catalogue
from app.catalog.rules.service import ServiceForm
from app.console import display
from app.extensions import db
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say
from app.sla.states import BASIS_LABELS, NODE_LABELS
from app.tickets.models import Ticket
from app.workflow.approvals.relations import kind_label
from app.workflow.official_form import CHANNEL, correctable

FACES: Mapping[str, Message] = {
    "console": say("Console"),
    "api": say("Interface"),
    "portal": say("Applicants' pages"),
    "cli": say("Command line"),
    "worker": say("By itself"),
}
KINDS: Mapping[str, Message] = {
    "application": say("Application"),
    "ticket": say("Ticket"),
    "approval": say("Approval"),
    "organisation": say("Organisation"),
    "outlet": say("Outlet"),
    "specialist": say("Specialist"),
    "account": say("Account"),
    "calendar": say("Calendar"),
    "sla_rule": say("Rule of a time limit"),
    "meeting": say("Meeting"),
    "meeting_action": say("Action of a meeting"),
    "delegation": say("Absence"),
    "intake_batch": say("Import"),
    "saved_view": say("Saved view"),
}
COLUMNS: Mapping[str, Message] = {
    "state": say("State"),
    "stage": say("Stage"),
    "organisation_id": say("Handling organisation"),
    "outlet_id": say("Outlet"),
    "first_receiver_id": say("First receiver"),
    "assignee_id": say("Handled by"),
    "specialist_id": say("Specialist"),
    "external_works": say("External works"),
    "survey_at": say("Survey at"),
    "due_at": say("Due"),
    "waits_until": say("Waits until"),
    "waits_for": say("Joint dig"),
    "utility_id": say("Utility"),
    "suspended_at": say("Suspended since"),
}
"""Columns of records whose changes the timeline tells, beside the fields of the form."""


def limit_label(path: str) -> str | None:
    """What `clock.<node>` of an event's changes is called; None for other paths."""
    kind, _, rest = path.partition(".")
    node, _, basis = rest.partition(".")
    if kind != "clock" or node not in NODE_LABELS:
        return None
    labels = [NODE_LABELS[node], *([BASIS_LABELS[basis]] if basis in BASIS_LABELS else [])]
    return " · ".join(map(text, labels))


def known() -> Catalogue:
    """The catalogue of this request."""
    return catalogue(db.session())


def service_name(form: ServiceForm, option: str) -> str:
    """The service, with its option where it is split."""
    name = text(form.label)
    return f"{name} · {text(form.option_label(option))}" if option else name


def service_label(ticket: Ticket) -> str:
    """The service of a ticket, without its option."""
    return text(known().version(ticket.service_version_id).label)


def ticket_name(ticket: Ticket) -> str:
    """The service of a ticket as its own version calls it."""
    return service_name(known().version(ticket.service_version_id), ticket.option)


def key_answers(ticket: Ticket) -> str:
    """The answers that its form marks for lists."""
    actor = current_actor()
    fields = _marked(ticket.service_version_id)
    marked = (one for one in fields if ticket.attrs.get(one.id) is not None)
    return " · ".join(one.show(personal.answer(actor, one, ticket.attrs[one.id])) for one in marked)


def _marked(version_id: int) -> list[Field]:
    """Those fields, as far as the reader sees them; found once a request."""
    found: dict[int, list[Field]] = g.setdefault("marked_fields", {})
    if version_id not in found:
        fields = known().version(version_id).shown(current_actor().roles)
        found[version_id] = [one for one in fields if one.column]
    return found[version_id]


def district_name(code: str | None) -> str:
    """A town's name; its code where the catalogue doesn't know it any more."""
    district = known().districts.get(code or "")
    return text(district.label) if district else code or ""


def kinds() -> list[tuple[str, str]]:
    """The kinds of approvals."""
    return [(code, text(one.label)) for code, one in known().approval_kinds.items()]


def kind_name(code: str) -> str:
    """What is asked for, as the catalogue calls it."""
    return text(kind_label(known(), code))


def where(row: Application | Ticket | Approval) -> Markup:
    """The enterprise, and the town it is in."""
    said = escape(row.enterprise)
    name = Markup(f'<span class="lb-clamped" title="{said}">{said}</span>')  # noqa: S704  # escaped
    return display.beneath(name, district_name(row.township))


def form_fields() -> dict[str, Label]:
    """Field id → label of the official form's own fields."""
    return {one.id: one.label for one in (CHANNEL, *correctable(known()))}


VIEWS: Mapping[str, str] = {
    "applications": "ApplicationView",
    "tickets": "TicketView",
    "meetings": "MeetingView",
    "meetingactions": "MeetingActionView",
    "approvals": "ApprovalView",
}


def record_url(noun: str, pk: int) -> str:
    """The page of a record, by the noun of its actions."""
    return url_for(f"{VIEWS[noun]}.show", pk=pk)
