"""The comment box of a record page (issue 5)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.support.clients import Client
from tests.workflow.stories import dispatched, do, ticket_of, who

pytestmark = pytest.mark.usefixtures("session")


def test_comment_stands_in_the_timeline_with_who_was_mentioned(
    console: Callable[..., Client],
) -> None:
    ticket = ticket_of(dispatched(), "water")
    window, seen = who("window"), {"version": str(ticket.version), "original": "{}"}
    do("tickets", "urge", ticket.id, "coordinator")  # meanwhile: no comment is stale for that
    page, client = f"/tickets/show/{ticket.id}", console("water")
    sent = seen | {"text": "请看红线图", "mentions": str(window.user_id)}
    assert _posted(client, ticket.id, sent) == 302
    said = client.get(page).text
    assert 'class="lb-timeline__note">请看红线图\n' in said
    assert f"{window.name}</p>" in said
    assert "请看红线图" in console("window").get("/notices/list/").text


def test_empty_comment_is_refused_at_its_field(console: Callable[..., Client]) -> None:
    ticket = ticket_of(dispatched(), "water")
    sent = {"version": str(ticket.version), "original": "{}", "text": " "}
    assert _posted(console("water"), ticket.id, sent) == 422


def _posted(client: Client, ticket: int, sent: dict[str, str]) -> int:
    token = client.token(f"/tickets/show/{ticket}")
    answer = client.post(f"/actions/tickets/{ticket}/comment", data=sent | {"csrf_token": token})
    return answer.status_code
