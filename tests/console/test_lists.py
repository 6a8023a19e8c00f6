"""Lists: bad arguments are refused, filters hold, and the statements don't grow with the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.console.reading import main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import WAY, carried, dispatched, entered, form

pytestmark = pytest.mark.usefixtures("session")
MOST_STATEMENTS = 12


@pytest.mark.parametrize(
    "asked",
    [
        "page_TicketView=-1",
        "page_TicketView=x",
        "page_TicketView=99999999999999999999",
        "psize_TicketView=100000",
        "psize_TicketView=0",
        "_oc_TicketView=attrs&_od_TicketView=asc",
        "_oc_TicketView=password&_od_TicketView=asc",
        "_flt_0_state=nonsense",
        "_flt_9_state=dispatched",
        "_flt_0_organisation_id=99999999999999999999",
        "_flt_0_number=%00",
        "_flt_0_attrs=x",
        "_flt_0_nothing=x",
        "_flt_x_state=dispatched",
    ],
)
def test_bad_arguments_of_a_list_are_refused(console: Callable[..., Client], asked: str) -> None:
    assert console("coordinator").get(f"/tickets/list/?{asked}").status_code == 400


@pytest.mark.parametrize("page", ["users", "roles", "organisations", "outlets"])
def test_every_list_checks_its_arguments(console: Callable[..., Client], page: str) -> None:
    admin = console("admin")
    for asked in ("page_Any=x", "page_Any=-1", "psize_Any=100000"):
        assert admin.get(f"/{page}/list/?{asked}").status_code == 400, asked


def test_list_that_was_filtered_to_nothing_offers_to_begin_anew(
    console: Callable[..., Client],
) -> None:
    coordinator = console("coordinator")
    begin_anew = re.compile(r'class="lb-empty">[^<]*<a [^>]*href="/tickets/list/"')
    assert begin_anew.search(coordinator.get("/tickets/list/?_flt_0_state=suspended").text)
    assert not begin_anew.search(coordinator.get("/tickets/list/").text)


def test_what_can_be_done_to_many_folds_away_beyond_the_first_few(
    console: Callable[..., Client],
) -> None:
    for way in (WAY[:1], WAY[:2], WAY[:4]):
        carried(dispatched(), "water", way)
    dispatched()
    page = console("water").get("/tickets/list/").text
    in_sight, _, folded = page[page.index("data-bulk") :].partition("<details")
    verbs = [re.findall(r'name="action" value="(\w+)"', one) for one in (in_sight, folded)]
    assert verbs[0] == ["claim", "contact", "record_survey", "schedule_survey"]
    assert verbs[1][-1] == "decline"


@pytest.mark.parametrize("pk", ["0", "-1", "x", "99999999999999999999"])
def test_record_that_does_not_exist_is_not_found(console: Callable[..., Client], pk: str) -> None:
    assert console("coordinator").get(f"/tickets/show/{pk}").status_code == 404


def test_empty_inputs_of_the_search_bar_ask_for_nothing(console: Callable[..., Client]) -> None:
    dispatched()
    page = console("coordinator").get("/tickets/list/?_flt_0_number=&_flt_0_state=")
    assert len(tickets_in(page.text)) == 6


def test_tickets_are_found_by_state_and_organisation(console: Callable[..., Client]) -> None:
    dispatched()
    entered()
    coordinator = console("coordinator")
    assert len(tickets_in(coordinator.get("/tickets/list/?_flt_0_state=waiting").text)) == 6
    assert len(tickets_in(coordinator.get("/tickets/list/?_flt_0_service=gas").text)) == 2


def test_applications_are_found_by_the_end_of_a_phone(console: Callable[..., Client]) -> None:
    entered()
    entered(phone="13905640000", enterprise="霍邱县另一家公司")
    leader = console("leader")
    words = main_of(leader.get("/applications/list/?_flt_0_phone=0000").text)
    assert "霍邱县另一家公司" in words
    assert "霍邱县淮源食品有限公司" not in words
    guessed = main_of(leader.get("/applications/list/?_flt_0_phone=99990000").text)
    assert "霍邱县另一家公司" in guessed, "more than four digits must not narrow the search"


@pytest.mark.parametrize("who", ["coordinator", "window", "power"])
@pytest.mark.parametrize("page", ["/", "/applications/list/", "/tickets/list/"])
def test_statements_do_not_grow_with_the_rows(
    console: Callable[..., Client], statements: Callable[[], Any], who: str, page: str
) -> None:
    client, counts = console(who), []
    for _ in range(2):
        for _ in range(4):
            dispatched(enterprise=form()["enterprise"])
        with statements() as said:
            assert client.get(page).status_code == 200
        counts.append(len([one for one in said if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1]
    assert counts[1] <= MOST_STATEMENTS
