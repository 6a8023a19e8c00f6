"""Joint works on the pages of a case: who builds when, who waits for whom, what sets the date."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.stories import WAY, carried, dispatched, do, ticket_of

Console = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def case() -> int:
    """Gas waits for water, both under construction."""
    row_id = dispatched()
    for one in ("gas", "water"):
        carried(row_id, one, WAY[:6])
    on = ticket_of(row_id, "water").number
    gas = ticket_of(row_id, "gas").id
    do("tickets", "wait_for", gas, "gas", ticket=on, reason="共用管沟")
    return row_id


def test_office_sees_who_waits_and_which_ticket_sets_the_date(console: Console, case: int) -> None:
    said = main_of(console("coordinator").get(f"/applications/show/{case}/works").text)
    for one in ("供水企业，至其施工结束", "共用管沟", "决定总工期", "预计全部接通"):
        assert one in said


def test_utility_sees_of_the_others_when_and_for_whom_and_nothing_else(
    console: Console, case: int
) -> None:
    gas, water = (ticket_of(case, one) for one in ("gas", "water"))
    page = console("gas").get(f"/tickets/show/{gas.id}/works").text
    assert f"/tickets/show/{gas.id}" in page
    assert "供水企业" in page
    assert f"/tickets/show/{water.id}" not in page
    assert water.number not in page
