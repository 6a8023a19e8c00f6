"""The application's add screen is the official form (DOMAIN §3)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from app.applications.models import Application
from app.tickets.models import Ticket
from tests.console.forms import WHOLE
from tests.support.clients import Client

ADD = "/applications/add"


def sent(client: Client, **changes: Any) -> Any:
    return client.submit(ADD, {**WHOLE, **changes})


def test_whole_form_becomes_a_submitted_application_with_six_tickets(
    console: Callable[..., Client], session: Any
) -> None:
    answer = sent(console("window"))
    assert answer.status_code == 302
    made = session.scalars(select(Application)).one()
    assert made.state == "submitted"
    assert answer.location.endswith(f"/applications/show/{made.id}")
    assert {(one.service, one.option) for one in made.tickets} == {
        ("power", ""),
        ("water", ""),
        ("gas", ""),
        ("telecom", "mobile"),
        ("telecom", "telecom"),
        ("telecom", "unicom"),
    }


def test_draft_is_saved_without_being_submitted(
    console: Callable[..., Client], session: Any
) -> None:
    sent(console("window"), intent="draft")
    assert session.scalars(select(Application.state)).all() == ["draft"]


def test_refused_form_names_each_field_and_loses_nothing(
    console: Callable[..., Client], session: Any
) -> None:
    answer = sent(
        console("window"),
        **{"enterprise": "", "phone": "12", "power-main_capacity-value": "lots"},
    )
    assert answer.status_code == 422
    for field in ("enterprise", "phone", "power-main_capacity"):
        assert f'id="{field}-error"' in answer.text, field
    assert 'value="lots"' in answer.text
    assert 'value="王建国"' in answer.text
    assert 'value="安徽霍邱经济开发区创业路18号"' in answer.text
    ticked = re.findall(r'<input[^>]*checked[^>]*value="(\w+)"', answer.text)
    assert {"owned", "power", "water", "gas", "mobile", "unicom", "new"} <= set(ticked)
    assert session.scalar(select(func.count()).select_from(Application)) == 0


def test_form_without_any_service_says_so_beside_the_boxes(
    console: Callable[..., Client],
) -> None:
    answer = sent(console("window"), services=[])
    assert answer.status_code == 422
    assert 'id="services-error"' in answer.text


def test_telecommunications_without_a_carrier_are_refused(console: Callable[..., Client]) -> None:
    answer = sent(console("window"), **{"telecom-carriers": []})
    assert answer.status_code == 422
    assert 'id="telecom-carriers-error"' in answer.text


def test_answers_of_a_block_that_is_not_ticked_do_not_count(
    console: Callable[..., Client], session: Any
) -> None:
    answer = sent(console("window"), services=["water"], **{"gas-gas_flow": "much"})
    assert answer.status_code == 302
    assert session.scalars(select(Ticket.service)).all() == ["water"]


def test_blocks_stand_in_the_order_of_the_annex(console: Callable[..., Client]) -> None:
    page = console("window").get(ADD).text
    places = [page.index(f'id="block-{one}"') for one in ("basic", "power", "water", "gas")]
    assert places == sorted(places)
    assert page.index('id="block-telecom"') > places[-1]
    assert '"op": "contains", "value": "gas"' in page


def test_channel_begins_as_the_outlet_of_who_enters(console: Callable[..., Client]) -> None:
    chosen = re.compile(r'<option selected value="(\w+)">')
    assert "hall" in chosen.findall(console("window").get(ADD).text)
    assert "online" in chosen.findall(console("online").get(ADD).text)


def test_form_sent_twice_makes_one_application(
    console: Callable[..., Client], session: Any
) -> None:
    window = console("window")
    page = window.get(ADD).text
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)
    assert key
    first, second = (sent(window, key=key.group(1)) for _ in range(2))
    assert first.location == second.location
    assert session.scalar(select(func.count()).select_from(Application)) == 1


def test_utilities_enter_no_applications(console: Callable[..., Client]) -> None:
    assert console("power").get(ADD).status_code == 403
