"""Schematic drawings, made on the server: stretches along a road, windows along the days.

A place on the axis is a share of its length, so that a drawing fits any width.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext

from app.sitework.models.digs import Dig
from app.sitework.rules.stretches import Stretch, covered, overlap

METRES = (10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000)
DAYS = (1, 2, 7, 14, 28, 56, 112, 224, 448)
MARKS = 5
"""Marks of an axis at most."""
FILLS = 6
"""Patterns that organisations are told apart by, beside their names."""
ROW, BAR, TOP = 38, 14, 20
"""Pixels: of a row, of its bar, and of its label above the bar."""


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of a drawing: from where to where, in units of the axis."""

    label: str
    begin: int
    end: int
    fill: int
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """Its first and last unit, a mark every so many, and how a mark is written."""

    first: int
    last: int
    step: int
    written: Callable[[int], str]

    @classmethod
    def around(
        cls, begin: int, end: int, steps: Sequence[int], written: Callable[[int], str]
    ) -> "Axis":
        """As wide as what it shows, rounded to marks."""
        span = max(end - begin, 1)
        step = next((one for one in steps if span / one <= MARKS - 1), steps[-1])
        first = begin // step * step
        return cls(first, max(-(-end // step) * step, first + step), step, written)

    def at(self, unit: float) -> str:
        """The place of a unit."""
        return f"{100 * (unit - self.first) / (self.last - self.first):.2f}%"

    def wide(self, begin: int, end: int) -> str:
        """The width of a run; a single pit can still be seen."""
        return f"{max(100 * (end - begin) / (self.last - self.first), 0.6):.2f}%"

    def marks(self) -> list[dict[str, str]]:
        """The last stands at the end of its line, the others at its begin."""
        units = list(range(self.first, self.last + 1, self.step))
        anchor = {units[0]: "start", units[-1]: "end"}
        return [
            {"x": self.at(one), "label": self.written(one), "anchor": anchor.get(one, "middle")}
            for one in units
        ]


def drawn(
    title: str, axis: Axis, bars: Sequence[Bar], shared: Iterable[tuple[int, int]] = ()
) -> dict[str, Any]:
    """What the template draws; `shared` are runs that more than one needs."""
    return {
        "title": title,
        "height": len(bars) * ROW + 26,
        "foot": len(bars) * ROW + 4,
        "marks": axis.marks(),
        "shared": [{"x": axis.at(one), "width": axis.wide(one, two)} for one, two in shared],
        "rows": [
            {"label": one.label, "x": axis.at(one.begin), "width": axis.wide(one.begin, one.end),
             "y": at * ROW + TOP, "text": at * ROW + TOP - 5, "bar": BAR, "fill": one.fill,
             "ended": one.ended}
            for at, one in enumerate(bars)
        ],
    }  # fmt: skip


def along_road(title: str, digs: Sequence[Dig], names: "Names") -> dict[str, Any]:
    """Stretches along the metres of one road, and what more than one of them needs."""
    axis = Axis.around(
        min(one.from_m for one in digs), max(one.to_m for one in digs), METRES, _metre
    )
    bars = [
        Bar(f"{names.of(one)} · {stretch(one)}", one.from_m, one.to_m, names.fill(one))
        for one in digs
    ]
    return drawn(title, axis, bars, twice(digs))


def through_days(title: str, digs: Sequence[Dig], names: "Names") -> dict[str, Any]:
    """Windows along the days, each to the end of its last day."""
    first = min(one.starts_on for one in digs)
    last = max(one.ends_on for one in digs) + timedelta(days=1)
    axis = Axis.around(first.toordinal(), last.toordinal(), DAYS, _day)
    bars = [
        Bar(f"{names.of(one)} · {window(one.starts_on, one.ends_on)}", one.starts_on.toordinal(),
            one.ends_on.toordinal() + 1, names.fill(one))
        for one in digs
    ]  # fmt: skip
    return drawn(title, axis, bars)


def stretch(one: Stretch) -> str:
    """From where to where along its road."""
    return gettext("%(from_m)s–%(to_m)s m", from_m=one.from_m, to_m=one.to_m)  # type: ignore[no-any-return]  # Flask-Babel is untyped


def _metre(at: int) -> str:
    return f"{at} {gettext('m')}"


def _day(ordinal: int) -> str:
    return f"{date.fromordinal(ordinal):%m-%d}"


def window(first: date, last: date) -> str:
    """Both days."""
    return gettext("%(first)s – %(last)s", first=first, last=last)  # type: ignore[no-any-return]  # Flask-Babel is untyped


@dataclass(frozen=True, slots=True)
class _Run:
    from_m: int
    to_m: int


def twice(digs: Sequence[Dig]) -> list[tuple[int, int]]:
    """Runs of the road that at least two of them need."""
    both = [
        _Run(max(one.from_m, two.from_m), min(one.to_m, two.to_m))
        for at, one in enumerate(digs)
        for two in digs[at + 1 :]
        if overlap(one, two)
    ]
    return covered(both)


class Names:
    """The organisations of one page: each with its name and its pattern."""

    def __init__(self, organisations: Iterable[tuple[int, str]]) -> None:
        self._names = dict(sorted(organisations))
        self._fills = {one: at % FILLS for at, one in enumerate(self._names)}

    def of(self, dig: Dig) -> str:
        """Whose it is, and which."""
        return f"{self._names.get(dig.organisation_id, '')} {dig.number}".strip()

    def fill(self, dig: Dig) -> int:
        """The pattern of its organisation."""
        return self._fills.get(dig.organisation_id, 0)

    def legend(self, digs: Iterable[Dig]) -> list[dict[str, Any]]:
        """Those that these excavations belong to."""
        shown = sorted({one.organisation_id for one in digs} & self._names.keys())
        return [{"fill": self._fills[one], "label": self._names[one]} for one in shown]
