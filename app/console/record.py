"""What the record pages of applications and tickets have in common."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.access import personal
from app.applications.models import Application
from app.catalog.kinds import Field
from app.console import display, lights
from app.console.naming import record_url, ticket_name
from app.foundation.actor import Actor
from app.foundation.labels import text
from app.tickets.models import Ticket
from app.tickets.states import STAGE_LABELS, STATE_LABELS
from app.workflow.action import Action
from app.workflow.available import Availability
from app.workflow.official_form import BASIC

ENDS_BADLY = frozenset({"declined", "withdrawn"})
"""Target states whose buttons are marked."""


def action_bar(offered: Sequence[Availability], actor: Actor) -> list[dict[str, Any]]:
    """Buttons in order of rank: the first that leads on is primary; beside the rest, why not.

    What the actor's role can never do is left out.
    """
    mine = [one for one in offered if actor.may(one.action.permission) and not one.action.says_only]
    leading = [one for one in mine if one.allowed and one.action.leads_on]
    first = min(leading, key=lambda one: one.action.gives_way(one.setting), default=None)
    return [
        {
            "verb": one.action.verb,
            "label": str(one.action.label),
            "allowed": one.allowed,
            "reason": str(one.why_not) if one.why_not else "",
            "primary": one is first,
            "inputs": not one.action.at_once(one.setting),
            "danger": one.action.step.target in ENDS_BADLY,
        }
        for one in mine
    ]


def dialog_of(action: Action) -> dict[str, Any]:
    """An action as its dialog takes it."""
    danger = action.step.target in ENDS_BADLY
    return {"verb": action.verb, "label": str(action.label), "danger": danger}


def answer_rows(
    fields: Iterable[Field], values: Mapping[str, Any], actor: Actor
) -> list[dict[str, Any]]:
    """Each field of a service or an action with its answer, as far as the reader may see it."""
    fields = tuple(fields)
    return rows_of(fields, personal.answers(actor, fields, values))


def rows_of(fields: Iterable[Field], values: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each field with its value as people read it."""
    return [
        {"label": text(one.label), "value": one.show(values.get(one.id)), "wide": _long(one)}
        for one in fields
    ]


def _long(field: Field) -> bool:
    return field.kind in {"long_text", "address"}


def basic_rows(application: Application, actor: Actor) -> list[dict[str, Any]]:
    """The basic block of the form, its personal values as the role needs them."""
    values = {one.id: personal.shown(actor, one.id, getattr(application, one.id)) for one in BASIC}
    return rows_of(BASIC, values)


def sibling_rows(tickets: Iterable[Ticket], current: int | None = None) -> list[dict[str, Any]]:
    """Tickets of one application, as its record page lists them."""
    return [
        {
            "number": one.number,
            "url": record_url("tickets", one.id),
            "service": ticket_name(one),
            "organisation": display.named(one.organisation),
            "state": display.state("ticket", one.state, STATE_LABELS),
            "stage": text(STAGE_LABELS[one.stage]),
            "light": lights.light_of(one),
            "left": lights.left(one),
            "due": display.moment(one.due_at),
            "current": one.id == current,
        }
        for one in tickets
    ]


def step(code: str, label: str, status: str, note: str = "") -> dict[str, str]:
    """One step of the bar on top of a record."""
    return {"code": code, "label": label, "status": status, "note": note}
