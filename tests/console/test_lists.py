"""Lists: bad arguments are refused, filters hold, and the statements don't grow with the rows."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from tests.console.reading import main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import WAY, carried, dispatched, entered, form, ticket_of

pytestmark = pytest.mark.usefixtures("session")
MOST_STATEMENTS = 8


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
    begin_anew = re.compile(
        r'class="lb-empty">(?:(?!</div>).)*<a [^>]*href="/tickets/list/"', re.DOTALL
    )
    assert begin_anew.search(coordinator.get("/tickets/list/?_flt_0_state=suspended").text)
    assert not begin_anew.search(coordinator.get("/tickets/list/").text)


def test_ticked_rows_tell_what_some_of_them_allow(console: Callable[..., Client]) -> None:
    ids = [ticket_of(dispatched(), "water").id for _ in range(2)]
    claimed = dispatched()
    carried(claimed, "water", WAY[:1])
    ids.append(ticket_of(claimed, "water").id)
    asked = f"/tickets/offered?ids={','.join(map(str, ids))}"
    told = {one["verb"]: one["count"] for one in console("water").get(asked).json["result"]}
    assert told["claim"] == 2
    assert told["contact"] == 1
    assert console("gas").get(asked).json["result"] == [], "others see none of these rows"
    for wrong in ("", "x", ",".join(map(str, range(1, 103)))):
        assert console("water").get(f"/tickets/offered?ids={wrong}").status_code == 400


def test_without_script_a_verb_is_chosen_and_then_asked_about(
    console: Callable[..., Client],
) -> None:
    row = ticket_of(dispatched(), "water")
    water = console("water")
    page = water.get("/tickets/list/").text
    assert '<option value="claim">' in page
    assert '<option value="supervise">' not in page, "no role of theirs ever may"
    sent = {"csrf_token": water.token("/tickets/list/"), "ask": "claim", "rowid": [row.id]}
    assert row.number in water.post("/tickets/action_post", data=sent).text


def test_pages_say_where_they_are_and_count_no_further_than_needed(
    console: Callable[..., Client],
) -> None:
    for _ in range(2):
        dispatched()
    coordinator = console("coordinator")
    first = coordinator.get("/tickets/list/?psize_TicketView=10").text
    assert "1–10, 12" in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    second = coordinator.get(unescape(following.group(1))).text
    assert "11–12, 12" in second
    assert not tickets_in(first) & tickets_in(second)
    back = re.search(r'rel="prev" href="([^"]+)"', second)
    assert back
    assert tickets_in(coordinator.get(unescape(back.group(1))).text) == tickets_in(first)
    for wrong in ("after.1", "after.1.x", "sideways.1.2.3", "after.1.99999999999"):
        assert coordinator.get(f"/tickets/list/?_key_TicketView={wrong}").status_code == 400


def test_filters_that_hold_are_chips_each_with_the_list_without_it(
    console: Callable[..., Client],
) -> None:
    dispatched()
    asked = "/tickets/list/?_flt_0_state=dispatched&_flt_0_organisation_id=water"
    page = console("coordinator").get(asked).text
    chips = re.findall(r'<li class="lb-chip is-on">([^<]+)<a href="([^"]+)"', page)
    without = {unescape(url) for _, url in chips}
    assert without == {
        "/tickets/list/?_flt_0_state=dispatched",
        "/tickets/list/?_flt_0_organisation_id=water",
    }
    assert len(tickets_in(page)) == 1


def test_columns_and_density_are_kept_for_the_reader(console: Callable[..., Client]) -> None:
    dispatched()
    office, sent = console("coordinator"), {"column": ["state", "organisation"]}
    sent |= {"csrf_token": office.token("/tickets/list/"), "density": "compact"}  # type: ignore[dict-item]  # one value
    answer = office.post("/tickets/arrange", data={**sent, "next": "_flt_0_service=gas"})
    assert answer.location.endswith("/tickets/list/?_flt_0_service=gas")
    page = console("coordinator").get("/tickets/list/").text
    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a [^>]*>)?([^<]+)", page)
    assert heads == ["编号", "状态", "承办单位"]
    assert 'class="lb-list is-compact"' in page
    assert 'class="lb-list"' in console("leader").get("/tickets/list/").text
    named = office.get("/tickets/list/?_cols_TicketView=number,stage").text
    assert '<th scope="col">状态' not in named


def test_relation_is_looked_up_by_name_or_code_among_what_is_seen(
    console: Callable[..., Client],
) -> None:
    office = console("coordinator")
    found = office.get("/tickets/lookup?field=organisation_id&q=water").json["result"]
    assert len(found) == 1
    assert "水" in found[0]["label"]
    towns = office.get("/tickets/lookup?field=township&q=3415221").json["result"]
    assert len(towns) == 10
    assert office.get("/tickets/lookup?field=state&q=x").status_code == 404
    seen = console("gas").get("/tickets/lookup?field=organisation_id&q=water").json["result"]
    assert len(seen) in {0, 1}


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
    client.get(page)  # the first visit is remembered
    for _ in range(2):
        for _ in range(4):
            dispatched(enterprise=form()["enterprise"])
        with statements() as said:
            assert client.get(page).status_code == 200
        counts.append(len([one for one in said if not one.startswith("BEGIN")]))
    assert counts[0] == counts[1]
    assert counts[1] <= MOST_STATEMENTS
