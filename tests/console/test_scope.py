"""Another utility's ticket is not there: whichever way it is asked for (DOMAIN §1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.tickets.models import Ticket
from tests.console.reading import act, main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, entered, form, ticket_of

pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def case(session: Any) -> int:  # the context of the story
    return dispatched()


def of(case: int, organisation: str) -> Ticket:
    return ticket_of(case, organisation)


def test_list_and_search_hold_only_the_own_ticket(
    case: int, console: Callable[..., Client]
) -> None:
    water = console("water")
    own, other = of(case, "water"), of(case, "power")
    assert tickets_in(water.get("/tickets/list/").text) == {own.id}
    for asked in (f"_flt_0_number={other.number}", "_flt_0_service=power"):
        assert tickets_in(water.get(f"/tickets/list/?{asked}").text) == set()


def test_record_and_actions_of_another_are_not_found(
    case: int, console: Callable[..., Client]
) -> None:
    water, other = console("water"), of(case, "power")
    token = water.token("/tickets/list/")
    assert water.get(f"/tickets/show/{other.id}").status_code == 404
    assert water.get(f"/actions/tickets/{other.id}/claim").status_code == 404
    sent = {"csrf_token": token, "version": other.version}
    assert water.post(f"/actions/tickets/{other.id}/claim", data=sent).status_code == 404
    assert of(case, "power").state == "dispatched"


def test_bulk_leaves_another_out_as_if_it_did_not_exist(
    case: int, console: Callable[..., Client]
) -> None:
    water, own, other = console("water"), of(case, "water"), of(case, "power")
    token = water.token("/tickets/list/")
    page = water.post(
        "/tickets/action_post",
        data={"csrf_token": token, "action": "claim", "rowid": [own.id, other.id]},
    )
    assert own.number in page.text
    assert other.number not in page.text
    done = water.post(
        "/actions/tickets/bulk/claim", data={"csrf_token": token, "rowid": [own.id, other.id]}
    )
    assert own.number in done.text
    assert other.number not in done.text
    assert (of(case, "water").state, of(case, "power").state) == ("in_progress", "dispatched")


def test_finding_by_number_finds_nothing_of_another(
    case: int, console: Callable[..., Client]
) -> None:
    water, own, other = console("water"), of(case, "water"), of(case, "power")
    assert water.get(f"/find/?q={own.number}").location == f"/tickets/show/{own.id}"
    assert water.get(f"/find/?q={other.number}").location == "/"


def test_application_page_shows_a_utility_the_basics_and_its_own_block(
    case: int, console: Callable[..., Client]
) -> None:
    page = console("water").get(f"/applications/show/{case}").text
    words = main_of(page)
    assert tickets_in(page) == {of(case, "water").id}
    assert "霍邱县淮源食品有限公司" in words
    assert "13905641234" in words
    assert "DN" in words
    for foreign in ("630", "千伏安", "联通", of(case, "power").number):
        assert foreign not in words, foreign


def test_timeline_tells_a_utility_nothing_of_a_correction_elsewhere(
    case: int, console: Callable[..., Client]
) -> None:
    act(
        console("window"),
        "applications",
        case,
        "amend",
        reason="笔误",
        **{"power.main_capacity-value": "7654321", "power.main_capacity-unit": "kVA"},
    )
    assert of(case, "power").attrs["main_capacity"]["value"] == "7654321"
    assert "7654321" in console("power").get(f"/tickets/show/{of(case, 'power').id}").text
    for url in (f"/applications/show/{case}", f"/tickets/show/{of(case, 'water').id}"):
        assert "7654321" not in console("water").get(url).text, url


def test_waiting_ticket_is_invisible_to_its_utility(console: Callable[..., Client]) -> None:
    draft = entered()
    water = console("water")
    assert water.get(f"/applications/show/{draft}").status_code == 404
    assert water.get(f"/tickets/show/{of(draft, 'water').id}").status_code == 404


def test_another_outlets_application_is_not_there(console: Callable[..., Client]) -> None:
    mine = entered("online", channel="online")
    assert console("online").get(f"/applications/show/{mine}").status_code == 200
    assert console("window").get(f"/applications/show/{mine}").status_code == 404


def test_leaders_see_personal_values_masked(case: int, console: Callable[..., Client]) -> None:
    words = main_of(console("leader").get(f"/applications/show/{case}").text)
    assert "139****1234" in words
    for whole in ("13905641234", "王建国", "创业路18号"):
        assert whole not in words, whole
    assert application(case).phone == form()["phone"]
