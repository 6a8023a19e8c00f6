"""Putting a form right after it was handed in: by supplement or by amendment."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.catalog.kinds import Field
from app.foundation.labels import text
from app.tickets.models import Ticket
from app.workflow.move import Move
from app.workflow.official_form import clean_columns, correctable
from app.workflow.setting import Setting


def correction_fields(setting: Setting) -> Sequence[Field]:
    """Every field of this application's form, none required; service answers as `service.field`."""
    basic = (replace(one, required=False) for one in correctable(setting.catalogue))
    answers = {field.id: field for _, _, field in _answers(setting)}
    return (*basic, *answers.values())


def correct(move: Move) -> None:
    """Write what was entered; what wasn't stays, unless its field isn't asked any more.

    Facts are proposed anew where nobody set them.
    """
    columns = {one.id: one for one in correctable(move.catalogue)}
    given = {key: value for key, value in move.input.items() if key in columns}
    for column, value in clean_columns(
        tuple(replace(columns[key], required=False) for key in given), given
    ).items():
        setattr(move.application, column, value)
    for ticket, original, field in _answers(move):
        if field.id in move.input:
            ticket.attrs = {**ticket.attrs, original.id: move.input[field.id]}
    for ticket in move.tickets:
        ticket.attrs = move.catalogue.version(ticket.service_version_id).kept(ticket.attrs)
        ticket.facts = facts_of(move, ticket)


def facts_of(setting: Setting, ticket: Ticket) -> dict[str, Any]:
    """What the answers propose, under what the utility found (DOMAIN §4)."""
    form = setting.catalogue.version(ticket.service_version_id)
    known = {fact.id for fact in form.facts}
    found: dict[str, Any] = {}
    for entered in ticket.results.values():
        found |= {key: value for key, value in entered.items() if key in known}
    return {**form.propose(ticket.attrs), **found}


def _answers(setting: Setting) -> list[tuple[Ticket, Field, Field]]:
    """Ticket, its field, and the same field under the name it has in a correction."""
    rows = []
    for ticket in setting.tickets:
        form = setting.catalogue.version(ticket.service_version_id)
        for field in form.fields:
            if form.split is None or field.id != form.split.field:
                renamed = replace(
                    field,
                    id=f"{ticket.service}.{field.id}",
                    label=f"{text(form.label)} · {text(field.label)}",
                    required=False,
                    when=None,
                )
                rows.append((ticket, field, renamed))
    return rows
