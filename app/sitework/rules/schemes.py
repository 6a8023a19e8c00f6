"""What several utilities promise one customer, held against each other (DOMAIN §4, §13)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from app.sitework.states.schemes import PROMISES, STANDING, Reply, SchemeState


class Promised(Protocol):
    """A scheme as far as it is asked here."""

    revision: int
    state: SchemeState
    construction_start_on: date | None
    construction_finish_on: date | None
    connection_on: date | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A step that the utilities promise for different weeks: Monday of each → whose it is."""

    promise: str
    weeks: Mapping[date, tuple[Any, ...]]


def standing(schemes: Iterable[Any]) -> Any:
    """The scheme of a ticket that is proposed or confirmed; None where none is."""
    return next((one for one in schemes if one.state in STANDING), None)


def latest(schemes: Iterable[Any]) -> Any:
    """The newest revision; None where nothing was proposed yet."""
    return max(schemes, key=lambda one: one.revision, default=None)


def reply_of(schemes: Sequence[Any]) -> Reply:
    """Where the utility's part of the reply stands."""
    one = standing(schemes)
    if one is None:
        return Reply.revising if schemes else Reply.awaited
    return Reply.confirmed if one.state == SchemeState.confirmed else Reply.proposed


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def spreads(promised: Mapping[Any, Promised]) -> list[Spread]:
    """Who digs and who connects in another week than the others: the same road dug twice."""
    found = []
    for promise in ("construction_start_on", "connection_on"):
        weeks: dict[date, tuple[Any, ...]] = {}
        for who, one in promised.items():
            if (day := getattr(one, promise)) is not None:
                monday = week_of(day)
                weeks[monday] = (*weeks.get(monday, ()), who)
        if len(weeks) > 1:
            found.append(Spread(promise, dict(sorted(weeks.items()))))
    return found


def disordered(one: Promised) -> bool:
    """Whether work is promised to end before it begins, or to be connected before it ends."""
    days = [day for day in (getattr(one, name) for name in PROMISES) if day is not None]
    return days != sorted(days)
