"""What answers make of a joint dig, and what a ticket has to wait for because of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from app.foundation import clock
from app.sitework.models.digs import DigMergePart
from app.sitework.rules.digs import merge_state
from app.sitework.states.digs import Answer, DigState, MergeState
from app.tickets.states import Stage
from app.workflow.case import Case
from app.workflow.digging import Joint, open_joints, planned_digs
from app.workflow.foresight import after_waiting
from app.workflow.move import Errand, Move
from app.workflow.partners import tell_partners

AFTER_DIGGING = frozenset({Stage.inspect, Stage.connect, Stage.complete})
"""Stages of a ticket whose trenches are closed again."""


def answer(move: Move, joint: Joint, said: Answer, reason: str | None) -> None:
    """The ticket's answer, and what the joint dig comes to by it; the others are told."""
    for part in joint.mine:
        part.answer, part.reason = said, reason
        part.answered_at, part.answered_by_id = move.at, move.actor.user_id
        part.version += 1
    _conclude(move, joint)
    settle(move)


def _conclude(move: Move, joint: Joint) -> None:
    """An excavation called off meanwhile counts as a no; so does one dug before all agreed."""
    merge, agreed = joint.merge, joint.merge.state == MergeState.agreed
    off = {DigState.cancelled} if agreed else {DigState.cancelled, DigState.done}
    given = [Answer.no if one.dig.state in off else one.answer for one in merge.parts]
    state = merge_state(given, agreed=agreed)
    if state == merge.state:
        return
    merge.state, merge.version = state, merge.version + 1
    if state == MergeState.agreed:
        merge.agreed_at = move.at
    else:
        merge.closed_at = move.at
        for part in merge.parts:
            part.closed_at = move.at
    if agreed or state == MergeState.agreed:
        _let_follow(move, joint.others)
    told = {"merge": merge.number, "day": merge.starts_on.isoformat()}
    tell_partners(move, f"dig_{state}", (one.dig for one in joint.others), **told)


def _let_follow(move: Move, parts: Iterable[DigMergePart]) -> None:
    """Their tickets follow by the door, each under its own application's lock."""
    for part in parts:
        part.to_follow_since = move.at
        move.errands.append(Errand("tickets", "follow_merge", part.ticket_id, move.at))


def settle(move: Move) -> None:
    """The ticket waits for the first of its agreed joint digs; who leads one or has dug doesn't."""
    ticket = move.ticket
    agreed = [
        one
        for one in open_joints(move)
        if one.merge.state == MergeState.agreed and not _is_used(one)
    ]
    for joint in agreed:
        _remember_due(move, joint)
    today = clock.local(move.at).date()
    ahead = [
        one.merge
        for one in agreed
        if not (one.leads or _is_dug(one)) and one.merge.starts_on > today
    ]
    first = min(ahead, key=lambda one: (one.starts_on, one.id), default=None)
    ticket.waits_until = first.starts_on if first else None
    ticket.waits_for = first.number if first else None


def _is_used(joint: Joint) -> bool:
    """Whether the ticket has dug its own part already: rework doesn't wait for it again."""
    return all(one.dig.state == DigState.done for one in joint.mine)


def _is_dug(joint: Joint) -> bool:
    """Whether the lead has dug already: then there is nothing left to wait for."""
    lead = joint.merge.lead_dig_id
    return any(one.dig_id == lead and one.dig.state == DigState.done for one in joint.merge.parts)


def _remember_due(move: Move, joint: Joint) -> None:
    """What agreeing does to the whole ticket's promised due, once."""
    if any(one.due_before for one in joint.mine):
        return
    until = None if joint.leads else clock.start_of(joint.merge.starts_on)
    found = after_waiting(move.timing.limits, move.timing.clocks, until, move.at)
    if found:
        for part in joint.mine:
            part.due_before, part.due_after = found.before, found.after


def follow(case: Case, lead: Move) -> None:
    """Excavations go with their ticket: to another organisation, to their end, or off."""
    for ticket in case.tickets:
        before = case.before[ticket]
        dug = before["stage"] == Stage.construct and ticket.stage in AFTER_DIGGING
        ended = ticket.ended_at is not None and before["ended_at"] is None
        moved = ticket.organisation_id != before["organisation_id"]
        if dug or ended or moved:
            _go_along(replace(lead, row=ticket, timing=case.timing(ticket)), closes=ended or dug)


def _go_along(move: Move, *, closes: bool) -> None:
    ticket, digs = move.ticket, planned_digs(move)
    joined = open_joints(move) if digs else []
    held: list[Any] = [*digs, *(part for joint in joined for part in joint.mine)]
    for one in held:
        one.organisation_id = ticket.organisation_id or one.organisation_id
    if not closes:
        return
    state = DigState.done if ticket.stage in AFTER_DIGGING else DigState.cancelled
    for dig in digs:
        dig.state, dig.closed_at, dig.version = state, move.at, dig.version + 1
    for joint in joined:
        _conclude(move, joint)
        if joint.merge.state == MergeState.agreed and joint.leads:
            _let_follow(move, joint.others)
    if digs:
        settle(move)
