"""What an action makes of rows in memory; the door and the demo's bulk writer write it down.

Nothing here reads or writes a database, so that one set of rules serves both.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.applications.models import Application
from app.applications.rules import derived_state, takes_duty
from app.applications.states import ENDED as APPLICATION_ENDED
from app.approvals.models import Approval
from app.approvals.rules import pending, permitted
from app.approvals.states import ENDED as APPROVAL_ENDED
from app.approvals.states import OPEN as APPROVAL_OPEN
from app.approvals.states import ApprovalState
from app.catalog.kinds import Field
from app.catalog.queries import Catalogue
from app.foundation.errors import Invalid
from app.tickets.models import Ticket
from app.tickets.rules import next_stage
from app.tickets.states import ENDED as TICKET_ENDED
from app.tickets.states import Stage
from app.workflow import joint_works, merging, schemes
from app.workflow.action import Action
from app.workflow.afterwards import earliest
from app.workflow.approvals.relations import kind_label
from app.workflow.asked import clean_input, refusal
from app.workflow.case import Case
from app.workflow.clocks import keep_time
from app.workflow.journalling import (
    NOTHING,
    Deed,
    Written,
    event_of,
    snapshot,
    unchanged,
)
from app.workflow.move import Move
from app.workflow.setting import Row, Setting
from app.workflow.surveys import moving as surveys


@dataclass
class Outcome:
    """What there is to write: the journal's events and the rows that changed."""

    events: list[Written] = field(default_factory=list)
    changed: list[Row] = field(default_factory=list)


def admit(
    action: Action,
    setting: Setting,
    case: Case,
    data: Mapping[str, Any],
    asked: Sequence[Field] = (),
) -> Move:
    """The move, or the DomainError that keeps this row out; `asked`, where it is known already."""
    if error := refusal(action, setting):
        raise error
    asked = asked or action.asked(setting)
    clean, at = clean_input(asked, data, earliest(action, setting))
    move = Move(**vars(setting), application=case.application, asked=asked, input=clean, at=at)
    if problems := action.check(move):
        raise Invalid(problems)
    return move


def act(action: Action, move: Move, case: Case) -> None:
    """Duty, effect, state and stage of the one row; the case knows what was made."""
    step, row = action.step, move.row
    if move.row is move.application and takes_duty(
        move.application.channel, action.verb, dispatched=move.application.dispatched_at is not None
    ):
        _take_duty(move)
    if move.input and not (action.says_only or isinstance(row, Application)):
        row.results = {**row.results, action.verb: move.input}
    action.effect(move)
    if step.target is not None:
        row.state = type(row.state)(step.target)
    if step.passes:
        _pass_on(move.ticket, move.catalogue)
    case.keep(move.made)


def _take_duty(move: Move) -> None:
    """A deputy carries it on for whoever is absent: the duty stays with them."""
    application, actor = move.application, move.actor
    if application.first_receiver_id not in {one.user_id for one in actor.stands_in_for}:
        application.first_receiver_id = actor.user_id


def conclude(action: Action, case: Case, moves: Sequence[Move]) -> Outcome:
    """Derive and mirror once after all moves of a case; count versions up, and tell the journal."""
    lead, own = moves[-1], {move.row: move for move in moves}
    _settle(case, lead)
    moved = keep_time(case, lead, own)
    case.follow(lead.at)
    surveys.follow(case, lead)
    schemes.follow(case)
    merging.follow(case, lead)
    deed, outcome = Deed(action.verb, lead.actor, lead.catalogue), Outcome()
    for subject in case.subjects:
        before, move = case.before.get(subject, NOTHING), own.get(subject)
        same = unchanged(subject, before)
        if same and move is None:
            continue
        after = before if same else snapshot(subject)
        if not same:
            case.before[subject] = after
            subject.version += before is not NOTHING
            outcome.changed.append(subject)
        written = event_of(
            deed, subject, (before, after), at=(move or lead).at,
            entered=move.input if move else {}, asked=move.asked if move else (),
            on_behalf="applicant" if action.for_applicant(move or lead) else None,
        )  # fmt: skip
        written[0]["changes"] |= moved.get(subject, {}) | (move.changes if move else {})
        if move or written[0]["changes"]:
            outcome.events.append(written)
    return outcome


def _settle(case: Case, move: Move) -> None:
    """What follows from the move: the application's state, end times, and the repeated columns."""
    application, at = case.application, move.at
    for ticket in case.tickets if case.approvals else ():
        _settle_approvals(case, ticket, move)
    joint_works.release(case, at)
    application.state = derived_state(application.state, [one.state for one in case.tickets])
    ends: list[tuple[Row, bool]] = [(application, application.state in APPLICATION_ENDED)]
    ends += [(one, one.state in TICKET_ENDED) for one in case.tickets]
    ends += [(one, one.state in APPROVAL_ENDED) for one in case.approvals]
    for row, ended in ends:
        if ended and row.ended_at is None:
            row.ended_at = at
    tickets = {one.id: one for one in case.tickets}
    for ticket in case.tickets:
        if ticket.stage != case.before[ticket]["stage"]:
            ticket.stage_since = at
            ticket.lane = ticket.lane if ticket.stage is not Stage.accept else None
        ticket.mirror(application)
    for approval in case.approvals:
        before = approval.utility_id
        approval.mirror(application, tickets[approval.ticket_id])
        if before != approval.utility_id and approval.state is ApprovalState.supplementing:
            _hand_over(approval, move)


def _hand_over(approval: Approval, move: Move) -> None:
    """What a department still waits for is now owed by whoever has taken over the ticket."""
    permit = kind_label(move.catalogue, approval.kind)
    whose = {"organisation_id": approval.utility_id, "permit": permit}
    move.tell("approval_supplement", about=approval, **whose)


def _settle_approvals(case: Case, ticket: Ticket, move: Move) -> None:
    """Permits that are all there let the ticket pass on; those of one that ended are withdrawn."""
    own = case.approvals_of(ticket)
    if ticket.state in TICKET_ENDED:
        for one in own:
            if one.state in APPROVAL_OPEN:
                one.state, one.suspended_at = ApprovalState.withdrawn, None
                permit = kind_label(move.catalogue, one.kind)
                move.tell("approval_withdrawn", about=one, permit=permit)
    if ticket.pending_approvals != pending(own):
        ticket.pending_approvals = pending(own)
    here = ticket.stage is Stage.permit and ticket.state not in TICKET_ENDED
    if here and permitted(own):
        _pass_on(ticket, move.catalogue)


def _pass_on(ticket: Ticket, known: Catalogue) -> None:
    """To the next stage that its service version uses."""
    stages = known.version(ticket.service_version_id).stages
    ticket.stage = next_stage(stages, ticket.stage, external_works=ticket.external_works)
