"""What the verbs of calendars share: who may, the version in force, the journal."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from app.foundation.messages import say
from app.foundation.permissions import Permission as P
from app.journal.models import Event
from app.people.models import User
from app.sla.models import CalendarProposal, CalendarVersion
from app.sla.rules.calendar import CalendarError, compile_calendar
from app.sla.rules.revising import changed_days, changed_heads
from app.workflow import journalling

KIND = "calendar"
"""The journal's name of a proposal."""
PROPOSED, CONFIRMED, REJECTED = "proposed", "confirmed", "rejected"
STALE = say("The calendar was changed since this was prepared: it must be prepared anew.")
Row = Mapping[str, Any]


def permit(actor: Actor) -> None:
    """Only people of the coordinating office change calendars, in their own name."""
    if actor.user_id is None or not actor.may(P.calendar_edit):
        raise Forbidden(say("Your role does not grant this."))


def in_force(session: Session, calendar: str) -> CalendarVersion:
    """The latest revision; raises NotFound."""
    latest = select(CalendarVersion).where(CalendarVersion.calendar == calendar)
    found: CalendarVersion | None = session.scalar(
        latest.order_by(CalendarVersion.id.desc()).limit(1)
    )
    if found is None:
        raise NotFound
    return found


def pending(session: Session, calendar: str) -> CalendarProposal | None:
    """The change that waits for another person; there is one at most."""
    waiting = select(CalendarProposal).where(
        CalendarProposal.calendar == calendar, CalendarProposal.state == PROPOSED
    )
    return session.scalar(waiting.execution_options(populate_existing=True))


def for_review(session: Session, actor: Actor) -> Sequence[tuple[CalendarProposal, Any]]:
    """The changes that others prepared and this person may confirm, with who did."""
    if not actor.may(P.calendar_edit):
        return ()
    waiting = (
        select(CalendarProposal, User)
        .join(User, User.id == CalendarProposal.prepared_by_id)
        .where(CalendarProposal.state == PROPOSED, User.id != actor.user_id)
        .order_by(CalendarProposal.id)
    )
    return [(one, user) for one, user in session.execute(waiting)]


def seen(session: Session, pk: int, version: int) -> CalendarProposal:
    """The waiting proposal as the actor read it; NotFound, WrongState or Stale."""
    found = session.get(CalendarProposal, pk, populate_existing=True)
    if found is None:
        raise NotFound
    if found.state != PROPOSED:
        raise WrongState(say("This change was decided already."))
    if found.version != version:
        raise Stale(say("This record was changed after you opened it."))
    return found


def name_of(session: Session, user_id: int) -> str:
    """The name of a member of staff."""
    return str(session.get_one(User, user_id).get_full_name()).strip()


def check(document: Row, calendar: str) -> None:
    """Raises Invalid with a sentence for all that is wrong with a document."""
    try:
        compile_calendar(document)
    except CalendarError as error:
        said = [f"{path}: {sentence}" if path else sentence for path, sentence in error.problems]
        raise Invalid({"document": said}) from error
    if document["code"] != calendar:
        raise Invalid({"document": [say("This is another calendar: %(code)s.",
                                        code=document["code"])]})  # fmt: skip


def journal(
    session: Session, actor: Actor, verb: str, proposal: CalendarProposal, **told: Any
) -> None:
    """One event; the changes of the proposal are told by whoever passes them."""
    event = Event.row(
        actor, subject_kind=KIND, subject_id=proposal.id, verb=verb, **({"changes": {}} | told)
    )
    journalling.write(session, [(event, [])])


def told_changes(old: Row, new: Row) -> dict[str, list[Any]]:
    """Day or key → [before, after], as rows of the document."""
    heads = {
        ".".join(map(str, filter(None, (one.year, one.key)))): [one.before, one.after]
        for one in changed_heads(old, new)
    }
    return heads | {one.date: [one.before, one.after] for one in changed_days(old, new)}
