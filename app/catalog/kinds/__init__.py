"""The closed set of field types (DESIGN §2): one definition, read by every face."""

from collections.abc import Mapping
from typing import Any

from app.catalog.kinds.address import Address
from app.catalog.kinds.boolean import Boolean
from app.catalog.kinds.choice import ChoiceField
from app.catalog.kinds.cleaning import asked, clean_form, collect, form_schema
from app.catalog.kinds.day import Date
from app.catalog.kinds.decimal_number import Decimal
from app.catalog.kinds.field import EMPTY, Choice, Field, Unit
from app.catalog.kinds.file import File
from app.catalog.kinds.files import Files
from app.catalog.kinds.integer import Integer
from app.catalog.kinds.long_text import LongText
from app.catalog.kinds.moment import DateTime
from app.catalog.kinds.multi_choice import MultiChoice
from app.catalog.kinds.phone import Phone
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.quantity import Quantity
from app.catalog.kinds.sort import OPERATORS, Sort
from app.catalog.kinds.text import Text

__all__ = [
    "EMPTY",
    "KINDS",
    "OPERATORS",
    "Choice",
    "Field",
    "FieldProblem",
    "MultiChoice",
    "Sort",
    "asked",
    "clean_form",
    "collect",
    "form_schema",
    "make_field",
]

KINDS: Mapping[str, type[Field]] = {
    one.kind: one
    for one in (
        Text,
        LongText,
        Integer,
        Decimal,
        Quantity,
        Date,
        DateTime,
        Boolean,
        ChoiceField,
        MultiChoice,
        Phone,
        Address,
        File,
        Files,
    )
}


def make_field(spec: Mapping[str, Any]) -> Field:
    """The field that a specification describes; `type` names its kind."""
    given = {key: value for key, value in spec.items() if key != "type"}
    for key in ("choices", "retired", "units"):
        if key in given:
            given[key] = tuple(Choice(one["code"], one["label"]) for one in given[key])
    if "unit" in given:
        label = given["unit"]
        before = isinstance(label, Mapping) and bool(label.get("before"))
        given["unit"] = Unit(label, before=before)
    for key in ("examples", "roles"):
        if key in given:
            given[key] = tuple(given[key])
    return KINDS[spec["type"]](**given)
