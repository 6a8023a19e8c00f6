"""Every section there is, in the order in which a bundle is brought into force."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.applications.states import Channel
from app.catalog.kinds.checking import Found
from app.catalog.kinds.specification import CODE, LABEL, ROW_CODE, SIGN
from app.catalog.models import District, Reason, RoleLabel, Route
from app.people.models import Organisation, Outlet, Specialist
from app.people.states import OrganisationKind, OutletKind
from app.security import ROLES
from app.sla.states import Holder
from app.workflow.action import ACTIONS
from app.workflow.bundle.calendars import Calendars
from app.workflow.bundle.county import CountySection
from app.workflow.bundle.limits import SlaRules
from app.workflow.bundle.sections import Row, State, register
from app.workflow.bundle.services import Services, option_problems
from app.workflow.bundle.tables import Column, Table

DISTRICT_CODE = {"type": "string", "pattern": r"^[0-9]{6,12}\Z"}


def _text(longest: int) -> dict[str, Any]:
    return SIGN | {"maxLength": longest}


def _enum(values: Iterable[str]) -> dict[str, Any]:
    return {"enum": [str(value) for value in values]}


def _list(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": values, "minItems": 1, "uniqueItems": True}


NAME = Column("name", _text(60), needed=True)
NAME_EN = Column("name_en", _text(60))
CODED = Column("code", ROW_CODE, needed=True)
LABELLED = Column("label", LABEL, needed=True)
SORT = Column("sort", {"type": "integer", "minimum": 0, "maximum": 10**6}, default=0)
SAMPLE = Column("sample", {"type": "boolean"}, default=False)
TOWNSHIP = Column("township", DISTRICT_CODE, refers="districts")
PROVIDER = Column("organisation", ROW_CODE, needed=True, refers="organisations", organisation=True)
LONG_NAME = Column("name", _text(120), needed=True)
LONG_NAME_EN = Column("name_en", _text(120))


def _verb_problems(row: Row, _state: State) -> Iterator[Found]:
    for at, verb in enumerate(row["verbs"]):
        if verb not in {declared for _, declared in ACTIONS}:
            yield f"verbs[{at}]", f"{verb!r} is no action"


def _role_problems(row: Row, _state: State) -> Iterator[Found]:
    if row["code"] not in ROLES:
        yield "code", f"{row['code']!r} is not one of: {', '.join(ROLES)}"


register(CountySection())
register(
    Table(
        "districts",
        District,
        (
            Column("code", DISTRICT_CODE, needed=True),
            NAME,
            NAME_EN,
            Column("kind", _enum(("town", "township", "other")), needed=True),
            SORT,
        ),
    )
)
register(
    Table(
        "organisations",
        Organisation,
        (
            CODED,
            LONG_NAME,
            LONG_NAME_EN,
            Column("kind", _enum(OrganisationKind), needed=True),
            Column("supervised_by", ROW_CODE, refers="organisations", organisation=True),
            TOWNSHIP,
            SAMPLE,
            SORT,
        ),
    )
)
register(
    Table(
        "outlets",
        Outlet,
        (
            CODED,
            LONG_NAME,
            LONG_NAME_EN,
            PROVIDER,
            Column("kind", _enum(OutletKind), needed=True),
            Column("channels", _list(_enum(Channel)), needed=True),
            TOWNSHIP,
            Column("address", _text(200)),
            Column("hours", _text(120)),
            Column("phone", _text(40)),
            SAMPLE,
            SORT,
        ),
    )
)
register(
    Table(
        "specialists",
        Specialist,
        (CODED, NAME, PROVIDER, Column("phone", _text(40)), SAMPLE, SORT),
    )
)
register(Services())
register(
    Table(
        "routes",
        Route,
        (
            Column("service", CODE, needed=True, refers="services"),
            Column("option", CODE, default=""),
            Column("township", DISTRICT_CODE, default="", refers="districts"),
            PROVIDER,
        ),
        natural=("service", "option", "township"),
        checked=option_problems,
    )
)
register(
    Table(
        "reasons",
        Reason,
        (
            CODED,
            Column("verbs", _list(CODE), needed=True),
            LABELLED,
            Column("legal_basis", _text(200)),
            Column("holder", _enum(Holder)),
            Column("statutory", {"type": "boolean"}, default=False),
            Column("evidence", {"type": "boolean"}, default=False),
            Column("max_days", {"type": "integer", "minimum": 1, "maximum": 3660}),
            SAMPLE,
            SORT,
        ),
        checked=_verb_problems,
    )
)
register(Calendars())
register(SlaRules())
register(Table("roles", RoleLabel, (CODED, LABELLED, SORT), checked=_role_problems))
