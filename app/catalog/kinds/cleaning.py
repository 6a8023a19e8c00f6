"""All fields of a form at once: every problem is told, not only the first."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.catalog.kinds.field import SHOWN, Field
from app.catalog.kinds.problem import FieldProblem
from app.catalog.rules.conditions import evaluate
from app.foundation.errors import Invalid
from app.foundation.messages import Message, say

Problems = dict[str, list[Message | str]]


def collect(
    fields: Iterable[Field], data: Any, *, partial: bool = False, prefix: str = ""
) -> tuple[dict[str, Any], Problems]:
    """Canonical values and the problems by path (`prefix` + field id).

    `partial` reads only what was sent and keeps None as “now empty”; else empty answers are left
    out and defaults fill in, and a field whose condition doesn't hold is neither asked nor kept.
    """
    if not isinstance(data, Mapping):
        return {}, {prefix.rstrip("."): [say("This must be an object.")]}
    known = {field.id: field for field in fields}
    problems: Problems = {
        prefix + str(name)[:SHOWN]: [say("Unknown field.")] for name in data if name not in known
    }
    values: dict[str, Any] = {}
    for name, field in known.items():
        if name not in data if partial else not asked(field, values):
            continue
        try:
            value = field.demand(data.get(name, field.default))
        except FieldProblem as problem:
            problems[prefix + name] = [problem.message]
        else:
            if partial or value is not None:
                values[name] = value
    return values, problems


def asked(field: Field, values: Mapping[str, Any]) -> bool:
    """Whether it is asked, after these answers to the fields before it."""
    return field.when is None or evaluate(field.when, values)


def clean_form(
    fields: Iterable[Field], data: Any, *, partial: bool = False, prefix: str = ""
) -> dict[str, Any]:
    """The canonical values; raises Invalid with every problem by path."""
    values, problems = collect(fields, data, partial=partial, prefix=prefix)
    if problems:
        raise Invalid(problems)
    return values


def form_schema(fields: Iterable[Field], locale: str | None = None) -> dict[str, Any]:
    """JSON Schema of the whole input."""
    fields = tuple(fields)
    along = {field.id: list(field.needs) for field in fields if field.needs}
    return {
        "type": "object",
        "properties": {field.id: field.schema(locale) for field in fields},
        "required": [
            field.id
            for field in fields
            if field.required and field.default is None and field.when is None
        ],
        "additionalProperties": False,
        **({"dependentRequired": along} if along else {}),
    }
