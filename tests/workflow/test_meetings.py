"""Joint meetings 联席会议 and case conferences 专题会商 (DOMAIN §2.13)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from app.meetings.models import Meeting
from app.tickets.models import Ticket
from app.workflow.meetings import holding, planning
from tests.workflow.meetings import (
    AGREED,
    PLAN,
    done_to,
    held,
    meeting,
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


def about(ticket: Ticket) -> dict[str, Any]:
    return {"subject": "供水接入进度", "number": ticket.number, "cause": "other"}


# ---------------------------------------------------------------- planned
def test_meeting_is_numbered_by_the_year_and_those_asked_to_come_are_told(case: int) -> None:
    assert [planned().number, planned().number] == ["HY2026-0001", "HY2026-0002"]
    assert told("meeting") == ["planning", "planning", "power", "power", "water", "water"]


def test_case_on_the_agenda_is_on_its_timeline_and_its_holder_is_told(case: int) -> None:
    ticket = ticket_of(case, "water")
    row = planned(items=[about(ticket)])
    assert (row.items[0].ticket_id, row.items[0].application_id) == (ticket.id, case)
    assert done_to("ticket", ticket.id)[-1] == "meeting_agenda"
    assert told("agenda") == ["water"]


def test_key_sent_twice_plans_one_meeting(case: int) -> None:
    made = [planning.plan(PLAN, who("coordinator"), key="one") for _ in range(2)]
    assert made[0] == made[1]
    assert len(db.session.scalars(select(Meeting.id)).all()) == 1


def test_agenda_is_edited_as_it_was_read(case: int) -> None:
    water, gas = ticket_of(case, "water"), ticket_of(case, "gas")
    row = planned(items=[about(water), {"subject": "通报", "cause": "other"}])
    kept = {"id": row.items[1].id, "subject": "季度通报", "cause": "other"}
    planning.edit(row.id, [1], PLAN | {"items": [kept, about(gas)]}, who("coordinator"))
    again = meeting(row.id)
    assert [one.subject for one in again.items] == ["季度通报", "供水接入进度"]
    assert again.items[0].id == kept["id"]
    assert done_to("ticket", water.id)[-1] == "meeting_off"
    assert done_to("ticket", gas.id)[-1] == "meeting_agenda"
    stale = refusal(planning.edit, row.id, [1], PLAN, who("coordinator"))
    assert isinstance(stale, Stale)


def test_saving_what_is_stored_changes_nothing(case: int) -> None:
    row = planned()
    planning.edit(row.id, [1], PLAN, who("coordinator"))
    assert meeting(row.id).version == 1
    assert done_to("meeting", row.id) == ["meeting_plan"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"participants": ["nobody"]}, "participants"),
        ({"items": [{"subject": "x", "cause": "other", "number": "341522"}]}, "items.0.number"),
        ({"items": [{"cause": "other"}]}, "items.0.subject"),
        ({"items": [{"subject": "x", "cause": "other", "id": 9}]}, "items.0.id"),
        ({"items": "x"}, "items"),
    ],
)
def test_what_makes_no_agenda_is_refused_by_field(changes: dict[str, Any], field: str) -> None:
    error = refusal(planning.plan, PLAN | changes, who("coordinator"))
    assert isinstance(error, Invalid)
    assert list(error.errors) == [field]


def test_meeting_called_off_is_told_and_leaves_the_timelines(case: int) -> None:
    ticket = ticket_of(case, "water")
    row = planned(items=[about(ticket)])
    planning.cancel(row.id, [1], {"reason": "改期"}, who("coordinator"))
    assert meeting(row.id).state == "cancelled"
    assert told("meeting_cancelled") == ["planning", "power", "water"]
    assert done_to("ticket", ticket.id)[-1] == "meeting_off"
    assert isinstance(refusal(planning.edit, row.id, None, PLAN, who("coordinator")), WrongState)


@pytest.mark.parametrize("account", ["window", "power", "planning", "leader", "admin"])
def test_only_the_office_keeps_meetings(case: int, account: str) -> None:
    assert isinstance(refusal(planning.plan, PLAN, who(account)), Forbidden)
    row = planned()
    error = refusal(planning.cancel, row.id, None, {"reason": "x"}, who(account))
    seen = account in {"power", "planning", "leader"}
    assert isinstance(error, Forbidden if seen else NotFound)


# ---------------------------------------------------------------- held
def test_minutes_attendance_conclusions_and_actions_are_kept_together(case: int) -> None:
    ticket = ticket_of(case, "water")
    with clock.frozen(MEETING_DAY):
        row = planned(items=[about(ticket)])
        row = held(
            row,
            attendance=[
                {"organisation": "water", "attendance": "present", "signed_in": "李工、张工"},
                {"organisation": "power", "attendance": "absent"},
            ],
            conclusions=[{"item": row.items[0].id, "conclusion": "六月底前通水"}],
            actions=[AGREED | {"number": ticket.number}],
        )
    assert (row.state, row.held_at) == ("held", MEETING_DAY)
    came = {one.organisation.code: (one.attendance, one.signed_in) for one in row.participants}
    assert came["water"] == ("present", "李工、张工")
    assert came["planning"] == ("expected", None)
    assert row.items[0].conclusion == "六月底前通水"
    assert [one.ticket_id for one in row.actions] == [ticket.id]
    assert done_to("ticket", ticket.id)[-2:] == ["meeting_conclusion", "action_add"]
    assert (told("conclusion"), told("action_add")) == (["water"], ["water"])


def test_holding_again_corrects_the_minutes_and_repeats_nothing_on_the_cases(case: int) -> None:
    ticket = ticket_of(case, "water")
    with clock.frozen(MEETING_DAY):
        row = planned(items=[about(ticket)])
        concluded = [{"item": row.items[0].id, "conclusion": "六月底前通水"}]
        held(row, conclusions=concluded)
        row = held(row, minutes="更正后的纪要。", conclusions=concluded)
    assert (row.minutes, row.version, row.held_at) == ("更正后的纪要。", 3, MEETING_DAY)
    assert done_to("ticket", ticket.id).count("meeting_conclusion") == 1


def test_minutes_of_a_meeting_seen_otherwise_are_refused(case: int) -> None:
    row = planned()
    held(row)
    error = refusal(holding.hold, row.id, [1], {"minutes": "x"}, who("coordinator"))
    assert isinstance(error, Stale)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"minutes": ""}, "minutes"),
        ({"held_at": "2026-06-10T09:01:00+08:00"}, "held_at"),
        ({"conclusions": [{"item": 9, "conclusion": "x"}]}, "conclusions.0.item"),
        (
            {"attendance": [{"organisation": "gas", "attendance": "present"}]},
            "attendance.0.organisation",
        ),
        (
            {"attendance": [{"organisation": "water", "attendance": "absent", "signed_in": "x"}]},
            "attendance.0.signed_in",
        ),
        ({"actions": [AGREED | {"due_on": "2026-06-14"}]}, "actions.0.due_on"),
        ({"actions": [AGREED | {"due_on": "2026-06-09"}]}, "actions.0.due_on"),
        ({"actions": [AGREED | {"due_on": "2099-06-09"}]}, "actions.0.due_on"),
        ({"actions": [AGREED | {"number": "x"}]}, "actions.0.number"),
        ({"actions": [{"organisation": "water"}]}, "actions.0.text"),
    ],
)
@pytest.mark.any_engine
def test_minutes_that_contradict_the_meeting_are_refused_by_field(
    changes: dict[str, Any], field: str
) -> None:
    with clock.frozen(MEETING_DAY):
        row = planned()
        data = {"minutes": "x"} | changes
        error = refusal(holding.hold, row.id, None, data, who("coordinator"))
    assert isinstance(error, Invalid)
    assert list(error.errors) == [field]
    assert meeting(row.id).state == "planned"
