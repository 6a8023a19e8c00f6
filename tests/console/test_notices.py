"""Notices in the console and by REST: whose they are, and who has seen them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Notice
from app.people.models import StaffProfile
from app.tickets.models import Ticket
from app.workflow.sweep import sweep
from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.stories import dispatched, do, ticket_of, who

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[[str], Client]
OVERDUE = datetime(2026, 6, 8, 6, tzinfo=UTC)
BELL = "lb-bell"


@pytest.fixture
def warned() -> Ticket:
    """A ticket of the water company that wasn't claimed in time."""
    with clock.frozen(datetime(2026, 6, 8, 1, tzinfo=UTC)):
        row_id = dispatched(services={"water": {}})
    with clock.frozen(OVERDUE):
        while sweep().found:
            pass
    return ticket_of(row_id, "water")


def bell(client: Client) -> str:
    """What the script of every page shows beside the bell."""
    count: str = client.get("/notices/unseen").json["count"]
    return count


def test_the_bell_counts_what_nobody_of_the_organisation_has_seen(
    console: Console, warned: Ticket
) -> None:
    assert BELL in console("water").get("/").text
    assert bell(console("water")) == "2"
    assert bell(console("gas")) == "0"
    auditor = console("auditor")
    assert BELL not in auditor.get("/").text
    assert auditor.get("/notices/unseen").status_code == 403


def test_a_notice_says_what_is_late_and_leads_there(console: Console, warned: Ticket) -> None:
    page = console("water").get("/notices/list/").text
    words = main_of(page)
    assert f"{warned.number}「受理接单」超时，期限 2026-06-08 13:30" in words
    assert "迟发 30 分钟" in words
    assert f"/tickets/show/{warned.id}" in page


def test_what_one_has_seen_the_organisation_has_seen(console: Console, warned: Ticket) -> None:
    ids = db.session.scalars(select(Notice.id)).all()
    water = console("water")
    form = {"csrf_token": water.token("/notices/list/"), "action": "seen", "rowid": ids}
    answer = water.post("/notices/action_post", data=form)
    assert answer.status_code == 302
    assert bell(console("water")) == "0"
    db.session.rollback()
    seen = db.session.scalars(select(Notice)).all()
    assert {one.seen_by_id for one in seen} == {who("water").user_id}
    assert warned.number not in main_of(water.get("/notices/list/?_flt_0_seen=n").text)


def test_nobody_marks_what_others_were_told(console: Console, warned: Ticket) -> None:
    (first, *_) = db.session.scalars(select(Notice.id)).all()
    gas = console("gas")
    form = {"csrf_token": gas.token("/notices/list/"), "action": "seen", "rowid": [str(first)]}
    gas.post("/notices/action_post", data=form)
    db.session.rollback()
    assert db.session.get_one(Notice, first).seen_at is None


def test_what_leads_are_told_only_they_read(console: Console, warned: Ticket) -> None:
    notice = db.session.scalars(select(Notice).order_by(Notice.id.desc())).first()
    notice.audience = "lead"
    db.session.commit()
    assert bell(console("water")) == "1"
    profile = select(StaffProfile).where(StaffProfile.user_id == who("water").user_id)
    db.session.scalars(profile).one().leads = True
    db.session.commit()
    assert bell(console("water")) == "2"


def test_a_ticket_that_went_elsewhere_takes_its_notices_along(
    api: Callable[[str], Client], warned: Ticket
) -> None:
    assert api("water").get("/api/v1/notices/").json["count"] == 2
    gas = who("gas").organisation_id
    db.session.rollback()
    db.session.get_one(Ticket, warned.id).organisation_id = gas
    db.session.commit()
    assert api("water").get("/api/v1/notices/").json["count"] == 0


def test_programs_read_notices_with_sentence_and_facts(
    api: Callable[[str], Client], warned: Ticket
) -> None:
    result: list[dict[str, Any]] = api("water").get("/api/v1/notices/").json["result"]
    overdue = result[0]
    assert overdue["text"].startswith(warned.number)
    assert overdue["params"]["code"] == "overdue"
    assert (overdue["subject_kind"], overdue["subject_id"]) == ("ticket", warned.id)
    assert overdue["seen_at"] is None
    one = api("water").get(f"/api/v1/notices/{overdue['id']}").json
    assert one["result"] == overdue


def test_the_timeline_tells_which_warnings_were_told_to_whom(
    console: Console, warned: Ticket
) -> None:
    words = main_of(console("coordinator").get(f"/tickets/show/{warned.id}").text)
    assert "预警 · 受理接单超时 2026-06-08 14:00" in words
    assert "已告知：供水企业（本单位）" in words


def test_a_pause_that_ended_by_itself_says_so_on_the_timeline(
    console: Console, warned: Ticket
) -> None:
    with clock.frozen(OVERDUE):
        for verb in ("claim", "contact"):
            do("tickets", verb, warned.id, "water")
        do("tickets", "suspend", warned.id, "water", reason="等", until="2026-06-09")
    with clock.frozen(OVERDUE + timedelta(days=2)):
        sweep()
    page = main_of(console("water").get(f"/tickets/show/{warned.id}").text)
    assert "暂停到期，自动恢复" in page
    assert "2026-06-09 23:59" in page
    notices = main_of(console("water").get("/notices/list/").text)
    assert f"{warned.number} 的暂停已到期，自动恢复计时" in notices
