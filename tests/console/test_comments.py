"""The comment box of a record page (issue 5)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from sqlalchemy import delete

from app.extensions import db
from app.journal.models import EventPersonal
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
    db.session.rollback()
    db.session.execute(delete(EventPersonal))
    db.session.commit()
    erased = client.get(page).text
    assert "请看红线图" not in erased
    assert "这条评论的文字已清除" in erased
    assert "请看红线图" not in console("window").get("/notices/list/").text


def test_empty_comment_is_refused_at_its_field(console: Callable[..., Client]) -> None:
    ticket = ticket_of(dispatched(), "water")
    sent = {"version": str(ticket.version), "original": "{}", "text": " "}
    assert _posted(console("water"), ticket.id, sent) == 422


def test_mention_of_another_utility_is_refused_in_words_and_keeps_what_was_typed(
    console: Callable[..., Client],
) -> None:
    ticket = ticket_of(dispatched(), "water")
    client, url = console("water"), f"/actions/applications/{ticket.application_id}/comment"
    office, gas = str(who("coordinator").user_id), str(who("gas").user_id)
    sent = {"version": "2", "original": "{}", "text": "请看红线图", "mentions": [office, gas]}
    token = client.token(url)
    answer = client.post(url, data=sent | {"csrf_token": token})
    assert answer.status_code == 422
    assert "只能提到与您一样看得到这条记录的人" in answer.text
    assert who("gas").name not in answer.text
    assert re.search(r">\s*请看红线图</textarea>", answer.text)
    (ticked,) = re.findall(r"<input[^>]* checked[^>]*>", answer.text)
    assert f'value="{office}"' in ticked


def test_an_at_offers_whom_the_comment_may_mention(console: Callable[..., Client]) -> None:
    case = dispatched()
    told = console("water").get(f"/mentions/applications/{case}").json["result"]
    window = {"id": str(who("window").user_id), "letters": "zwdtck", "hint": "县政务服务大厅"}
    assert window | {"name": who("window").name} in told
    assert not {who("gas").name, who("water").name} & {one["name"] for one in told}
    gas = ticket_of(case, "gas").id
    assert console("water").get(f"/mentions/tickets/{gas}").status_code == 404
    assert console("auditor").get(f"/mentions/tickets/{gas}").status_code == 403


def _posted(client: Client, ticket: int, sent: dict[str, str]) -> int:
    token = client.token(f"/tickets/show/{ticket}")
    answer = client.post(f"/actions/tickets/{ticket}/comment", data=sent | {"csrf_token": token})
    return answer.status_code
