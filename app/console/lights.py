"""Lights on lists: the cell of a time limit, and chips that count and filter by light."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any
from urllib.parse import urlencode

from flask import request
from markupsafe import Markup

from app.access.lights import MOST, PARAMETER, SHOWN
from app.console import display
from app.console.listing import COUNT, KEY
from app.extensions import db
from app.foundation import clock
from app.foundation.labels import text
from app.foundation.messages import say
from app.sla.queries import limits
from app.sla.rules.clock import light
from app.sla.rules.remaining import day_length, left_in_words, remaining
from app.sla.states import LIGHT_LABELS, Light


def light_of(row: Any) -> dict[str, str]:
    """How an application, a ticket or a clock stands against its time limit."""
    code = light(row.due_at, row.soon_at, row.left_seconds, clock.now())
    return {"code": code, "label": text(LIGHT_LABELS[code])}


def left(row: Any) -> str:
    """The working time that is left, in words; empty without a limit."""
    if row.due_at is None and row.left_seconds is None:
        return ""
    calendar = limits(db.session()).calendar
    seconds = remaining(calendar, row.due_at, row.left_seconds, clock.now()) or 0
    overdue = row.left_seconds is None and row.due_at < clock.now()
    return str(left_in_words(seconds, day_length(calendar), overdue=overdue) or "")


def limit(row: Any) -> Markup:
    """The light, when it is due, and what is left."""
    mark = display.badge("light", **light_of(row))
    due = f'<span class="lb-nowrap">{mark} {display.moment(row.due_at)}</span>'
    return display.beneath(Markup(due), left(row))  # noqa: S704  # a badge and figures


PARTS = (
    (say("Time limit"), attrgetter("due_at")),
    (say("Light"), lambda row: light_of(row)["label"]),
    (say("Time left"), left),
)
"""What a sheet tells of a limit, each in a column of its own."""


def pressing(rows: Iterable[Any]) -> list[Markup]:
    """How many of these are overdue or due soon, where any are."""
    found = Counter(light_of(one)["code"] for one in rows)
    return [
        display.badge("light", code, f"{LIGHT_LABELS[code]} {found[code]}")
        for code in (Light.overdue, Light.soon)
        if found[code]
    ]


def chips(
    counts: Mapping[Any, int], url: Callable[[Light], str], current: str | None = None
) -> list[dict[str, Any]]:
    """Each light with its number; it opens exactly what it counts, and closes it again."""
    return [
        {
            "code": one,
            "label": text(LIGHT_LABELS[one]),
            "count": f"{MOST}+" if count > MOST else count,
            "url": url(one),
            "current": one == current,
        }
        for one, count in counts.items()
        if one in SHOWN
    ]


def list_chips(counts: Mapping[Any, int]) -> list[dict[str, Any]]:
    """The chips above a list; the one that holds takes its filter away again."""
    current = request.args.get(PARAMETER)
    return chips(counts, lambda one: _here("" if one == current else one), current)


def _here(chosen: str) -> str:
    """This list with another light, from its first page on."""
    asked = [
        (name, value)
        for name, value in request.args.items(multi=True)
        if name != PARAMETER and not name.startswith((KEY, COUNT))
    ]
    asked += [(PARAMETER, chosen)] if chosen else []
    return f"{request.path}?{urlencode(asked)}"
