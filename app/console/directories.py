"""The three directories' columns and forms."""

from collections.abc import Sequence
from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_babel import lazy_gettext
from sqlalchemy.orm import joinedload
from wtforms import BooleanField, StringField

from app.access.scoped import ScopedInterface
from app.applications.states import CHANNEL_LABELS
from app.catalog.kinds import Field
from app.console import display, lookups
from app.console.directory import FORMATS, LABELS, DirectoryView, permits_of
from app.console.searching import coded, one_of, rows_of, townships
from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Specialist
from app.workflow.directory_fields import (
    ORGANISATION_KINDS,
    OUTLET_KINDS,
    organisation_fields,
    outlet_fields,
    specialist_fields,
)


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
        return organisation_fields(others, townships(), new=row is None)


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
        return outlet_fields(rows_of(Organisation)(), townships(), new=row is None)


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
        return specialist_fields(rows_of(Organisation)(), new=row is None)
