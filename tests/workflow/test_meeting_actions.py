"""What was agreed at a meeting has an owner and a day, and is followed up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Forbidden, NotFound, WrongState
from app.meetings.models import Meeting, MeetingAction
from app.workflow.meetings import acting
from app.workflow.meetings.overdue import tell_overdue
from tests.workflow.meetings import (
    AGREED,
    action,
    agreed,
    done_to,
    planned,
    refusal,
    told,
)
from tests.workflow.stories import dispatched, ticket_of, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
FRIDAY = datetime(2026, 6, 5, 1, tzinfo=UTC)
MEETING_DAY = datetime(2026, 6, 10, 1, tzinfo=UTC)


@pytest.fixture
def case() -> Iterator[int]:
    with clock.frozen(FRIDAY):
        yield dispatched()


def test_action_is_due_on_a_working_day_and_the_next_one_is_named(case: int) -> None:
    error = refusal(
        acting.add, planned().id, None, AGREED | {"due_on": "2026-06-20"}, who("coordinator")
    )
    assert "2026-06-22" in str(error.errors["due_on"][0])


def test_owner_reports_and_the_office_hears_of_it(case: int) -> None:
    with clock.frozen(MEETING_DAY):
        row = agreed(planned())
        acting.complete(row.id, [1], {"result": "管材已到货"}, who("water"))
    done = action(row.id)
    assert (done.state, done.done_at, done.result) == ("done", MEETING_DAY, "管材已到货")
    assert told("action_complete") == ["office"]
    error = refusal(acting.complete, row.id, None, {"result": "x"}, who("water"))
    assert isinstance(error, WrongState)


def test_others_see_no_action_that_isn_t_theirs(case: int) -> None:
    row = agreed(planned())
    data = {"result": "x"}
    assert isinstance(refusal(acting.complete, row.id, None, data, who("power")), NotFound)
    assert isinstance(refusal(acting.complete, row.id, None, data, who("leader")), Forbidden)
    assert isinstance(refusal(acting.reopen, row.id, None, data, who("water")), Forbidden)


def test_action_of_a_case_follows_it_on_its_timeline(case: int) -> None:
    ticket = ticket_of(case, "water")
    row = agreed(planned(), number=ticket.number)
    office = who("coordinator")
    acting.complete(row.id, None, {"result": "已完成"}, who("water"))
    acting.reopen(row.id, None, {"reason": "未完成"}, office)
    acting.cancel(row.id, None, {"reason": "不再需要"}, office)
    verbs = ["action_add", "action_complete", "action_reopen", "action_cancel"]
    assert done_to("ticket", ticket.id)[-4:] == verbs
    assert done_to("meeting_action", row.id) == verbs
    assert (action(row.id).state, action(row.id).version) == ("cancelled", 4)


def test_overdue_action_is_told_to_its_owner_once(case: int) -> None:
    with clock.frozen(MEETING_DAY):
        row = agreed(planned())
    with clock.frozen(datetime(2026, 6, 15, 12, tzinfo=UTC)):
        assert tell_overdue() == 0
    with clock.frozen(datetime(2026, 6, 15, 17, tzinfo=UTC)):
        assert [tell_overdue(), tell_overdue()] == [1, 0]
        assert told("action_due") == ["water"]
        acting.complete(row.id, None, {"result": "x"}, who("water"))
        acting.reopen(row.id, None, {"reason": "x"}, who("coordinator"))
        assert tell_overdue() == 1, "opened again it is overdue again"


def test_nothing_overdue_costs_one_look(case: int, statements: Any) -> None:
    agreed(planned())
    with clock.frozen(FRIDAY), statements() as said:
        tell_overdue()
    assert len([one for one in said if one.startswith("SELECT")]) == 1


def test_database_refuses_what_no_meeting_can_be(case: int) -> None:
    row = agreed(planned())
    for model, pk, values in (
        (Meeting, row.meeting_id, {"state": "held"}),
        (MeetingAction, row.id, {"state": "done"}),
        (MeetingAction, row.id, {"ticket_id": 1}),
    ):
        db.session.rollback()
        with pytest.raises(IntegrityError):
            db.session.query(model).filter(model.id == pk).update(values)
        db.session.rollback()
