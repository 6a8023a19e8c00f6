"""A calendar compiled once: days by ordinal, working days and windows in order, found by bisect.

Inside, a moment is a whole number of microseconds since the first day's local midnight. The
county's clock has stood at +08:00 all year round since 1992, so this needs no time zone table.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from typing import Any, Final

from app.foundation.messages import say
from app.sla.rules.arrangement import CalendarError, Day, Window, arranged
from app.sla.states import YearStatus

__all__ = ["Calendar", "CalendarError", "OutsideCalendarError", "compile_calendar"]

OFFSET = timedelta(hours=8)
ONE_DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
_PER_SECOND = 10**6
_PER_DAY = 86400 * _PER_SECOND


class OutsideCalendarError(CalendarError):
    """A date in a year without calendar."""

    def __init__(self, first: date, last: date) -> None:
        said = say(
            "A date in a year without calendar: it reaches from %(first)s to %(last)s.",
            first=first,
            last=last,
        )
        super().__init__(("", said))


def compile_calendar(document: Mapping[str, Any], revision: int = 0) -> "Calendar":
    """The tables of a calendar's document; raises CalendarError with (path, sentence) problems."""
    days = arranged(document)
    return Calendar(document["code"], revision, days)


class Calendar:
    """Immutable. Instants are aware; days are dates on the county's wall clock.

    Whatever reaches outside the covered years raises OutsideCalendarError.
    """

    __slots__ = (
        "_closes",
        "_days",
        "_midnight",
        "_open",
        "_shut",
        "_until",
        "_upto",
        "_used",
        "_working",
        "code",
        "first",
        "last",
        "revision",
    )

    def __init__(self, code: str, revision: int, days: Mapping[date, Day]) -> None:
        self.code: Final = code
        self.revision: Final = revision
        self.first: Final = min(days)
        self.last: Final = max(days)
        self._days: Final = tuple(days.values())
        self._midnight: Final = midnight(self.first)
        self._working: Final = tuple(day for day, one in days.items() if one.windows)
        self._upto: Final = tuple(accumulate(bool(one.windows) for one in self._days))
        self._closes: Final = tuple(
            midnight(day) + timedelta(seconds=days[day].windows[-1][1]) for day in self._working
        )
        self._open: Final = self._edges(0)
        self._shut: Final = self._edges(1)
        lengths = [shut - opened for opened, shut in zip(self._open, self._shut, strict=True)]
        self._until: Final = tuple(accumulate(lengths))
        self._used: Final = (0, *self._until[:-1])

    def _edges(self, which: int) -> tuple[int, ...]:
        return tuple(
            at * _PER_DAY + window[which] * _PER_SECOND
            for at, day in enumerate(self._days)
            for window in day.windows
        )

    # ------------------------------------------------------------ days
    def _index(self, day: date) -> int:
        at = day.toordinal() - self.first.toordinal()
        if 0 <= at < len(self._days):
            return at
        raise self.outside()

    def outside(self) -> OutsideCalendarError:
        """The error that names the covered years."""
        return OutsideCalendarError(self.first, self.last)

    def is_working(self, day: date) -> bool:
        """Whether the day has a window."""
        return bool(self._days[self._index(day)].windows)

    def windows(self, day: date) -> tuple[Window, ...]:
        """[open, close) in seconds since local midnight."""
        return self._days[self._index(day)].windows

    def name(self, day: date) -> Mapping[str, str] | None:
        """What the arrangement calls the day: a holiday, a make-up workday."""
        return self._days[self._index(day)].name

    def projected(self, day: date) -> bool:
        """Whether the day's year is only reckoned ahead."""
        return self._days[self._index(day)].status is YearStatus.projected

    def workday_after(self, day: date, n: int = 1) -> date:
        """The n-th working day after `day`; a negative n counts back from it."""
        upto = self._upto[self._index(day)]
        at = upto + n - 1 if n > 0 else upto + n - self.is_working(day)
        if 0 <= at < len(self._working):
            return self._working[at]
        raise self.outside()

    def workday_from(self, day: date) -> date:
        """The day itself when it is a working day, else the next."""
        return day if self.is_working(day) else self.workday_after(day)

    def workdays(self, first: date, last: date) -> int:
        """How many working days from `first` to `last`, both included."""
        return (
            self._upto[self._index(last)] - self._upto[self._index(first)] + self.is_working(first)
        )

    def close(self, day: date) -> datetime:
        """When the day's last window closes (aware UTC); raises ValueError on a day off."""
        at = self._index(day)
        if not self._days[at].windows:
            raise ValueError(f"{day} is no working day")
        return self._closes[self._upto[at] - 1]

    # ------------------------------------------------------------ instants
    def close_after(self, instant: datetime, n: int) -> datetime:
        """The close of the n-th working day after the instant's own (aware UTC).

        Makes no dates on the way: every open clock asks when the calendar changes.
        """
        at = (instant - self._midnight).days
        if 0 <= at < len(self._days):
            at = self._upto[at] + n - 1
            if at < len(self._closes):
                return self._closes[at]
        raise self.outside()

    def local_date(self, instant: datetime) -> date:
        """The county's date."""
        at = (instant - self._midnight).days
        if 0 <= at < len(self._days):
            return self.first + timedelta(days=at)
        raise self.outside()

    def nearest_date(self, instant: datetime) -> date:
        """The same; outside the years the day before the first one or the day after the last."""
        at = (instant - self._midnight).days
        return self.first + timedelta(days=min(max(at, -1), len(self._days)))

    def _moment(self, instant: datetime) -> int:
        since = instant - self._midnight
        if 0 <= since.days < len(self._days) or since == len(self._days) * ONE_DAY:
            return since // MICROSECOND
        raise self.outside()

    def _instant(self, moment: int) -> datetime:
        return self._midnight + timedelta(microseconds=moment)

    def opening_after(self, instant: datetime) -> datetime:
        """The instant itself inside a window, else the next opening (aware UTC)."""
        moment = self._moment(instant)
        at = bisect_right(self._shut, moment)
        if at == len(self._shut):
            raise self.outside()
        return self._instant(max(moment, self._open[at]))

    def _elapsed(self, moment: int) -> int:
        """Business microseconds from the beginning of the calendar to `moment`."""
        at = bisect_right(self._open, moment) - 1
        return self._used[at] + min(moment, self._shut[at]) - self._open[at] if at >= 0 else 0

    def business(self, start: datetime, end: datetime) -> timedelta:
        """The time inside windows from `start` to `end`; nothing when `end` isn't later."""
        used = self._elapsed(self._moment(end)) - self._elapsed(self._moment(start))
        return timedelta(microseconds=max(used, 0))

    def business_seconds(self, start: datetime, end: datetime) -> int:
        """The same in whole seconds, begun ones left out."""
        return self.business(start, end) // timedelta(seconds=1)

    def add(self, start: datetime, time: timedelta) -> datetime:
        """The earliest instant at which `time` of business has passed since `start` (aware UTC)."""
        moment = self._moment(start)
        if not time:
            return self._instant(moment)
        target = self._elapsed(moment) + time // MICROSECOND
        at = bisect_left(self._until, target)
        if at == len(self._until):
            raise self.outside()
        return self._instant(self._open[at] + target - self._used[at])

    def add_business(self, start: datetime, seconds: int) -> datetime:
        """The same for whole seconds."""
        return self.add(start, timedelta(seconds=seconds))

    def subtract(self, end: datetime, time: timedelta) -> datetime:
        """The latest instant from which `time` of business passes until `end` (aware UTC)."""
        moment = self._moment(end)
        target = self._elapsed(moment) - time // MICROSECOND
        if target < 0:
            raise self.outside()
        at = bisect_right(self._used, target) - 1
        return self._instant(min(self._open[at] + target - self._used[at], moment))


def midnight(day: date) -> datetime:
    """The instant at which the county's day begins (aware UTC)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) - OFFSET
