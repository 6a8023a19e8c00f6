"""The official form (DOMAIN §3): basic block, the catalogue's service blocks, extras."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from stdnum.cn import uscc
from stdnum.exceptions import ValidationError

from app.applications.states import CHANNEL_LABELS, PROPERTY_LABELS
from app.catalog.kinds import Field, clean_form, make_field
from app.catalog.queries import Catalogue
from app.catalog.rules.service import ServiceForm
from app.foundation.errors import Invalid
from app.foundation.messages import say

CHANNEL = make_field(
    {
        "id": "channel",
        "type": "choice",
        "label": say("Entry channel"),
        "required": True,
        "choices": [{"code": code, "label": label} for code, label in CHANNEL_LABELS.items()],
    }
)
BASIC: tuple[Field, ...] = (
    make_field(
        {
            "id": "enterprise",
            "type": "text",
            "label": say("Enterprise"),
            "required": True,
            "max_length": 120,
        }
    ),
    make_field(
        {
            "id": "property",
            "type": "choice",
            "label": say("Ownership of the premises"),
            "required": True,
            "choices": [{"code": code, "label": label} for code, label in PROPERTY_LABELS.items()],
        }
    ),
    make_field(
        {
            "id": "contact",
            "type": "text",
            "label": say("Contact"),
            "personal": True,
            "required": True,
            "max_length": 60,
        }
    ),
    make_field({"id": "phone", "type": "phone", "label": say("Phone"), "required": True}),
    make_field(
        {
            "id": "address",
            "type": "address",
            "label": say("Detailed address"),
            "required": True,
            "max_length": 200,
        }
    ),
)
USCC = make_field(
    {
        "id": "uscc",
        "type": "text",
        "label": say("Unified social credit code"),
        "max_length": 18,
        "examples": ["91341522MA8N4QTX68"],
    }
)
EMAIL = make_field(
    {
        "id": "email",
        "type": "text",
        "label": say("E-mail"),
        "personal": True,
        "max_length": 120,
        "pattern": r"[^@\s]+@[^@\s]+\.[^@\s]+",
        "examples": ["office@example.com"],
    }
)


PREFERRED_TIMES = make_field(
    {
        "id": "preferred_times",
        "type": "text",
        "label": say("Preferred times of a survey"),
        "max_length": 200,
    }
)
EXTERNAL_NUMBER = make_field(
    {
        "id": "external_number",
        "type": "text",
        "label": say("External number"),
        "help": say("The province's case number, or an enterprise's own order number."),
        "max_length": 60,
    }
)


def extras(catalogue: Catalogue) -> tuple[Field, ...]:
    """What the official form doesn't have: optional, shown apart (DOMAIN §3)."""
    districts = [{"code": one.code, "label": one.label} for one in catalogue.districts.values()]
    township = make_field(
        {"id": "township", "type": "choice", "label": say("Township"), "choices": districts}
    )
    return (township, USCC, EMAIL, PREFERRED_TIMES, EXTERNAL_NUMBER)


def correctable(catalogue: Catalogue) -> tuple[Field, ...]:
    """What may be put right later: everything but the channel it came by."""
    return (*BASIC, *extras(catalogue))


@dataclass(frozen=True)
class FilledForm:
    """A clean official form: columns of the application, answers by service."""

    columns: dict[str, Any]
    answers: list[tuple[ServiceForm, dict[str, Any]]]


def clean_official_form(catalogue: Catalogue, payload: Mapping[str, Any]) -> FilledForm:
    """Check the whole form at once; raises Invalid with every problem by dotted field path."""
    errors: dict[str, list[Any]] = {}
    columns: dict[str, Any] = {}
    answers: list[tuple[ServiceForm, dict[str, Any]]] = []
    rest = {key: value for key, value in payload.items() if key != "services"}
    try:
        columns = clean_columns((CHANNEL, *correctable(catalogue)), rest)
    except Invalid as invalid:
        errors |= invalid.errors
    try:
        answers = _clean_services(catalogue, payload.get("services"))
    except Invalid as invalid:
        errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    return FilledForm(columns, answers)


def clean_columns(fields: tuple[Field, ...], data: Mapping[str, Any]) -> dict[str, Any]:
    """Clean the application's own fields; the credit code must pass its check digit (GB 32100)."""
    columns = clean_form(fields, data)
    if columns.get("uscc"):
        try:
            columns["uscc"] = uscc.validate(columns["uscc"])
        except ValidationError as error:
            raise Invalid({"uscc": [say("Not a valid unified social credit code.")]}) from error
    return columns


def _clean_services(
    catalogue: Catalogue, services: Any
) -> list[tuple[ServiceForm, dict[str, Any]]]:
    if services is not None and not isinstance(services, Mapping):
        raise Invalid({"services": [say("Must be an object: a service's code to its answers.")]})
    if not services:
        raise Invalid({"services": [say("Choose at least one service.")]})
    errors: dict[str, Any] = {}
    answers = []
    for code, raw in services.items():
        form = catalogue.services.get(code)
        if form is None:
            errors[f"services.{code}"] = [say("There is no such service.")]
            continue
        try:
            answers.append((form, form.clean(raw, f"services.{code}.")))
        except Invalid as invalid:
            errors |= invalid.errors
    if errors:
        raise Invalid(errors)
    return answers
