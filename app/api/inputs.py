"""What POST takes, as JSON Schema from the present catalogue, in the reader's language."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce
from typing import Any

from app.access.actors import current_actor
from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.kinds import form_schema
from app.catalog.queries import Catalogue, catalogue
from app.catalog.rules.service import ServiceForm
from app.extensions import db
from app.tickets.models import Ticket
from app.tickets.states import Stage, TicketState
from app.workflow.action import actions_of
from app.workflow.beside import Beside
from app.workflow.directory import Directory
from app.workflow.official_form import CHANNEL, correctable
from app.workflow.setting import Row, Setting


def application_schema() -> dict[str, Any]:
    """The official form: the basic block, and a block per service."""
    known = catalogue(db.session())
    schema = form_schema((CHANNEL, *correctable(known)))
    schema["properties"]["services"] = {
        "type": "object",
        "properties": {code: form_schema(form.fields) for code, form in known.services.items()},
        "minProperties": 1,
        "additionalProperties": False,
    }
    schema["required"].append("services")
    return schema


def action_schemas(noun: str) -> dict[str, dict[str, Any]]:
    """Verb → what it can ask of any row; what a row really takes is told by its own /actions."""
    known, directory = catalogue(db.session()), Directory(db.session())
    tickets = list(_specimens(known))
    specimens: Mapping[str, Sequence[Row]] = {"applications": [Application()], "tickets": tickets}
    rows = specimens.get(noun) or [Approval(results={})]
    settings = [Setting(row, tickets, current_actor(), known, directory, Beside()) for row in rows]
    return {
        action.verb: reduce(_common, (form_schema(action.asked(one)) for one in settings))
        for action in actions_of(noun)
    }


def _specimens(known: Catalogue) -> Iterator[Ticket]:
    """A ticket of each service and option, never stored."""
    for form in known.services.values():
        for option in _options(form):
            yield Ticket(
                service=form.code, option=option, service_version_id=form.version_id,
                attrs={}, facts={}, results={}, number=f"{form.code}-{option}",
                state=TicketState.waiting, stage=Stage.accept,
            )  # fmt: skip


def _options(form: ServiceForm) -> list[str]:
    return list(form.split.suffixes) if form.split else [""]


def _common(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """Every property of both, with the rules that both have; required is what both require."""
    mine, theirs = one["properties"], other["properties"]
    return {
        **one,
        "properties": {
            name: _agreed(mine.get(name, theirs.get(name)), theirs.get(name, mine.get(name)))
            for name in {**mine, **theirs}
        },
        "required": [name for name in one["required"] if name in other["required"]],
    }


def _agreed(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    return {key: rule for key, rule in one.items() if other.get(key) == rule}
