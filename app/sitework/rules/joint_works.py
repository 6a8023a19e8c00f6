"""Who waits for whom, and which ticket sets the date on which all is connected."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

K = TypeVar("K")


def waits_already(on: int, ticket: int, waiting: Mapping[int, int]) -> bool:
    """Whether `on` waits, itself or through others, for `ticket`: nobody would ever begin."""
    seen: set[int] = set()
    here: int | None = on
    while here is not None and here not in seen:
        if here == ticket:
            return True
        seen.add(here)
        here = waiting.get(here)
    return False


@dataclass(frozen=True, slots=True)
class Leg:
    """A ticket on its way: due by its own limits, `rest` from when what it waits for is there.

    `released_at` is when others that wait for it may go on, by its own limits.
    """

    ticket_id: int
    due_at: datetime | None
    released_at: datetime | None = None
    waits_for: int | None = None
    rest: Callable[[datetime], datetime] = lambda at: at


def expected(legs: Iterable[Leg]) -> dict[int, datetime]:
    """Ticket → when it is to be connected, what it waits for included; those without a limit not.

    Waiting in a circle counts as not waiting.
    """
    by_id = {one.ticket_id: one for one in legs}
    found = {one: _expected(by_id, one, frozenset()) for one in by_id}
    return {one: at for one, at in found.items() if at is not None}


def _expected(by_id: Mapping[int, Leg], ticket: int, seen: frozenset[int]) -> datetime | None:
    leg = by_id[ticket]
    before = leg.waits_for if leg.waits_for in by_id else None
    if before is None or before in seen | {ticket}:
        return leg.due_at
    late = _delay(by_id, before, seen | {ticket})
    if late is None:
        return leg.due_at
    after = leg.rest(late)
    return max(leg.due_at, after) if leg.due_at else after


def _delay(by_id: Mapping[int, Leg], ticket: int, seen: frozenset[int]) -> datetime | None:
    """When the one that is waited for lets others go on."""
    leg = by_id[ticket]
    at, own = _expected(by_id, ticket, seen), leg.released_at
    if own is None or leg.due_at is None or at is None:
        return at
    return max(own, own + (at - leg.due_at))


def critical_path(legs: Sequence[Leg]) -> list[int]:
    """The ticket that sets the completion date, after those that it waits for; empty: no limits."""
    when, by_id = expected(legs), {one.ticket_id: one for one in legs}
    if not when:
        return []
    last = max(when, key=lambda one: (when[one], one))
    path = [last]
    while True:
        leg = by_id[path[0]]
        before = leg.waits_for
        sets = before in by_id and before not in path and _sets(leg, when[leg.ticket_id])
        if before is None or not sets:
            return path
        path.insert(0, before)


def _sets(leg: Leg, at: datetime) -> bool:
    """Whether it is what it waits for, and not its own limit, that sets its date."""
    return leg.due_at is None or at > leg.due_at
