"""Meetings at the end of demo histories: two were held, one is planned; their actions are open."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.permissions import Permission
from app.meetings.models import Meeting, MeetingAction
from app.people.models import Organisation
from app.workflow.meetings import acting, holding, planning
from app.workflow.seeding.cast import Cast
from app.workflow.seeding.filling import Hand
from app.workflow.seeding.hours import later

AGO = (16, 4)
"""Days since the meetings that were held."""
AHEAD = 5
"""Days until the planned one."""
ACTIONS = 3
"""What a meeting agrees on."""


def assemble(cast: Cast, hand: Hand) -> int:
    """Plan and hold a few meetings about what is overdue; how many."""
    chair = next((one for one in cast.office if one.may(Permission.meeting_edit)), None)
    invited = _invited(cast)
    if chair is None or not invited:
        return 0
    now = clock.now()
    for days in AGO:
        with clock.frozen(later(hand.rng, now - timedelta(days=days), 0)):
            _hold(_plan(hand, chair, invited, clock.now() + timedelta(minutes=1)), hand, chair)
    _plan(hand, chair, invited, later(hand.rng, now + timedelta(days=AHEAD), 0))
    return len(AGO) + 1


def _invited(cast: Cast) -> list[str]:
    """The codes of those whose people work here."""
    known = select(Organisation.code).where(Organisation.id.in_(list(cast.crews)))
    codes = list(db.session.scalars(known.order_by(Organisation.id)))
    db.session.rollback()
    return codes


def _plan(hand: Hand, chair: Actor, invited: list[str], at: datetime) -> int:
    return planning.plan(
        {
            "kind": hand.rng.choice(["joint", "conference"]),
            "title": _said(hand, "title"),
            "starts_at": at.isoformat(),
            "place": _said(hand, "place"),
            "participants": invited,
            "propose": True,
        },
        chair,
    )


def _hold(pk: int, hand: Hand, chair: Actor) -> None:
    """Everybody was there, some items were concluded, and the first action is done by now."""
    meeting = db.session.get_one(Meeting, pk)
    codes = [one.organisation.code for one in meeting.participants]
    items = [one.id for one in meeting.items[:ACTIONS]]
    db.session.rollback()
    data: Mapping[str, Any] = {
        "minutes": _said(hand, "minutes"),
        "attendance": [{"organisation": one, "attendance": "present"} for one in codes],
        "conclusions": [{"item": one, "conclusion": _said(hand, "conclusion")} for one in items],
        "actions": [
            {"text": _said(hand, "action"), "organisation": hand.rng.choice(codes)}
            for _ in range(ACTIONS)
        ],
    }
    holding.hold(pk, None, data, chair)
    of_meeting = select(MeetingAction.id).where(MeetingAction.meeting_id == pk)
    first = db.session.scalars(of_meeting.order_by(MeetingAction.id)).first()
    db.session.rollback()
    if first is not None:
        acting.complete(first, None, {"result": _said(hand, "result")}, chair)


def _said(hand: Hand, what: str) -> str:
    return hand.pools.text(hand.rng, hand.rng.choice(hand.pools.values[f"meeting.{what}"]))
