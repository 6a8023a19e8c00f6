"""A year's days off as the library `holidays` knows them: a proposal that people confirm.

The library holds the State Council's arrangement of the years it was told of; for others it
guesses, without make-up workdays (DOMAIN §6). Needs an application context for names in Chinese.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.foundation.labels import text
from app.foundation.messages import say
from app.sla.states import YearStatus

SATURDAY = 6
ONE_DAY = timedelta(days=1)
LANGUAGES = {"zh": "zh_CN", "en": "en_US"}
_MOVED_FROM = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
"""In the library's Chinese name of a day off that was moved from a weekend."""
_EVE = re.compile(r"\bEve\b")
"""The eve belongs to the festival's days off and gives them no name."""

Row = Mapping[str, Any]
Name = dict[str, str]


@dataclass(frozen=True)
class ChangedDay:
    """A day's row before and after; None where the arrangement doesn't name it."""

    date: str
    before: Row | None
    after: Row | None


@dataclass(frozen=True)
class _Known:
    """What the library says of one year."""

    year: int
    named: Mapping[date, Name]
    off: Mapping[date, str]
    made_up: Sequence[date]

    def is_off(self, day: date) -> bool:
        weekend = day.isoweekday() >= SATURDAY and day not in self.made_up
        return day.year == self.year and (day in self.off or weekend)


def proposed_year(year: int) -> dict[str, Any]:
    """The year of a calendar's document: published where the library was told the arrangement."""
    known = _ask(year)
    days, moved = dict[str, Row](), dict[str, Name]()
    for run in _runs(known):
        name = _joined([known.named[day] for day in run if day in known.named])
        days |= {str(day): {"date": str(day), "open": False, "name": name} for day in run}
        moved |= {one: name for day in run for one in _MOVED_FROM.findall(known.off.get(day, ""))}
    for day in map(str, known.made_up):
        named = {"name": _working(moved[day])} if day in moved else {}
        days[day] = {"date": day, "open": True} | named
    status = YearStatus.published if known.made_up else YearStatus.projected
    found = {"year": year, "status": str(status), "days": [days[day] for day in sorted(days)]}
    if known.made_up:
        said = say(
            "Notice of the State Council's General Office on holidays in %(year)s", year=year
        )
        found["source"] = text(said, "zh")
    return found


def difference(old: Row, new: Row) -> list[ChangedDay]:
    """The days that two years of a document arrange differently, in order."""
    before, after = ({row["date"]: row for row in year["days"]} for year in (old, new))
    return [
        ChangedDay(day, before.get(day), after.get(day))
        for day in sorted({*before, *after})
        if before.get(day) != after.get(day)
    ]


def _ask(year: int) -> _Known:
    from holidays import country_holidays  # noqa: PLC0415  # 150 ms that no start of a server needs

    every = country_holidays("CN", years=year, language=LANGUAGES["zh"])
    zh, en = (
        country_holidays("CN", years=year, language=one, observed=False)
        for one in LANGUAGES.values()
    )
    named = {
        day: {"zh": zh[day], "en": en[day]}
        for day in sorted(zh)
        if not _MOVED_FROM.search(zh[day]) and not _EVE.search(en[day])
    }
    made_up = sorted(day for day in every.weekend_workdays if day.year == year)
    return _Known(year, named, dict(every), made_up)


def _runs(known: _Known) -> Iterator[list[date]]:
    """Each holiday with the weekends and moved days that it is joined to."""
    done = date.min
    for holiday in known.named:
        if holiday > done:
            first = done = holiday
            while known.is_off(first - ONE_DAY):
                first -= ONE_DAY
            while known.is_off(done + ONE_DAY):
                done += ONE_DAY
            yield [first + timedelta(days=one) for one in range((done - first).days + 1)]


def _joined(names: Sequence[Name]) -> Name:
    return {
        code: text(say(", "), code).join(dict.fromkeys(name[code] for name in names))
        for code in LANGUAGES
    }


def _working(name: Name) -> Name:
    return {
        code: text(say("%(holiday)s: make-up workday", holiday=name[code]), code)
        for code in LANGUAGES
    }
