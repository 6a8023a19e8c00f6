"""The list of supervisions, and their marks on the tickets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from app.foundation import clock
from tests.console.reading import act, main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import dispatched, do, ticket_of

pytestmark = pytest.mark.usefixtures("session")
JUNE = datetime(2026, 6, 8, 1, tzinfo=UTC)
LIST = "/supervisions/list/?_flt_0_standing="


@pytest.fixture
def case() -> int:
    """One that gas let pass long ago, one that water has just been given."""
    with clock.frozen(JUNE):
        row_id = dispatched()
        do("tickets", "supervise", ticket_of(row_id, "gas").id, "coordinator", demand="查明原因")
    do("tickets", "supervise", ticket_of(row_id, "water").id, "coordinator", demand="加快办理")
    return row_id


def test_office_finds_what_waits_what_is_overdue_and_what_was_replied(
    console: Callable[..., Client], case: int
) -> None:
    coordinator = console("coordinator")

    def shown(standing: str) -> list[bool]:
        words = main_of(coordinator.get(f"{LIST}{standing}").text)
        return ["查明原因" in words, "加快办理" in words]

    assert [shown("open"), shown("overdue")] == [[False, True], [True, False]]
    ticket = ticket_of(case, "water").id
    sent = act(console("water"), "tickets", ticket, "reply_supervision", reply="已安排")
    assert sent.status_code == 302
    assert [shown("open"), shown("answered")] == [[False, False], [False, True]]
    assert "已安排" in coordinator.get(f"{LIST}answered").text
    assert coordinator.get(f"{LIST}nonsense").status_code == 400


def test_utility_sees_its_own(console: Callable[..., Client], case: int) -> None:
    words = main_of(console("water").get("/supervisions/list/").text)
    assert ("加快办理" in words, "查明原因" in words) == (True, False)


def test_list_of_tickets_shows_the_marks_and_finds_by_them(
    console: Callable[..., Client], case: int
) -> None:
    do("tickets", "urge", ticket_of(case, "power").id, "window")
    coordinator = console("coordinator")
    for mark, count in (("supervised", 2), ("urged", 1)):
        page = coordinator.get(f"/tickets/list/?_flt_0_marked={mark}").text
        assert len(tickets_in(page)) == count
    assert coordinator.get("/tickets/list/?_flt_0_marked=x").status_code == 400


def test_programs_read_them_too(api: Callable[..., Client], case: int) -> None:
    (told,) = api("gas").get("/api/v1/supervisions/").json["result"]
    assert (told["organisation"], told["standing"], told["reply"]) == ("gas", "overdue", None)
    assert told["ticket_id"] == ticket_of(case, "gas").id


def test_record_page_tells_the_extension_from_the_request_to_the_decision(
    console: Callable[..., Client],
) -> None:
    ticket = ticket_of(dispatched(), "water").id
    water, office = console("water"), console("coordinator")
    act(water, "tickets", ticket, "request_extension", node="ticket", amount="3", reason="管线复杂")
    decision = {"node": "ticket", "approve": "true", "answer": "同意延期"}
    assert act(office, "tickets", ticket, "decide_extension", **decision).status_code == 302
    words = main_of(water.get(f"/tickets/show/{ticket}").text)
    for told in ("管线复杂", "同意延期", "申请延期", "审批延期"):
        assert told in words, told
