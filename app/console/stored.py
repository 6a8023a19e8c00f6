"""What is stored under the fields that an action asks: forms begin with it."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from app.catalog.kinds import Field, FieldProblem
from app.tickets.models import Ticket
from app.workflow.setting import Setting


def stored_values(setting: Setting, fields: Iterable[Field]) -> dict[str, Any]:
    """Field id → the row's column, fact or answer of that name; what has none is left out."""
    found = {one.id: _stored(setting, one.id) for one in fields}
    return {key: value for key, value in found.items() if value is not None}


def _stored(setting: Setting, field_id: str) -> Any:
    row = setting.row
    if field_id in row.__mapper__.columns:
        return _plain(getattr(row, field_id))
    if isinstance(row, Ticket):
        return row.facts.get(field_id)
    service, _, answer = field_id.partition(".")
    of_service: Iterable[Mapping[str, Any]] = (
        ticket.attrs for ticket in setting.tickets if ticket.service == service
    )
    return next((attrs[answer] for attrs in of_service if answer in attrs), None)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | datetime) else value


def spoken(field: Any, raw: Any) -> str:
    """What was typed, as it would be shown once stored; to the letter where it can't be read."""
    try:
        return str(field.show(field.clean(raw)))
    except FieldProblem:
        return str(raw)
