"""Beside the queues: reviews, notices, surveys of today, and what others did meanwhile."""

from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import and_, func, or_, select

from app.access.actors import current_actor
from app.access.rules import NOTICE_READ, TICKET_READ, allowed
from app.access.scoped import visible
from app.applications.models import Application
from app.approvals.models import Approval
from app.console import display
from app.console.naming import record_url
from app.console.notices import told
from app.console.timeline import verb_label, who_did
from app.extensions import db
from app.foundation import clock
from app.foundation.labels import text
from app.journal.models import Event, Notice
from app.tickets.models import Ticket
from app.workflow.calendars.proposals import for_review
from app.workflow.nouns import NOUNS

FEW = 6
CASES = (("applications", Application), ("tickets", Ticket), ("approvals", Approval))


def notices() -> list[dict[str, Any]] | None:
    """The newest that nobody has seen; None for whoever is told nothing."""
    actor = current_actor()
    if not allowed(NOTICE_READ, actor):
        return None
    unseen = visible(Notice, actor) & Notice.seen_at.is_(None)
    query = select(Notice).where(unseen).order_by(Notice.id.desc()).limit(FEW)
    return [
        {"what": told(one), "when": display.moment(one.created_at)}
        for one in db.session.scalars(query)
    ]


def reviews() -> list[dict[str, Any]]:
    """Changes of calendars that wait for this person, the second of two."""
    return [
        {
            "what": display.link(
                url_for("CalendarView.current", code=one.calendar), text(one.document["label"])
            ),
            "did": gettext("Change prepared by %(who)s", who=user.first_name),
            "when": display.moment(one.updated_at),
        }
        for one, user in for_review(db.session(), current_actor())
    ]


def surveys() -> list[dict[str, Any]] | None:
    """Today's, by the hour; None for whoever sees no tickets."""
    actor = current_actor()
    if not allowed(TICKET_READ, actor):
        return None
    day = clock.today()
    at = Ticket.survey_at.between(clock.start_of(day), clock.end_of(day))
    columns = (Ticket.id, Ticket.number, Ticket.enterprise, Ticket.survey_at)
    query = select(*columns).where(at, visible(Ticket, actor)).order_by(Ticket.survey_at, Ticket.id)
    return [
        {
            "what": display.link(record_url("tickets", one.id), one.number),
            "who": one.enterprise,
            "when": f"{clock.local(one.survey_at):%H:%M}",
        }
        for one in db.session.execute(query.limit(FEW))
    ]


def changes(since: datetime | None) -> list[dict[str, Any]] | None:
    """What others did to cases that the actor sees, newest first; None without an earlier visit."""
    actor = current_actor()
    if since is None:
        return None
    others = or_(Event.actor_id.is_(None), Event.actor_id != actor.user_id)
    seen = {
        NOUNS[noun].kind: select(model.id, model.number, model.enterprise)
        .where(visible(model, actor))
        .subquery(noun)
        for noun, model in CASES
    }
    parts = [one.c for one in seen.values()]
    numbers, names = ([getattr(one, name) for one in parts] for name in ("number", "enterprise"))
    query = select(Event, func.coalesce(*numbers), func.coalesce(*names))
    for kind, one in seen.items():
        query = query.outerjoin(one, and_(Event.subject_kind == kind, Event.subject_id == one.c.id))
    found = query.where(
        Event.recorded_at > since, others, or_(*(one.id.is_not(None) for one in parts))
    ).order_by(Event.id.desc())
    nouns = {NOUNS[noun].kind: noun for noun, _ in CASES}
    return [
        {
            "what": display.link(record_url(nouns[event.subject_kind], event.subject_id), number),
            "who": enterprise,
            "did": gettext("%(who)s: %(what)s", who=who_did(event),
                           what=verb_label(event.subject_kind, event.verb)),
            "when": display.moment(event.recorded_at),
        }
        for event, number, enterprise in db.session.execute(found.limit(FEW))
    ]  # fmt: skip
