"""Sections that digging, charging and approving rest on: roads, fees, kinds of approvals, lanes."""

from collections.abc import Iterator

from app.catalog.kinds.checking import Found
from app.catalog.kinds.specification import CODE, LABEL
from app.catalog.models import AbolishedFee, ApprovalKind, Fee, Lane, Road
from app.catalog.rules import fees, lanes
from app.catalog.rules.conditions import problems
from app.catalog.states import LaneKind, Surface
from app.people.states import OrganisationKind
from app.workflow.bundle.columns import (
    CODED,
    LABELLED,
    PROVIDER,
    SAMPLE,
    SORT,
    TOWNSHIP,
    one_of,
    several,
    words,
)
from app.workflow.bundle.sections import Row, State
from app.workflow.bundle.tables import Column, Table

FLAG = {"type": "boolean"}
DAY = {"type": "string", "format": "date", "pattern": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"}
METRES = {"type": "integer", "minimum": 1, "maximum": 1_000_000}
PRICE = {"type": "string", "pattern": r"^(0|[1-9][0-9]{0,8})(\.[0-9]{1,4})?\Z"}
BASIS = Column("legal_basis", words(200), needed=True)
NOTE = Column("note", LABEL)


def _road_problems(row: Row, _state: State) -> Iterator[Found]:
    if row.get("overhauled_on", "9999") < row.get("built_on", ""):
        yield "overhauled_on", "before it was built"


def _fee_problems(row: Row, state: State) -> Iterator[Found]:
    for name in (row["code"], *row["label"].values()):
        for one in _abolished(state):
            if banned := fees.banned_by(one, row["service"], name):
                yield "label", f"{name!r}: {banned} was abolished by {one.legal_basis}"


def _abolished(state: State) -> Iterator[fees.AbolishedFee]:
    for row in state["abolishedfees"].values():
        services = tuple(row.get("services", ()))
        yield fees.AbolishedFee(tuple(row["names"]), services, row["legal_basis"])


def _abolished_problems(row: Row, state: State) -> Iterator[Found]:
    for at, service in enumerate(row.get("services", ())):
        if service not in state["services"]:
            yield f"services[{at}]", f"{service!r} is not in services"
    for at, name in enumerate(row["names"]):
        if not fees.plain(name):
            yield f"names[{at}]", f"{name!r} has no letter"


def _kind_problems(row: Row, state: State) -> Iterator[Found]:
    organisation = state["organisations"].get(row["organisation"], {})
    if organisation.get("kind") != OrganisationKind.department:
        yield "organisation", f"{row['organisation']!r} is no approving department"


def _lane_problems(row: Row, state: State) -> Iterator[Found]:
    if "when" in row:
        known = lanes.known_facts(state["districts"], state["services"], state["approvalkinds"])
        yield from problems(row["when"], known, "when")


ROADS = Table(
    "roads",
    Road,
    (
        CODED,
        LABELLED,
        TOWNSHIP,
        Column("surface", one_of(Surface)),
        Column("length_m", METRES),
        Column("main", FLAG, default=False),
        Column("bridge", FLAG, default=False),
        Column("built_on", DAY, day=True),
        Column("overhauled_on", DAY, day=True),
        SAMPLE,
        SORT,
    ),
    checked=_road_problems,
)
FEES = Table(
    "fees",
    Fee,
    (
        CODED,
        LABELLED,
        Column("service", CODE, needed=True, refers="services"),
        Column("unit", LABEL, needed=True),
        Column("price", PRICE),
        BASIS,
        NOTE,
        SAMPLE,
        SORT,
    ),
    checked=_fee_problems,
)
ABOLISHED = Table(
    "abolishedfees",
    AbolishedFee,
    (
        CODED,
        Column("services", several(CODE)),
        Column("names", several(words(60)), needed=True),
        BASIS,
        NOTE,
        SORT,
    ),
    checked=_abolished_problems,
)
KINDS = Table(
    "approvalkinds",
    ApprovalKind,
    (CODED, LABELLED, PROVIDER, BASIS, SAMPLE, SORT),
    checked=_kind_problems,
)
LANES = Table(
    "lanes",
    Lane,
    (
        CODED,
        Column("lane", one_of(LaneKind), needed=True),
        LABELLED,
        Column("when", {"type": "object"}),
        Column("clause", words(500), needed=True),
        SAMPLE,
        SORT,
    ),
    checked=_lane_problems,
)
SECTIONS = (ROADS, FEES, ABOLISHED, KINDS, LANES)
