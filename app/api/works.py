"""Roads, fees and kinds of approvals by REST: what schemes, digs and packages name by code."""

from flask_appbuilder.models.sqla.filters import FilterEqual
from marshmallow import Schema, fields
from sqlalchemy.orm import selectinload

from app.access.scoped import ScopedInterface
from app.api.base import ScopedApi
from app.api.rows import code_of, computed
from app.catalog.models import ApprovalKind, Fee, Road
from app.catalog.states import Surface
from app.foundation.labels import text
from app.foundation.permissions import Permission

ROUTES = ScopedApi.include_route_methods
IN_USE = [["active", FilterEqual, True]]
LABEL = computed(lambda row: text(row.label), type="string")


class RoadRow(Schema):
    """Days are those of the handing over and of the end of the last overhaul."""

    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    label = LABEL
    township = fields.String(allow_none=True)
    surface = computed(lambda row: row.surface, type=["string", "null"], enum=[*Surface, None])
    length_m = fields.Integer(allow_none=True)
    main = fields.Boolean()
    bridge = fields.Boolean()
    built_on = fields.Date(allow_none=True)
    overhauled_on = fields.Date(allow_none=True)
    sample = fields.Boolean()


class FeeRow(Schema):
    """A line that may be charged; without a price it is agreed or reckoned case by case."""

    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    label = LABEL
    service = fields.String()
    unit = computed(lambda row: text(row.unit), type="string")
    price = fields.String(allow_none=True)
    legal_basis = fields.String()
    note = computed(lambda row: text(row.note) if row.note else None, type=["string", "null"])
    sample = fields.Boolean()


class ApprovalKindRow(Schema):
    id = fields.Integer()
    version = fields.Integer()
    code = fields.String()
    label = LABEL
    organisation = code_of("organisation")
    legal_basis = fields.String()
    sample = fields.Boolean()


class RoadApi(ScopedApi):
    """Roads that may be dug up (DOMAIN §2.8)."""

    resource_name = "roads"
    datamodel = ScopedInterface(Road)
    row = RoadRow()
    permits = dict.fromkeys(ROUTES, Permission.road_read)
    base_filters = IN_USE
    search_columns = ["code", "township", "main", "bridge"]
    order_columns = ["id", "code", "sort", "built_on", "overhauled_on"]
    base_order = ("sort", "asc")


class FeeApi(ScopedApi):
    """The catalogue of fees: what is not in it may not be charged (DOMAIN §7)."""

    resource_name = "fees"
    datamodel = ScopedInterface(Fee)
    row = FeeRow()
    permits = dict.fromkeys(ROUTES, Permission.fee_read)
    base_filters = IN_USE
    search_columns = ["code", "service"]
    order_columns = ["id", "code", "sort"]
    base_order = ("sort", "asc")


class ApprovalKindApi(ScopedApi):
    """What a utility may have to apply for, and who decides it (DOMAIN §2.7)."""

    resource_name = "approvalkinds"
    datamodel = ScopedInterface(ApprovalKind, load=(selectinload(ApprovalKind.organisation),))
    row = ApprovalKindRow()
    permits = dict.fromkeys(ROUTES, Permission.approvalkind_read)
    base_filters = IN_USE
    search_columns = ["code", "organisation_id"]
    order_columns = ["id", "code", "sort"]
    base_order = ("sort", "asc")
