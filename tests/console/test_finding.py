"""One box finds cases by number, enterprise, its pinyin's initials and the phone's end."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.console.reading import main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, do, ticket_of

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
NAME = "霍邱县淮源食品有限公司"
OTHER = "临水机械厂"


@pytest.fixture
def cases() -> tuple[int, int]:
    return dispatched(enterprise=NAME, phone="13905641234"), dispatched(
        enterprise=OTHER, phone="13905645555"
    )


@pytest.mark.engines
def test_each_way_of_asking_finds_the_case_in_every_list(
    cases: tuple[int, int], console: Console
) -> None:
    number = application(cases[0]).number
    for asked in (number, number[-5:], number[-3:], number.lower(), "淮源", "hysp", "HYSP", "1234"):
        office = console("coordinator")
        words = main_of(office.get(f"/applications/list/?_flt_0_find={asked}").text)
        assert NAME in words, asked
        assert OTHER not in words, asked
        tickets = tickets_in(office.get(f"/tickets/list/?_flt_0_find={asked}").text)
        assert tickets == {one.id for one in application(cases[0]).tickets}, asked


def test_end_of_a_ticket_number_finds_that_ticket(cases: tuple[int, int], console: Console) -> None:
    ticket = ticket_of(cases[0], "water")
    page = console("coordinator").get(f"/tickets/list/?_flt_0_find={ticket.number[-7:]}").text
    assert tickets_in(page) == {ticket.id}


def test_phone_end_tells_nothing_to_whoever_sees_no_application(
    cases: tuple[int, int], console: Console
) -> None:
    found = console("water").get("/tickets/list/?_flt_0_find=1234").text
    assert tickets_in(found) == {ticket_of(cases[0], "water").id}
    assert console("planning").get("/approvals/list/?_flt_0_find=1234").status_code == 200


def test_what_a_case_is_found_by_follows_its_corrections(
    cases: tuple[int, int], console: Console
) -> None:
    row = application(cases[1])
    do(
        "applications",
        "amend",
        row.id,
        "window",
        reason="更名",
        enterprise="城关纺织厂",
        phone="13905649876",
    )
    row = application(cases[1])
    assert (row.initials, row.phone_end) == ("cgfzc", "9876")
    page = console("coordinator").get("/applications/list/?_flt_0_find=cgfz").text
    assert "城关纺织厂" in page
