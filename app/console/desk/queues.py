"""Queues: lists of the console as they are asked for, so that a tab counts what its list shows."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext

from app.access.counting import counted
from app.access.lights import PARAMETER
from app.access.rules import APPLICATION_READ, APPROVAL_READ, TICKET_READ, Needed, allowed
from app.applications.states import ApplicationState as A
from app.approvals.states import ApprovalState as P
from app.console.base import COUNTED, bounded
from app.console.listing import COLUMN, DIRECTION, Listing, bare_rows_of, listing_of_query
from app.console.naming import VIEWS
from app.console.saved.lists import list_named
from app.console.saved.pins import Pinned, pinned_views
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.meetings.states import Due
from app.sla.states import Light
from app.tickets.states import TicketState as T

STATE, MARKED, STANDING = "_flt_0_state", "_flt_0_marked", "_flt_0_standing"
LEAST = 100
"""Of urgencies."""
PINNED = 10
"""Views that are tabs here; the lists have all that were pinned above them."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What a queue is about: `urgency` says which of those with rows opens first, 1 before 2.

    Without an urgency it opens by choice only.
    """

    code: str
    label: Message
    asks: Mapping[str, str]
    urgency: int | None = None
    tone: str = "neutral"
    needs: Permission | None = None


OVERDUE = Kind("overdue", say("Overdue"), {PARAMETER: Light.overdue}, 1, "danger")
SOON = Kind("soon", say("Due soon"), {PARAMETER: Light.soon}, 3, "warning")


def _state(state: str, label: Message, urgency: int | None = None, tone: str = "neutral") -> Kind:
    return Kind(state, label, {STATE: state}, urgency, tone)


CASES = (
    OVERDUE,
    SOON,
    _state(A.submitted, say("To be accepted"), 4, "info"),
    _state(A.accepted, say("To be dispatched"), 4, "info"),
    _state(A.supplementing, say("Awaiting supplement"), 6),
    _state(A.in_progress, say("Being handled"), 7),
    _state(A.draft, say("Drafts"), 8),
    _state(A.completed, say("Handled")),
)
TICKETS = (
    OVERDUE,
    Kind("review", say("For my decision"), {MARKED: "extension"}, 2, "info",
         Permission.ticket_decide_extension),
    SOON,
    _state(T.dispatched, say("To be claimed"), 4, "info"),
    _state(T.sent_back, say("Sent back"), 5, "warning"),
    Kind("supervised", say("Supervised"), {MARKED: "supervised"}, 5, "warning"),
    _state(T.in_progress, say("In progress"), 7),
    _state(T.suspended, say("Suspended"), 8),
    _state(T.completed, say("Handled")),
)  # fmt: skip
DECISIONS = (
    OVERDUE,
    SOON,
    _state(P.requested, say("For my decision"), 4, "info"),
    _state(P.supplementing, say("Awaiting supplement"), 6),
    _state(P.approved, say("Approved")),
    _state(P.refused, say("Refused")),
)
WATCHED = (
    OVERDUE,
    SOON,
    _state(P.requested, say("To be decided"), 7),
    *DECISIONS[3:],
)
"""The same for those who decide none of them."""
SUPPLEMENTS = (_state(P.supplementing, say("To be supplemented"), 4, "warning"),)
AGREED = (Kind("overdue", say("Overdue"), {STANDING: Due.overdue}, 6, "danger"),)


@dataclass(frozen=True, slots=True)
class Desk:
    """The queues of one list, for whoever needs them."""

    list_name: str
    needed: Needed
    label: Message
    kinds: Sequence[Kind]


WATCHING = tuple(
    one
    for one in APPROVAL_READ
    if one not in {Permission.approval_read_own, Permission.approval_read_package}
)
DESKS = (
    Desk(
        VIEWS["applications"],
        tuple(one for one in APPLICATION_READ if one != Permission.application_read_ticketed),
        say("Applications"),
        CASES,
    ),
    Desk(VIEWS["tickets"], TICKET_READ, say("Tickets"), TICKETS),
    Desk(VIEWS["approvals"], Permission.approval_read_own, say("Approvals"), DECISIONS),
    Desk(VIEWS["approvals"], WATCHING, say("Approvals"), WATCHED),
    Desk(VIEWS["approvals"], Permission.approval_read_package, say("Approvals"), SUPPLEMENTS),
    Desk(VIEWS["meetingactions"], Permission.meeting_read, say("Agreed at meetings"), AGREED),
)
"""Whoever sees applications because of their tickets has their work in the tickets."""


@dataclass(frozen=True)
class Queue:
    """One tab: a list as its address asks for it."""

    code: str
    label: str
    view: Any
    query: str
    """What the list is asked."""
    url: str
    """The list."""
    urgency: int | None = None
    tone: str = "neutral"
    typed: bool = False
    """Whether somebody made up the label."""

    @cached_property
    def listing(self) -> Listing:
        """What is asked, checked."""
        return listing_of_query(self.view, self.query)


@dataclass(frozen=True, slots=True)
class Group:
    """The tabs of one list."""

    label: str
    queues: Sequence[Queue]


def groups_of(actor: Actor) -> list[Group]:
    """What is on this actor's desk: a group for each list, then the views they pinned."""
    merged: dict[str, tuple[str, dict[str, Kind]]] = {}
    for one in DESKS:
        if allowed(one.needed, actor):
            _merge(merged.setdefault(one.list_name, (str(one.label), {}))[1], one.kinds, actor)
    groups = [
        Group(label, [_queue(list_named(name), kind) for kind in kinds.values()])
        for name, (label, kinds) in merged.items()
    ]
    pinned = [_pinned(one) for one in pinned_views(actor, PINNED)]
    return [*groups, Group(gettext("Pinned views"), pinned)] if pinned else groups


def _merge(kinds: dict[str, Kind], others: Iterable[Kind], actor: Actor) -> None:
    """Whoever has several roles has each tab once, under the name that is more urgent."""
    for one in others:
        if one.needs is None or actor.may(one.needs):
            known = kinds.setdefault(one.code, one)
            if (one.urgency or LEAST) < (known.urgency or LEAST):
                kinds[one.code] = one


def _queue(view: Any, kind: Kind) -> Queue:
    """The list, soonest due first."""
    name = type(view).__name__
    order = {f"{COLUMN}{name}": "due_at", f"{DIRECTION}{name}": "asc"}
    query = urlencode({**kind.asks, **(order if "due_at" in view.order_columns else {})})
    url = f"{url_for(f'{view.endpoint}.list')}?{query}"
    code = f"{view.endpoint}.{kind.code}"
    return Queue(code, str(kind.label), view, query, url, kind.urgency, kind.tone)


def _pinned(one: Pinned) -> Queue:
    return Queue(f"pinned.{one.id}", one.label, one.view, one.query, one.url, typed=True)


def counts_of(groups: Sequence[Group]) -> dict[str, int]:
    """Code → how many rows its list has, up to COUNTED + 1: one statement for all."""
    queues = (one for group in groups for one in group.queues)
    rows = {one.code: bare_rows_of(one.view, one.listing) for one in queues}
    return counted(db.session(), rows, COUNTED)


def told(counts: Mapping[str, int]) -> dict[str, str]:
    """The same in words, as the lists say them."""
    return {code: bounded(count) for code, count in counts.items()}


def opened(groups: Sequence[Group], counts: Mapping[str, int], asked: str) -> Queue | None:
    """The one that was asked for, else the most urgent that isn't empty, else the first."""
    queues = [one for group in groups for one in group.queues]
    chosen = next((one for one in queues if one.code == asked), None)
    waiting = [one for one in queues if one.urgency and counts[one.code]]
    urgent = min(waiting, key=lambda one: one.urgency or 0, default=None)
    return chosen or urgent or next(iter(queues), None)
