"""The three directories' columns and forms."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, StringField

from app.access.scoped import ScopedInterface
from app.applications.states import CHANNEL_LABELS
from app.catalog.kinds import Field, make_field
from app.console import display, lookups
from app.console.directory import FORMATS, LABELS, DirectoryView, permits_of
from app.console.searching import coded, one_of, rows_of, townships
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Specialist
from app.people.states import OrganisationKind, OutletKind

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


def _code(row: Any) -> list[Field]:
    """The natural key: chosen once, the county's configuration refers to it."""
    spec = {"id": "code", "type": "text", "label": say("Code"), "required": True}
    pattern = {"max_length": 40, "pattern": "[a-z0-9][a-z0-9_-]*", "examples": ["county-hall"]}
    return [] if row else [make_field({**spec, **pattern})]


def _text(name: str, label: Message, *, required: bool = False, most: int = 120) -> Field:
    spec = {"id": name, "type": "text", "label": label, "required": required}
    return make_field({**spec, "max_length": most})


def _choice(
    name: str, label: Message, options: Sequence[tuple[Any, Any]], *, required: bool = False
) -> list[Field]:
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


class OrganisationSearch(DynamicForm):
    name = StringField(LABELS["name"])
    kind = one_of(LABELS["kind"], coded(ORGANISATION_KINDS))
    active = BooleanField(LABELS["active"])


class OrganisationView(DirectoryView):
    """Offices, utilities, departments, regulators, townships, halls."""

    datamodel = ScopedInterface(Organisation, load=(joinedload(Organisation.supervised_by),))
    route_base = "/organisations"
    permits = permits_of(P.organisation_read, P.organisation_edit)
    list_title = lazy_gettext("Organisations")
    show_title = lazy_gettext("Organisation")
    add_title = lazy_gettext("New organisation")
    edit_title = lazy_gettext("Edit organisation")
    list_columns = ["name", "code", "kind", "supervised_by", "township", "sample", "active"]
    show_columns = ["name", "name_en", "code", "kind", "supervised_by", "township", "active"]
    order_columns = ["name", "code", "sort"]
    formatters_columns = FORMATS | {"kind": display.words(ORGANISATION_KINDS)}
    search_form = OrganisationSearch
    search_columns = ["name", "kind", "active"]

    def fields(self, row: Any) -> Sequence[Field]:
        others = [one for one in rows_of(Organisation)() if row is None or one[0] != row.id]
        return (
            *_code(row),
            *_names(),
            *_choice("kind", say("Kind"), list(ORGANISATION_KINDS.items()), required=True),
            *_choice("supervised_by_id", say("Supervised by"), others),
            *_choice("township", say("Township"), townships()),
            *_rest(),
        )


class OutletSearch(DynamicForm):
    name = StringField(LABELS["name"])
    kind = one_of(LABELS["kind"], coded(OUTLET_KINDS))
    active = BooleanField(LABELS["active"])


class OutletView(DirectoryView):
    """Counters and online desks that take applications."""

    datamodel = ScopedInterface(Outlet, load=(joinedload(Outlet.organisation),))
    route_base = "/outlets"
    permits = permits_of(P.outlet_read, P.outlet_edit)
    list_title = lazy_gettext("Outlets")
    show_title = lazy_gettext("Outlet")
    add_title = lazy_gettext("New outlet")
    edit_title = lazy_gettext("Edit outlet")
    list_columns = ["name", "kind", "organisation", "channels", "township", "phone", "active"]
    show_columns = [
        "name",
        "name_en",
        "code",
        "kind",
        "organisation",
        "channels",
        "township",
        "address",
        "hours",
        "phone",
        "active",
    ]
    order_columns = ["name", "sort"]
    formatters_columns = FORMATS | {
        "kind": display.words(OUTLET_KINDS),
        "channels": lambda codes: [str(CHANNEL_LABELS[one]) for one in codes],
    }
    search_form = OutletSearch
    search_columns = ["name", "kind", "active"]

    def fields(self, row: Any) -> Sequence[Field]:
        channels = [{"code": code, "label": label} for code, label in CHANNEL_LABELS.items()]
        label = say("Entry channels")
        return (
            *_code(row),
            *_names(),
            *_choice(
                "organisation_id", say("Organisation"), list(rows_of(Organisation)()), required=True
            ),
            *_choice("kind", say("Kind"), list(OUTLET_KINDS.items()), required=True),
            make_field(
                {"id": "channels", "type": "multi_choice", "label": label, "required": True}
                | {"choices": channels}
            ),
            *_choice("township", say("Township"), townships()),
            _text("address", say("Address"), most=200),
            _text("hours", say("Opening hours")),
            make_field({"id": "phone", "type": "phone", "label": say("Phone")}),
            *_rest(),
        )


class SpecialistSearch(DynamicForm):
    name = StringField(LABELS["name"])
    organisation_id = StringField(LABELS["organisation"])
    active = BooleanField(LABELS["active"])


class SpecialistView(DirectoryView):
    """The service specialists (DOMAIN §2.12)."""

    datamodel = ScopedInterface(Specialist, load=(joinedload(Specialist.organisation),))
    route_base = "/specialists"
    permits = permits_of(P.specialist_read, P.specialist_edit)
    list_title = lazy_gettext("Service specialists")
    show_title = lazy_gettext("Service specialist")
    add_title = lazy_gettext("New specialist")
    edit_title = lazy_gettext("Edit specialist")
    list_columns = ["name", "organisation", "phone", "sample", "active"]
    show_columns = ["name", "code", "organisation", "phone", "active"]
    order_columns = ["name", "sort"]
    search_form = SpecialistSearch
    search_columns = ["name", "organisation_id", "active"]
    offered_filters = {
        **DirectoryView.offered_filters,
        "organisation_id": [lookups.rows_of(Organisation)],
    }

    def fields(self, row: Any) -> Sequence[Field]:
        return (
            *_code(row),
            *_choice(
                "organisation_id", say("Organisation"), list(rows_of(Organisation)()), required=True
            ),
            _text("name", say("Name"), required=True, most=60),
            make_field({"id": "phone", "type": "phone", "label": say("Phone")}),
            *_rest(),
        )
