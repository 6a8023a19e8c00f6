"""Organisations, outlets, specialists and services by REST: what others look up."""

from flask_appbuilder.models.sqla.filters import FilterEqual
from sqlalchemy.orm import selectinload

from app.access.filtering import CalendarsInForce
from app.access.scoped import ScopedInterface
from app.api.base import ScopedApi
from app.api.rows import CalendarRow, OrganisationRow, OutletRow, ServiceRow, SpecialistRow
from app.catalog.models import Service
from app.foundation.permissions import Permission
from app.people.models import Organisation, Outlet, Specialist
from app.sla.models import CalendarVersion

ROUTES = ScopedApi.include_route_methods


class OrganisationApi(ScopedApi):
    """Offices, utilities, departments, regulators, townships, halls."""

    resource_name = "organisations"
    datamodel = ScopedInterface(Organisation, load=(selectinload(Organisation.supervised_by),))
    row = OrganisationRow()
    permits = dict.fromkeys(ROUTES, Permission.organisation_read)
    search_columns = ["code", "name", "kind", "township", "supervised_by_id", "active"]
    order_columns = ["id", "code", "name", "kind", "sort"]
    base_order = ("sort", "asc")


class OutletApi(ScopedApi):
    """Where an application can be handed in (DOMAIN §2.1)."""

    resource_name = "outlets"
    datamodel = ScopedInterface(Outlet, load=(selectinload(Outlet.organisation),))
    row = OutletRow()
    permits = dict.fromkeys(ROUTES, Permission.outlet_read)
    search_columns = ["code", "name", "kind", "township", "organisation_id", "active"]
    order_columns = ["id", "code", "name", "kind", "sort"]
    base_order = ("sort", "asc")


class SpecialistApi(ScopedApi):
    """The directory of service specialists (DOMAIN §2.12)."""

    resource_name = "specialists"
    datamodel = ScopedInterface(Specialist, load=(selectinload(Specialist.organisation),))
    row = SpecialistRow()
    permits = dict.fromkeys(ROUTES, Permission.specialist_read)
    search_columns = ["code", "name", "organisation_id", "active"]
    order_columns = ["id", "code", "name", "sort"]
    base_order = ("sort", "asc")


class ServiceApi(ScopedApi):
    """What can be applied for now: the published versions that new applications use."""

    resource_name = "services"
    datamodel = ScopedInterface(Service)
    row = ServiceRow()
    permits = dict.fromkeys(ROUTES, Permission.service_read)
    base_filters = [["active", FilterEqual, True]]
    search_columns = ["code"]
    order_columns = ["id", "code", "sort"]
    base_order = ("sort", "asc")


class CalendarApi(ScopedApi):
    """The calendars in force, by which limits are counted (DESIGN §3)."""

    resource_name = "calendars"
    datamodel = ScopedInterface(CalendarVersion)
    row = CalendarRow()
    permits = dict.fromkeys(ROUTES, Permission.calendar_read)
    base_filters = [["id", CalendarsInForce, None]]
    search_columns = ["calendar"]
    order_columns = ["id", "calendar", "published_at"]
    base_order = ("calendar", "asc")
