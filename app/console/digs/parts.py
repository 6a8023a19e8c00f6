"""Excavations on the pages of a ticket and of its application."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.console.digs import rows, strips
from app.extensions import db
from app.foundation import clock
from app.sitework.models.digs import Dig, DigMerge
from app.sitework.rules.digs import in_order, shared_window
from app.sitework.rules.stretches import avoided, length, trench
from app.sitework.states.digs import OPEN_MERGES, DigState
from app.sla.queries import limits
from app.tickets.states import Stage
from app.workflow.digging import clocks_around, joints, merges_of, neighbours, own_digs
from app.workflow.foresight import Expected, expected, whole_clocks
from app.workflow.setting import Setting

Shown = Mapping[str, Any]
VERBS = ("plan_dig", "propose_merge", "answer_merge", "cancel_dig")


def digs_somewhere(page: Any) -> bool:
    """From the scheme on, where there are external works."""
    order, ticket = list(Stage), page.ticket
    begun = order.index(ticket.stage) >= order.index(Stage.scheme)
    return begun and ticket.external_works is not False


def of_ticket(page: Any) -> Shown:
    """The ticket's excavations, what lies near them, and the joint digs they are in."""
    setting, ticket = page.offered[0].setting, page.ticket
    own = own_digs(setting)
    near = neighbours(setting)
    joined = [one.merge for one in joints(setting)]
    around = {other for others in near.values() for other in others}
    parts = {part.dig for one in joined for part in one.parts}
    clocks = [*setting.timing.clocks, *clocks_around(setting)]
    known = {one.subject_id for one in clocks}
    asked = [one.dig for merge in joined if merge.state in OPEN_MERGES for one in merge.parts]
    asked += own if near else []
    clocks += whole_clocks(db.session(), [one for one in asked if one.ticket_id not in known])
    view = _View(setting, clocks, {*own, *around, *parts})
    planned = [one for one in own if one.state == DigState.planned]
    return {
        "notices": rows.warnings(setting, planned),
        "digs": [rows.dig_row(setting, one, own=True) for one in own],
        "offers": [view.offer(one, others) for one, others in near.items()],
        "merges": [view.merge(one, ticket.id) for one in reversed(joined)],
        "legend": view.names.legend({*own, *around, *parts}),
        "buttons": [one for one in VERBS if _allowed(page, one)],
    }


def _allowed(page: Any, verb: str) -> bool:
    return any(one.action.verb == verb and one.allowed for one in page.offered)


def of_application(page: Any) -> Shown:
    """The excavations of the tickets that the reader sees, and the joint digs they are in."""
    setting = page.offered[0].setting
    own = [
        one
        for one in setting.beside.of(Dig, page.application.id)
        if one.ticket_id in {ticket.id for ticket in page.tickets}
    ]
    ids = {one.id for one in own}
    joined = [one for one in merges_of(setting) if ids & {part.dig_id for part in one.parts}]
    parts = {part.dig for one in joined for part in one.parts}
    view = _View(setting, whole_clocks(db.session(), parts), {*own, *parts})
    planned = [one for one in own if one.state != DigState.cancelled]
    return {
        "notices": rows.warnings(setting, planned),
        "digs": [rows.dig_row(setting, one, own=True) for one in own],
        "drawings": view.by_road(planned),
        "merges": [view.merge(one, None) for one in reversed(joined)],
        "legend": view.names.legend({*own, *parts}),
        "avoided": sum(one.metres_avoided for one in joined if one.state == "agreed"),
    }


class _View:
    """One page: the organisations on it, and the limits that run on their tickets."""

    def __init__(self, setting: Setting, clocks: Sequence[Any], digs: set[Dig]) -> None:
        self._setting, self._clocks = setting, clocks
        self._known, self._now = limits(db.session()), clock.now()
        every = {one.organisation_id for one in digs}
        found = setting.directory.by_id
        self.names = strips.Names((one, found[one].name) for one in every if one in found)

    def offer(self, own: Dig, others: Sequence[Dig]) -> dict[str, Any]:
        """One excavation with what lies near it, and what digging all of it together would do."""
        digs = [own, *others]
        first, last = shared_window(in_order(digs), clock.today())
        return {
            "own": rows.dig_row(self._setting, own),
            "near": [rows.near_row(self._setting, own, one) for one in others],
            "drawings": self._drawn(digs),
            "leading": rows.leading(self._setting, digs),
            "window": strips.window(first, last),
            "sum": sum(map(length, digs)),
            "trench": trench(digs),
            "metres": avoided(digs),
            "expected": rows.expected_rows(self._setting, self._expected(digs, first)),
        }

    def merge(self, merge: DigMerge, own_ticket: int | None) -> dict[str, Any]:
        """A joint dig; while it is open what it would do is reckoned anew."""
        digs = [one.dig for one in merge.parts]
        live = merge.state in OPEN_MERGES
        found = self._expected(digs, merge.starts_on) if live else []
        shown = rows.merge_row(self._setting, merge, found, own_ticket)
        return shown | {"drawings": self._drawn(digs), "open": live}

    def by_road(self, digs: Sequence[Dig]) -> list[dict[str, Any]]:
        """A strip per road."""
        roads: dict[str, list[Dig]] = {}
        for one in digs:
            roads.setdefault(one.road_key, []).append(one)
        return [drawing for some in roads.values() for drawing in self._drawn(some)]

    def _drawn(self, digs: Sequence[Dig]) -> list[dict[str, Any]]:
        road = rows.dig_row(self._setting, digs[0])["road"]
        return [
            strips.along_road(road, digs, self.names),
            strips.through_days(rows.days_title(), digs, self.names),
        ]

    def _expected(self, digs: Sequence[Dig], first: Any) -> list[Expected]:
        return expected(self._known, self._clocks, digs, first, self._now)
