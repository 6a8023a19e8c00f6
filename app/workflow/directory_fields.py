"""What is asked of organisations, outlets and specialists: on a screen and in a sheet alike."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.applications.states import CHANNEL_LABELS
from app.catalog.kinds import Field, make_field
from app.foundation.messages import Message, say
from app.people.states import OrganisationKind, OutletKind

Options = Iterable[tuple[Any, Any]]
"""(code or id, label)"""
ORGANISATION_KINDS: Mapping[str, Message] = {
    OrganisationKind.office: say("Coordinating office"),
    OrganisationKind.utility: say("Utility"),
    OrganisationKind.department: say("Approving department"),
    OrganisationKind.regulator: say("Sector regulator"),
    OrganisationKind.township: say("Township"),
    OrganisationKind.hall: say("Government service hall"),
}
OUTLET_KINDS: Mapping[str, Message] = {
    OutletKind.hall: say("Government service hall"),
    OutletKind.shared_hall: say("Shared utility hall"),
    OutletKind.online: say("Online"),
}


def organisation_fields(others: Options, townships: Options, *, new: bool) -> tuple[Field, ...]:
    """`others`: who may supervise it."""
    return (
        *_code(new=new),
        *_names(),
        *_choice("kind", say("Kind"), ORGANISATION_KINDS.items(), required=True),
        *_choice("supervised_by_id", say("Supervised by"), others),
        *_choice("township", say("Township"), townships),
        *_rest(),
    )


def outlet_fields(organisations: Options, townships: Options, *, new: bool) -> tuple[Field, ...]:
    """The counter or desk, and whose it is."""
    channels = [{"code": code, "label": label} for code, label in CHANNEL_LABELS.items()]
    label = say("Entry channels")
    return (
        *_code(new=new),
        *_names(),
        *_choice("organisation_id", say("Organisation"), organisations, required=True),
        *_choice("kind", say("Kind"), OUTLET_KINDS.items(), required=True),
        make_field(
            {"id": "channels", "type": "multi_choice", "label": label, "required": True}
            | {"choices": channels}
        ),
        *_choice("township", say("Township"), townships),
        _text("address", say("Address"), most=200),
        _text("hours", say("Opening hours")),
        make_field({"id": "phone", "type": "phone", "label": say("Phone")}),
        *_rest(),
    )


def specialist_fields(organisations: Options, *, new: bool) -> tuple[Field, ...]:
    """The person, and whose specialist it is."""
    return (
        *_code(new=new),
        *_choice("organisation_id", say("Organisation"), organisations, required=True),
        _text("name", say("Name"), required=True, most=60),
        make_field({"id": "phone", "type": "phone", "label": say("Phone")}),
        *_rest(),
    )


def _code(*, new: bool) -> list[Field]:
    """The natural key: chosen once, the county's configuration refers to it."""
    spec = {"id": "code", "type": "text", "label": say("Code"), "required": True}
    pattern = {"max_length": 40, "pattern": "[a-z0-9][a-z0-9_-]*", "examples": ["county-hall"]}
    return [make_field({**spec, **pattern})] if new else []


def _text(name: str, label: Message, *, required: bool = False, most: int = 120) -> Field:
    spec = {"id": name, "type": "text", "label": label, "required": required}
    return make_field({**spec, "max_length": most})


def _choice(name: str, label: Message, options: Options, *, required: bool = False) -> list[Field]:
    """A choice; left out where there is nothing to choose from."""
    choices = [{"code": str(code), "label": words} for code, words in options]
    spec = {"id": name, "type": "choice", "label": label, "required": required}
    return [make_field({**spec, "choices": choices})] if choices else []


def _names() -> list[Field]:
    return [
        _text("name", say("Name"), required=True),
        _text("name_en", say("English name")),
    ]


def _rest() -> list[Field]:
    return [
        make_field({"id": "sort", "type": "integer", "label": say("Order"), "default": 0}),
        make_field({"id": "active", "type": "boolean", "label": say("In use"), "required": True}),
    ]
