"""A joint meeting about a case, as the office enters it."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation.errors import DomainError
from app.journal.models import Event, Notice
from app.meetings.models import Meeting, MeetingAction
from app.people.models import Organisation
from app.workflow.meetings import acting, holding, planning
from tests.workflow.stories import who

PLAN: dict[str, Any] = {
    "kind": "joint",
    "title": "第三季度联席会议",
    "starts_at": "2026-06-10T09:00:00+08:00",
    "place": "政务服务中心三楼会议室",
    "participants": ["power", "water", "planning"],
    "items": [],
}
AGREED: dict[str, Any] = {
    "text": "完成管材采购",
    "organisation": "water",
    "person": "李工",
    "due_on": "2026-06-15",
}


def planned(**changes: Any) -> Meeting:
    """A meeting of the coordinating office."""
    return meeting(planning.plan(PLAN | changes, who("coordinator")))


def held(row: Meeting, **changes: Any) -> Meeting:
    """Minutes of it."""
    data = {"minutes": "会议听取了情况汇报。"} | changes
    holding.hold(row.id, None, data, who("coordinator"))
    return meeting(row.id)


def agreed(row: Meeting, **changes: Any) -> MeetingAction:
    """An action of it."""
    pk = acting.add(row.id, None, AGREED | changes, who("coordinator"))
    return action(pk)


def meeting(pk: int) -> Meeting:
    db.session.rollback()
    found: Meeting = db.session.get_one(Meeting, pk, populate_existing=True)
    return found


def action(pk: int) -> MeetingAction:
    db.session.rollback()
    found: MeetingAction = db.session.get_one(MeetingAction, pk, populate_existing=True)
    return found


def told(kind: str) -> list[str]:
    """The codes of the organisations that a notice of this kind went to."""
    query = select(Organisation.code).join(Notice, Notice.organisation_id == Organisation.id)
    return sorted(db.session.scalars(query.where(Notice.kind == kind)))


def done_to(kind: str, pk: int) -> list[str]:
    """What the journal says was done to it."""
    query = select(Event.verb).where(Event.subject_kind == kind, Event.subject_id == pk)
    return list(db.session.scalars(query.order_by(Event.id)))


def refusal(verb: Any, *args: Any) -> DomainError:
    """With what it is refused."""
    with pytest.raises(DomainError) as refused:
        verb(*args)
    return refused.value
