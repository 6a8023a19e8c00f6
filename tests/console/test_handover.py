"""委托与交接 on the screens: one's own page, the lead's and the office's list, the result."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.foundation import clock
from app.journal.models import Event
from app.people.models import Delegation, StaffProfile
from tests.support.clients import Client
from tests.workflow.stories import dispatched, do, ticket_of, who
from tests.workflow.test_absence import away
from tests.workflow.test_handover import POWER, claimed

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
MOST = 8


def page_of(session: Any, username: str) -> int:
    query = select(StaffProfile.id).where(StaffProfile.user_id == who(username).user_id)
    return int(session.scalars(query).one())


def form(**changes: Any) -> dict[str, Any]:
    begins = clock.local(clock.now())
    return {
        "version": "1",
        "deputy": "window2",
        "begins_at": f"{begins:%Y-%m-%dT%H:%M}",
        "ends_at": f"{begins + timedelta(days=3):%Y-%m-%dT%H:%M}",
        "reason": "休假",
    } | changes


def test_clerk_finds_the_own_page_and_names_a_deputy(session: Any, console: Console) -> None:
    window = console("window")
    assert "委托与交接" in window.get("/").text
    pk = page_of(session, "window")
    assert window.get("/people/me").location.endswith(f"/people/show/{pk}")
    version = str(session.get_one(StaffProfile, pk).version)
    session.rollback()
    asked = window.get(f"/people/delegate/{pk}").text
    assert 'value="window2"' in asked
    assert 'value="online"' not in asked
    answer = window.submit(f"/people/delegate/{pk}", form(version=version))
    assert answer.status_code == 302
    assert "不在岗" in window.get(f"/people/show/{pk}").text
    assert "代政务大厅窗口" in console("window2").get("/").text
    again = window.submit(f"/people/delegate/{pk}", form(version=version))
    assert again.status_code == 422
    assert "此期间已有代办人" in again.text


def test_deputys_time_is_ended_by_a_click(session: Any, console: Console) -> None:
    pk = away(begins=clock.now())
    window = console("window")
    assert window.get(f"/people/end/{pk}").status_code == 200
    window.submit(f"/people/end/{pk}", {"version": "1"})
    session.rollback()
    assert session.get_one(Delegation, pk).ended_at is not None
    assert window.get(f"/people/end/{pk}").status_code == 409


def test_colleague_or_stranger_has_no_business_with_it(session: Any, console: Console) -> None:
    pk = page_of(session, "window")
    for account in ("window2", "power", "planning"):
        for page in ("show", "delegate", "handover"):
            assert console(account).get(f"/people/{page}/{pk}").status_code == 404
    assert console("window").get("/people/list/").status_code == 403
    assert console("power").get("/people/list/").status_code == 403


def test_lead_sees_the_own_people_and_the_office_all(session: Any, console: Console) -> None:
    claimed(2)
    lead = console("power2").get("/people/list/").text
    assert "供电办件员" in lead
    assert "供水办件员" not in lead
    office = console("coordinator").get("/people/list/?_flt_0_name=供电办件").text
    assert "供电办件员" in office
    assert "供水办件员" not in office
    assert "工单：2" in office


def test_work_of_whoever_left_is_handed_over(session: Any, console: Console) -> None:
    tickets = claimed(3)
    pk = page_of(session, "power")
    office = console("coordinator")
    asked = office.get(f"/people/handover/{pk}").text
    assert "工单（接单或专员）：3" in asked
    refused = office.submit(f"/people/handover/{pk}", {"kinds": ["tickets"], "to": ["power2"]})
    assert refused.status_code == 422
    data = {"kinds": ["tickets"], "to": ["power2"], "reason": "岗位调整或离职"}
    done = office.submit(f"/people/handover/{pk}", data)
    assert "3 件成功，0 件未执行" in done.text
    assert done.text.count("供电业务主管") >= len(tickets)
    assert "名下没有在办事项" in office.get(f"/people/handover/{pk}").text


def test_page_tells_in_whose_place_something_was_done(session: Any, console: Console) -> None:
    row_id = dispatched(**POWER)
    ticket = ticket_of(row_id, "power").id
    do("tickets", "claim", ticket, "power")
    away("power", "power2", begins=clock.now())
    do("tickets", "contact", ticket, "power2")
    assert "供电业务主管（代供电办件员）" in console("power").get(f"/tickets/show/{ticket}").text
    event = session.scalars(select(Event.id).where(Event.verb == "contact")).one()
    assert "代供电办件员" in console("auditor").get(f"/journal/show/{event}").text
    assert "代供电办件员" in console("auditor").get("/journal/list/").text


def test_delegation_stands_in_the_journal_in_words(session: Any, console: Console) -> None:
    away(begins=clock.now())
    event = session.scalars(select(Event.id).where(Event.verb == "delegate")).one()
    told = console("auditor").get(f"/journal/show/{event}").text
    for word in ("委托代办", "政务大厅综窗", "不在岗至"):
        assert word in told
    assert re.search(r"不在岗至</dt>\s*<dd>\d{4}-\d\d-\d\d \d\d:\d\d<", told) or "T" not in told


@pytest.mark.parametrize("page", ["list/", "show/{pk}", "delegate/{pk}", "handover/{pk}"])
def test_pages_cost_a_fixed_number_of_statements(
    session: Any, console: Console, statements: Callable[[], Any], page: str
) -> None:
    office, pk = console("coordinator"), page_of(session, "window")
    costs = []
    for _ in range(2):
        dispatched(**POWER)
        session.rollback()
        office.get(f"/people/{page}".format(pk=pk))
        with statements() as said:
            office.get(f"/people/{page}".format(pk=pk))
        costs.append([one for one in said if one.startswith("SELECT")])
    assert len(costs[0]) == len(costs[1])
    assert len(costs[1]) <= MOST, "\n".join(costs[1])
