"""Roads in dialogs: the catalogue's, or one that somebody types; and which of them are spared."""

from collections.abc import Iterable, Mapping
from datetime import date

from app.catalog.kinds import Field, make_field
from app.catalog.rules.roads import Protection, RoadEntry, protection
from app.foundation import clock
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say
from app.sitework.rules.digs import folded
from app.workflow.digging import Known
from app.workflow.setting import Setting

OFFERED = 24
"""Roads that a dialog offers; any other can be typed."""
CLAUSE = say("Article 33 of the Regulations on Urban Roads")


def road_field(setting: Setting, *, required: bool = True, default: str | None = None) -> Field:
    """A name or a code: of the catalogue's roads those of the township come first."""
    offered = offered_roads(setting)
    return make_field(
        {
            "id": "road",
            "type": "text",
            "label": say("Road"),
            "required": required,
            "default": default,
            "max_length": 120,
            "examples": [text(one.label) for one in offered],
            "help": _spared(setting, offered),
        }
    )


def offered_roads(setting: Setting) -> list[RoadEntry]:
    """The roads of the ticket's township, then main roads, then the others."""
    township = getattr(setting.row, "township", None)
    known = sorted(
        setting.catalogue.roads.values(), key=lambda one: (one.township != township, not one.main)
    )
    return known[:OFFERED]


def road_of(setting: Setting, typed: str) -> tuple[str | None, str | None]:
    """(the catalogue's code, None) or (None, the name of a road that isn't there)."""
    wanted = folded(typed)
    for road in setting.catalogue.roads.values():
        if wanted in {folded(one) for one in _names(road)}:
            return road.code, None
    return None, typed


def _names(road: RoadEntry) -> Iterable[str]:
    label: Label = road.label
    return (road.code, *(label.values() if isinstance(label, Mapping) else (str(label),)))


def spared(setting: Known, code: str | None, on: date) -> Protection | None:
    """Why the road is not to be dug up on that day; None where nothing is known against it."""
    road = setting.catalogue.roads.get(code or "")
    return protection(road, on, setting.catalogue.county) if road else None


def _spared(setting: Setting, offered: Iterable[RoadEntry]) -> Message:
    today = clock.today()
    told = [
        f"{text(one.label)} ({found.until})"
        for one in offered
        if (found := protection(one, today, setting.catalogue.county))
    ]
    if not told:
        return say("Name or code; one that is not in the catalogue may be typed too.")
    return say(
        "Name or code; one that is not in the catalogue may be typed too. Not to be dug up without"
        " special approval (%(clause)s): %(roads)s.",
        clause=CLAUSE, roads=" / ".join(told),
    )  # fmt: skip
