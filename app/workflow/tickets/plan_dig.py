"""Plan an excavation 开挖计划: where along which road, how wide and deep, in which days."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sitework.models.digs import Dig
from app.sitework.rules.digs import road_key
from app.sitework.states.digs import GROUND_LABELS, SIDE_LABELS, DigState
from app.workflow.action import Action, declare
from app.workflow.digging import road_label, whose
from app.workflow.move import Move
from app.workflow.partners import tell_neighbours
from app.workflow.relations import worked
from app.workflow.roads import road_field, road_of
from app.workflow.setting import Setting

LONGEST = 99_999
"""Metres along a road."""
LNG = r"(?:7[3-9]|[89][0-9]|1[0-2][0-9]|13[0-4])(?:\.[0-9]{1,7})?"
LAT = r"(?:[4-9]|[1-4][0-9]|5[0-3])(?:\.[0-9]{1,7})?"
POINTS = rf"{LNG},{LAT}(?: {LNG},{LAT}){{0,49}}"
"""Up to 50 points inside the country, a space between."""
ASKED = ("road", "from_m", "to_m", "side", "width_m", "depth_m", "surface",
         "starts_on", "ends_on", "points")  # fmt: skip


def fields(setting: Setting) -> Sequence[Field]:
    """Either end of the stretch may be entered first, and so may either day."""
    today = clock.today()
    points = {
        "type": "text",
        "max_length": 1500,
        "pattern": POINTS,
        "examples": ["116.2741,32.3512 116.2768,32.3509"],
        "help": say("Longitude,latitude of each bend, a space between. May be left empty."),
    }
    return (
        road_field(setting),
        _field("from_m", say("From metre"), METRES),
        _field("to_m", say("To metre"), METRES),
        _choice("side", say("Side of the road"), SIDE_LABELS),
        _field("width_m", say("Width"), _number("0.8", most=50), required=True),
        _field("depth_m", say("Depth"), _number("1.2", most=30)),
        _choice("surface", say("Surface"), GROUND_LABELS, required=True),
        _day("starts_on", say("First day"), today + timedelta(days=14)),
        _day("ends_on", say("Last day"), today + timedelta(days=20)),
        _field("points", say("Coordinates"), points),
    )


METRES: Mapping[str, Any] = {
    "type": "integer",
    "min": 0,
    "max": LONGEST,
    "unit": say("m"),
    "required": True,
    "help": say("Along the road, counted as on its drawings."),
}


def _number(example: str, most: int) -> dict[str, Any]:
    number = {"type": "decimal", "scale": 2, "max": most, "positive": True}
    return number | {"unit": say("m"), "examples": [example]}


def _field(name: str, label: Message, spec: Mapping[str, Any], **more: Any) -> Field:
    return make_field({"id": name, "label": label, **spec, **more})


def _choice(name: str, label: Message, labels: Mapping[str, Message], **more: Any) -> Field:
    choices = [{"code": str(code), "label": said} for code, said in labels.items()]
    return _field(name, label, {"type": "choice", "choices": choices}, **more)


def _day(name: str, label: Message, example: date) -> Field:
    return _field(name, label, {"type": "date", "required": True, "examples": [f"{example}"]})


def plan_dig(move: Move) -> None:
    """An excavation of the ticket; those who dig near it are told."""
    given, ticket = move.input, move.ticket
    code, name = road_of(move, given["road"])
    near, far = sorted((given["from_m"], given["to_m"]))
    first, last = sorted(map(date.fromisoformat, (given["starts_on"], given["ends_on"])))
    depth = given.get("depth_m")
    dig = Dig(
        ticket_id=ticket.id,
        application_id=ticket.application_id,
        organisation_id=ticket.organisation_id,
        road=code,
        road_name=name,
        road_key=road_key(code, name),
        from_m=near,
        to_m=far,
        side=given.get("side"),
        width_m=Decimal(given["width_m"]),
        depth_m=Decimal(depth) if depth else None,
        surface=given["surface"],
        starts_on=first,
        ends_on=last,
        points=_points(given.get("points")),
        note=given.get("note"),
        state=DigState.planned,
    )
    given["road"] = road_label(move.catalogue, dig, "zh")  # the journal keeps one language
    road = road_label(move.catalogue, dig)
    tell_neighbours(move, "dig_near", dig, road=road, by=whose(move, ticket.organisation_id))
    move.made.append(dig)


def _points(typed: str | None) -> list[list[float]] | None:
    """[[longitude, latitude], …]."""
    if not typed:
        return None
    return [[float(one) for one in pair.split(",")] for pair in typed.split()]


ACTION = declare(
    Action(
        noun="tickets",
        verb="plan_dig",
        label=say("Plan an excavation"),
        permission=Permission.ticket_plan_dig,
        relation=worked,
        fields=fields,
        asks=frozenset(ASKED),
        effect=plan_dig,
        rank=110,
    )
)
