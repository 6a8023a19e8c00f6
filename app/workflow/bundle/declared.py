"""Every section there is, in the order in which a bundle is brought into force."""

from collections.abc import Iterator

from app.applications.states import Channel
from app.catalog.kinds.checking import Found
from app.catalog.kinds.specification import CODE, ROW_CODE
from app.catalog.models import District, Reason, RoleLabel, Route
from app.people.models import Organisation, Outlet, Specialist
from app.people.states import OrganisationKind, OutletKind
from app.security import ROLES
from app.sla.states import Holder
from app.workflow.action import ACTIONS
from app.workflow.bundle import works
from app.workflow.bundle.calendars import Calendars
from app.workflow.bundle.columns import (
    CODED,
    DISTRICT_CODE,
    LABELLED,
    LONG_NAME,
    LONG_NAME_EN,
    NAME,
    NAME_EN,
    PROVIDER,
    SAMPLE,
    SORT,
    TOWNSHIP,
    one_of,
    several,
    words,
)
from app.workflow.bundle.county import CountySection
from app.workflow.bundle.limits import SlaRules
from app.workflow.bundle.sections import Row, State, register
from app.workflow.bundle.services import Services, option_problems
from app.workflow.bundle.tables import Column, Table


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
            Column("kind", one_of(("town", "township", "other")), needed=True),
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
            Column("kind", one_of(OrganisationKind), needed=True),
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
            Column("kind", one_of(OutletKind), needed=True),
            Column("channels", several(one_of(Channel)), needed=True),
            TOWNSHIP,
            Column("address", words(200)),
            Column("hours", words(120)),
            Column("phone", words(40)),
            SAMPLE,
            SORT,
        ),
    )
)
register(
    Table(
        "specialists",
        Specialist,
        (CODED, NAME, PROVIDER, Column("phone", words(40)), SAMPLE, SORT),
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
            Column("verbs", several(CODE), needed=True),
            LABELLED,
            Column("legal_basis", words(200)),
            Column("holder", one_of(Holder)),
            Column("statutory", {"type": "boolean"}, default=False),
            Column("evidence", {"type": "boolean"}, default=False),
            Column("max_days", {"type": "integer", "minimum": 1, "maximum": 3660}),
            SAMPLE,
            SORT,
        ),
        checked=_verb_problems,
    )
)
for section in works.SECTIONS:
    register(section)
register(Calendars())
register(SlaRules())
register(Table("roles", RoleLabel, (CODED, LABELLED, SORT), checked=_role_problems))
