"""A list costs the same few SQL statements whatever the rows (at most 12)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from app.foundation.clock import now
from app.tickets.models import Ticket
from tests.support.clients import Client
from tests.workflow.stories import dispatched

pytestmark = pytest.mark.engines


def test_lists_stay_within_twelve_statements(
    session: Any,
    api: Callable[[str], Client],
    statements: Callable[[], Any],
    subtests: pytest.Subtests,
) -> None:
    for _ in range(3):
        dispatched()
    session.rollback()
    window, water = api("window"), api("water")
    few = {}
    for client, noun in ((window, "applications"), (water, "applications"), (water, "tickets")):
        with statements() as said:
            assert client.get(f"/api/v1/{noun}/").json["count"] == 3
        few[client, noun] = len(said)
    for _ in range(9):
        dispatched()
    session.rollback()
    for (client, noun), before in few.items():
        with subtests.test(noun), statements() as said:
            page = client.get(f"/api/v1/{noun}/").json
            assert len(page["result"]) == 12
            assert len(said) == before <= 12, said


def test_one_row_and_its_actions_stay_within_twelve_statements(
    session: Any, api: Callable[[str], Client], statements: Callable[[], Any]
) -> None:
    row_id = dispatched()
    session.rollback()
    window = api("window")
    for path in (f"{row_id}", f"{row_id}/actions"):
        with statements() as said:
            assert window.get(f"/api/v1/applications/{path}").status_code == 200
        sent = [one for one in said if not one.startswith(("BEGIN", "COMMIT"))]
        assert len(sent) <= 12, sent


def test_a_light_is_red_one_second_after_due(session: Any, api: Callable[[str], Client]) -> None:
    dispatched()
    for ticket in session.query(Ticket):
        ticket.due_at = now()
    session.commit()
    seen = api("water").get("/api/v1/tickets/").json["result"][0]
    assert seen["light"] == "overdue"
    assert seen["due_at"].endswith("Z")
