"""What belongs on the agenda of the next meeting, and why: proposed, never decided."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.approvals.models import Approval
from app.approvals.states import ApprovalState
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.meetings.models import MeetingAction
from app.meetings.queries import open_actions, visible_actions
from app.meetings.states import Cause
from app.people.models import Organisation
from app.sitework.models.digs import DigMerge, DigMergePart
from app.sitework.queries.digs import visible_merges
from app.sitework.states.digs import Answer, MergeState
from app.sla.models import SupervisionItem
from app.tickets.models import Ticket
from app.tickets.queries import visible_supervisions
from app.tickets.queries import visible_to as visible_tickets
from app.tickets.states import STAGE_LABELS
from app.workflow.meetings.asked import Values

MOST = 10
"""Of each kind; the longest overdue first."""
SUBJECT, NOTE = 200, 300
"""Characters that the agenda keeps."""


def proposed(session: Session, actor: Actor) -> list[Values]:
    """Rows of an agenda, as people would enter them.

    What two sources name comes once, with both reasons; an application not beside its tickets.
    """
    found: dict[tuple[str | None, str], Values] = {}
    for source in SOURCES:
        for one in source(session, actor):
            known = one.get("number")
            place = known, "" if known else one["subject"]
            if place in found:
                found[place]["note"] = f"{found[place]['note']}; {one['note']}"[:NOTE]
            else:
                found[place] = one
    whole = {number.rpartition("-")[0] for number, _ in found if number}
    return [one for one in found.values() if one.get("number") not in whole - {""}]


def _row(cause: Cause, subject: str, note: Message, number: str | None = None) -> Values:
    row = {"cause": cause.value, "subject": subject[:SUBJECT], "note": str(note)[:NOTE]}
    return row | ({"number": number} if number else {})


def _at(instant: datetime | None) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""


def _overdue_tickets(session: Session, actor: Actor) -> Iterator[Values]:
    query = (
        select(Ticket)
        .where(Ticket.ended_at.is_(None), Ticket.due_at < clock.now(), visible_tickets(actor))
        .options(joinedload(Ticket.organisation))
    )
    for one in session.scalars(query.order_by(Ticket.due_at, Ticket.id).limit(MOST)):
        note = say("Overdue since %(at)s · %(stage)s · %(organisation)s", at=_at(one.due_at),
                   stage=STAGE_LABELS[one.stage], organisation=one.organisation)  # fmt: skip
        yield _row(Cause.overdue, one.enterprise, note, one.number)


def _overdue_applications(session: Session, actor: Actor) -> Iterator[Values]:
    late = Application.ended_at.is_(None) & (Application.due_at < clock.now())
    query = select(Application).where(late, visible_applications(actor))
    for one in session.scalars(query.order_by(Application.due_at, Application.id).limit(MOST)):
        note = say("Overdue since %(at)s", at=_at(one.due_at))
        yield _row(Cause.overdue, one.enterprise, note, one.number)


def _unanswered(session: Session, actor: Actor) -> Iterator[Values]:
    waits = select(SupervisionItem).where(
        SupervisionItem.replied_at.is_(None), visible_supervisions(actor)
    )
    soonest = waits.order_by(SupervisionItem.reply_due_at, SupervisionItem.id).limit(MOST)
    items = session.scalars(soonest.options(joinedload(SupervisionItem.organisation))).all()
    tickets = select(Ticket.id, Ticket.enterprise).where(
        Ticket.id.in_([one.subject_id for one in items])
    )
    enterprises: dict[int, str] = dict(session.execute(tickets).all())
    for one in items:
        note = say("Reply due %(at)s · %(organisation)s · %(demand)s", at=_at(one.reply_due_at),
                   organisation=one.organisation, demand=one.demand)  # fmt: skip
        subject = enterprises.get(one.subject_id, one.number)
        yield _row(Cause.supervised, subject, note, one.number)


def _earlier_actions(session: Session, actor: Actor) -> Iterator[Values]:
    query = open_actions().where(visible_actions(actor)).limit(MOST)
    along = joinedload(MeetingAction.meeting), joinedload(MeetingAction.organisation)
    for one in session.scalars(query.options(*along)):
        note = say(
            "Agreed at %(meeting)s, due %(day)s · %(organisation)s",
            meeting=one.meeting.number,
            day=one.due_on,
            organisation=one.organisation,
        )
        yield _row(Cause.action, one.text, note, one.number)


def _refused(session: Session, actor: Actor) -> Iterator[Values]:
    """Those that nobody has asked for again, of tickets that are not at their end."""
    later: Any = aliased(Approval)
    again = exists().where(
        later.ticket_id == Approval.ticket_id,
        later.kind == Approval.kind,
        later.round > Approval.round,
    )
    query = (
        select(Approval, Ticket, Organisation.name)
        .join(Ticket, Ticket.id == Approval.ticket_id)
        .join(Organisation, Organisation.id == Approval.organisation_id)
        .where(Approval.state == ApprovalState.refused, ~again)
        .where(Ticket.ended_at.is_(None), visible_tickets(actor))
        .order_by(Approval.decided_at, Approval.id)
    )
    for one, ticket, department in session.execute(query.limit(MOST)):
        said = one.results.get("decide", {}).get("opinion", "")
        note = say("Refused %(at)s · %(organisation)s · %(opinion)s", at=_at(one.decided_at),
                   organisation=department, opinion=said)  # fmt: skip
        yield _row(Cause.refused, ticket.enterprise, note, ticket.number)


def _digs_to_merge(session: Session, actor: Actor) -> Iterator[Values]:
    waits = (DigMerge.state == MergeState.proposed) & visible_merges(actor)
    query = select(DigMerge).where(waits).order_by(DigMerge.starts_on, DigMerge.id).limit(MOST)
    parts = selectinload(DigMerge.parts).joinedload(DigMergePart.organisation)
    for one in session.scalars(query.options(parts)):
        silent = [each.organisation.name for each in one.parts if each.answer == Answer.waiting]
        note = say("%(metres)s m of digging avoided · waits for %(organisations)s",
                   metres=one.metres_avoided, organisations=" / ".join(silent))  # fmt: skip
        window = f"{one.starts_on:%m-%d} – {one.ends_on:%m-%d}"
        yield _row(Cause.dig, f"{one.number} · {window}", note)


Source = Callable[[Session, Actor], Iterator[Values]]
SOURCES: Sequence[Source] = (
    _overdue_tickets,
    _overdue_applications,
    _unanswered,
    _refused,
    _digs_to_merge,
    _earlier_actions,
)
"""In the order of the agenda."""
