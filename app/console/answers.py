"""A service's answers on the list of tickets: columns and inputs once that service is chosen."""

from collections.abc import Callable, Mapping
from typing import Any

from wtforms import BooleanField, DateField, DecimalField, StringField

from app.access import personal
from app.access.actors import current_actor
from app.access.answers import COLUMN, AnswerFilter, Asked
from app.access.filtering import CheckedFilters
from app.catalog.kinds import Sort
from app.catalog.rules.service import ServiceForm
from app.console.naming import known
from app.console.searching import one_of
from app.foundation.labels import text
from app.foundation.messages import say
from app.tickets.models import Ticket

INPUTS: Mapping[Sort, Callable[[str], Any]] = {
    Sort.text: StringField,
    Sort.number: DecimalField,
    Sort.day: DateField,
    Sort.instant: DateField,
    Sort.flag: BooleanField,
}


def chosen_service(filters: CheckedFilters) -> ServiceForm | None:
    """The one service that the list is narrowed to, in its version in force."""
    given = [value for one, value in filters.get_filters_values() if one.column_name == "service"]
    codes = {code for value in given for code in value}
    return known().services.get(codes.pop()) if len(codes) == 1 else None


def answer_columns(filters: CheckedFilters) -> dict[str, str]:
    """Column → label of the answers that a list of the chosen service shows."""
    service = chosen_service(filters)
    fields = service.shown(current_actor().roles) if service else ()
    return {COLUMN + one.id: text(one.label) for one in fields if one.column or one.filterable}


def answer_cell(ticket: Ticket, column: str) -> str:
    """An answer as the ticket's own version shows it; empty where this reader sees none."""
    actor, asked = current_actor(), column.removeprefix(COLUMN)
    fields = known().version(ticket.service_version_id).shown(actor.roles)
    field = next((one for one in fields if one.id == asked), None)
    value = ticket.attrs.get(asked)
    return field.show(personal.answer(actor, field, value)) if field and value is not None else ""


def answers_asked(filters: CheckedFilters) -> list[str]:
    """The columns that the search bar asks for beside the ticket's own: the chosen service's."""
    service = chosen_service(filters)
    return [
        column
        for column, asked in _offered(filters).items()
        if service and any(one.of.service == service.code for one in asked)
    ]


def answer_form(form: type, filters: CheckedFilters) -> Any:
    """The form, with an input for the answers of the chosen service, and for those asked for."""
    service = chosen_service(filters)
    held = {one.column_name for one in filters.filters}
    inputs = {}
    for column, asked in _offered(filters).items():
        mine = next((one for one in asked if service and one.of.service == service.code), None)
        if mine or column in held:  # a link may ask by any
            inputs[column] = _input(mine or asked[0])
    return type(form.__name__, (form,), inputs) if inputs else form


def _offered(filters: CheckedFilters) -> dict[str, list[Asked]]:
    offered = filters.get_search_filters().items()
    return {
        column: [one for each in found for one in each.asked]
        for column, found in offered
        if isinstance(found[0], AnswerFilter)
    }


def _input(one: Asked) -> Any:
    fields = [one.of.asked[version] for version in one.versions]
    label = text(fields[-1].label)
    if one.of.sort != Sort.code:
        return INPUTS[one.of.sort](label)
    if one.of.path != fields[-1].id:
        label = str(say("%(label)s: %(value)s", label=label, value=say("unit")))
    options = dict(option for field in fields for option in field.options())
    return one_of(label, options.items)
