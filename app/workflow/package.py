"""What a utility tells the departments about its works, and the lane that follows from it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from app.approvals.models import Approval
from app.approvals.rules import to_ask
from app.catalog.kinds import Field, make_field
from app.catalog.rules.lanes import LaneEntry, propose
from app.catalog.rules.roads import RoadEntry, road_facts
from app.catalog.states import LANE_LABELS, LaneKind
from app.foundation import clock
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.journal.states import Purpose
from app.tickets.models import Ticket
from app.workflow.attached import files_field
from app.workflow.resubmission import opinions, planned
from app.workflow.roads import road_field, road_of
from app.workflow.setting import Setting

LENGTHS: Mapping[str, tuple[Message, Message]] = {
    "length_m": (say("Length to be dug"), say("m")),
    "width_m": (say("Width"), say("m")),
    "green_m2": (say("Green space used"), say("m²")),
}
TREES: Mapping[str, Message] = {
    "trees_moved": say("Trees to be moved"),
    "trees_felled": say("Trees to be felled"),
}
CHOSEN = (LaneKind.promise, LaneKind.filing, LaneKind.parallel)
"""Lanes that a utility may take instead of the proposed one: none exempts itself."""
QUICK = frozenset({LaneKind.promise, LaneKind.filing})
"""Lanes in which nobody looks at the works before they begin."""
ASKS = frozenset(
    {"kinds", "works", "place", "entrustment", "road", "off_road", "lane", "lane_reason"}
    | {"clause", "drawings", *LENGTHS, *TREES}
)


def kinds(setting: Setting) -> list[str]:
    """What can be asked for now: kinds whose department is in the county's directory."""
    row = setting.row
    assert isinstance(row, Ticket)  # noqa: S101  # packages belong to tickets
    there = setting.directory.organisations
    known = [
        one.code for one in setting.catalogue.approval_kinds.values() if one.organisation in there
    ]
    every = setting.beside.of(Approval, row.application_id)
    return to_ask(known, [one for one in every if one.ticket_id == row.id])


def fields(setting: Setting) -> Sequence[Field]:
    """Which kinds, for what works, where and how large; and another lane, with its reason.

    Road and measures begin with the excavations that the ticket plans.
    """
    ready = planned(setting)
    return (
        *_works(setting),
        road_field(setting, required=False, default=ready.get("road")),
        _off_road(default="road" not in ready),
        *(make_field(one | {"default": ready.get(one["id"])}) for one in _measures()),
        *_lane(),
        files_field(setting, "drawings", say("Drawings"), purpose=Purpose.drawing),
    )


def _works(setting: Setting) -> Iterator[Field]:
    known, now = setting.catalogue.approval_kinds, kinds(setting)
    every = {code: {"code": code, "label": one.label} for code, one in known.items()}
    yield make_field(
        {"id": "kinds", "type": "multi_choice", "label": say("Kinds"), "required": True}
        | {"choices": [every[code] for code in now], "retired": every.values()}
        | {"help": opinions(setting)}
    )
    yield make_field(
        {"id": "works", "type": "long_text", "label": say("Works"), "max_length": 2000}
        | {"required": True, "help": say("What is built, where, and how it is put back.")}
    )
    yield make_field(
        {"id": "place", "type": "text", "label": say("Place"), "max_length": 200}
        | {"personal": True, "help": say("Empty: the address of the application.")}
    )
    external = say("Number and date, where the customer entrusted it; empty: external only.")
    yield make_field(
        {"id": "entrustment", "type": "text", "label": say("Entrustment of internal pipework")}
        | {"max_length": 200, "help": external}
    )


def _off_road(*, default: bool) -> Field:
    said = say("Where no road is dug up or occupied, nor its edge; a road named above counts.")
    return make_field(
        {"id": "off_road", "type": "boolean", "label": say("Not in a road"), "help": said}
        | {"default": default}
    )


def _measures() -> Iterator[dict[str, Any]]:
    for name, (label, unit) in LENGTHS.items():
        yield {"id": name, "type": "decimal", "label": label, "unit": unit, "max": 1_000_000}
    for name, label in TREES.items():
        yield {"id": name, "type": "integer", "label": label, "min": 0, "max": 10_000}


def _lane() -> Iterator[Field]:
    lanes = [{"code": str(one), "label": LANE_LABELS[one]} for one in CHOSEN]
    yield make_field(
        {"id": "lane", "type": "choice", "label": say("Other lane"), "choices": lanes}
        | {"help": say("Empty: as the county's rules propose."), "needs": ("lane_reason",)}
    )
    why = {"id": "lane_reason", "type": "long_text", "label": say("Why another lane")}
    yield make_field(why | {"max_length": 500})


def adds(_setting: Setting) -> Sequence[Field]:
    """The text that the lane rests on."""
    return (make_field({"id": "clause", "type": "long_text", "label": say("Clause")}),)


def proposed(setting: Setting, entered: Mapping[str, Any]) -> LaneEntry:
    """The lane of the first rule that holds; where none does, all departments decide."""
    found = propose(setting.catalogue.lanes, package_facts(setting, entered))
    return found or LaneEntry(
        "", LaneKind.parallel, LANE_LABELS[LaneKind.parallel], None, str(say("No rule fits."))
    )


def road_missing(entry: LaneEntry, entered: Mapping[str, Any]) -> Message | None:
    """A quicker lane needs to know the road, or that there is none: the rules ask about it."""
    told = entered.get("road") or entered.get("off_road", True)
    if told or entry.lane not in QUICK:
        return None
    return say(
        "Name the road, or say that the works are not in one: “%(lane)s” depends on it.",
        lane=text(entry.label),
    )


def package_facts(setting: Setting, entered: Mapping[str, Any]) -> dict[str, Any]:
    """What lanes and rules of time limits ask about; what was left empty of nature is none."""
    row, known = setting.row, setting.catalogue
    assert isinstance(row, Ticket)  # noqa: S101  # packages belong to tickets
    road = road_dug(setting, entered)
    length, width = entered.get("length_m"), entered.get("width_m")
    area = {"area_m2": str(Decimal(length) * Decimal(width))} if length and width else {}
    measured = {name: entered[name] for name in LENGTHS if name in entered}
    return {
        "green_m2": "0",
        **{name: entered.get(name, 0) for name in TREES},
        **measured,
        **area,
        **road_facts(road, clock.today(), known.county),
        **({"off_road": True} if entered.get("off_road", True) and not entered.get("road") else {}),
        "township": row.township,
        "service": row.service,
        "kinds": entered.get("kinds", []),
    }


def road_dug(setting: Setting, entered: Mapping[str, Any]) -> RoadEntry | None:
    """The catalogue's road of the name or code that was entered; None where it isn't there."""
    typed = entered.get("road")
    return setting.catalogue.roads.get(road_of(setting, typed)[0] or "") if typed else None
