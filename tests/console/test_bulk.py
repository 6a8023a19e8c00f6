"""Many rows at once: a dry run, the deed, another try for those left out, and the way back."""

from __future__ import annotations

import contextvars
import re
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from flask import before_render_template
from sqlalchemy import func, select

from app.console import whole_view
from app.extensions import db
from app.journal.models import Event, PerformedRequest
from app.tickets.models import Ticket
from app.workflow.door import Ref, perform
from tests.console.reading import main_of, version_in
from tests.support.clients import Client
from tests.workflow.stories import dispatched, do, ticket_of, who
from tests.workflow.test_races import at_once

Console = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("session")
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')
REASON = "等待客户备料"


def tickets(count: int, claimed: int = 0) -> list[Ticket]:
    """Tickets of the water utility; the first of them claimed already."""
    made = [ticket_of(dispatched(services={"water": {}}), "water").id for _ in range(count)]
    for one in made[:claimed]:
        do("tickets", "claim", one, "water")
    return [db.session.get_one(Ticket, one) for one in made]


def states(rows: list[int]) -> list[str]:
    db.session.rollback()
    return [db.session.get_one(Ticket, one).state.value for one in rows]


def begin(client: Client, verb: str, ids: list[int]) -> Any:
    sent = {"csrf_token": client.token("/tickets/list/"), "rowid": ids, "ask": verb}
    return client.post("/tickets/action_post", data=sent)


def forms(page: str, action: str) -> list[dict[str, Any]]:
    """What the forms of a page that go to this address send along."""
    found = []
    for one in re.findall(rf'<form[^>]*action="{action}".*?</form>', page, re.DOTALL):
        data: dict[str, Any] = {}
        for name, value in HIDDEN.findall(one):
            data.setdefault(name, []).append(value)
        found.append(data)
    return found


def do_bulk(client: Client, verb: str, ids: list[int], **data: Any) -> Any:
    url = f"/actions/tickets/bulk/{verb}"
    (form,) = forms(begin(client, verb, ids).text, url)
    return client.post(url, data=form | data)


def test_dry_run_counts_and_names_whom_it_leaves_out_before_anything_is_done(
    console: Console,
) -> None:
    rows = tickets(3, claimed=1)
    ids = [one.id for one in rows]
    said = begin(console("water"), "claim", ids).text
    assert "2 件可办理，1 件不可办理" in main_of(said)
    left_out = said[said.index('class="lb-leftout"') :]
    assert rows[0].number in left_out[: left_out.index("</ul>")]
    assert "供水办件员" in left_out[: left_out.index("</ul>")], "who was quicker is told"
    assert states(ids) == ["in_progress", "dispatched", "dispatched"]


def test_where_none_can_be_done_nothing_is_asked(console: Console) -> None:
    (row,) = tickets(1, claimed=1)
    said = begin(console("water"), "claim", [row.id]).text
    assert "data-action-form" not in said
    assert "0 件可办理，1 件不可办理" in main_of(said)


def test_bulk_does_what_it_can_and_the_rest_is_tried_again_alone(console: Console) -> None:
    ids = [one.id for one in tickets(3, claimed=1)]
    water = console("water")
    page = do_bulk(water, "suspend", ids, reason=REASON).text
    assert states(ids) == ["suspended", "dispatched", "dispatched"]
    (again,) = forms(page, "/actions/tickets/bulk/suspend")
    assert set(map(int, again["rowid"])) == set(ids[1:])
    assert again["reason"] == [REASON], "what was typed goes along"
    do("tickets", "claim", ids[1], "water")
    page = water.post("/actions/tickets/bulk/suspend", data=again).text
    assert "1 件成功，1 件未执行" in main_of(page)
    assert states(ids) == ["suspended", "suspended", "dispatched"]


def begin_with_all(client: Client, verb: str, query: str) -> Any:
    page = client.get(f"/tickets/list/?{query}").text
    (form,) = forms(page, "/tickets/action_post")
    return client.post("/tickets/action_post", data=form | {"whole": "y", "ask": verb})


WAITING = "_flt_0_state=dispatched"


def test_all_rows_of_a_list_are_done_not_only_those_of_its_page(console: Console) -> None:
    ids = [one.id for one in tickets(27, claimed=1)]
    water, url = console("water"), "/actions/tickets/bulk/claim"
    assert "全部 26 件" in water.get(f"/tickets/list/?{WAITING}").text
    page = begin_with_all(water, "claim", WAITING).text
    assert "26 件可办理，0 件不可办理" in main_of(page)
    assert states(ids).count("dispatched") == 26, "nothing is done yet"
    (form,) = forms(page, url)
    do("tickets", "claim", ids[5], "water")
    late = ticket_of(dispatched(services={"water": {}}), "water").id
    for _ in range(2):  # sent twice, done once
        said = main_of(water.post(url, data=form).text)
        assert "25 件成功，1 件未执行" in said
        assert "已不在列表中" in said
    assert set(states(ids)) == {"in_progress"}
    assert states([late]) == ["dispatched"], "what came later was not looked at"
    claims = select(func.count()).select_from(Event).where(Event.verb == "claim")
    assert db.session.scalar(claims) == 27


def test_more_rows_than_one_deed_takes_are_refused_before_anything(
    console: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    tickets(27)
    water = console("water")
    monkeypatch.setattr(whole_view, "MOST", 26)
    sent = {"csrf_token": water.token("/tickets/list/"), "whole": "y", "query": "", "ask": "claim"}
    assert "data-whole" not in water.get("/tickets/list/").text
    answer = water.post("/tickets/action_post", data=sent)
    assert answer.status_code == 422
    assert "26" in main_of(answer.text)


def test_same_form_sent_again_answers_what_it_did(console: Console) -> None:
    ids = [one.id for one in tickets(3, claimed=1)]
    water, url = console("water"), "/actions/tickets/bulk/claim"
    (form,) = forms(begin(water, "claim", ids).text, url)
    first, second = (main_of(water.post(url, data=form).text) for _ in range(2))
    head = first[: first.index("结果")]
    assert second.startswith(head)
    db.session.rollback()
    count = select(func.count()).select_from(Event).where(Event.verb == "claim")
    assert db.session.scalar(count) == 3


@pytest.mark.engines
def test_two_clicks_at_the_same_moment_are_one_deed(app: Any, console: Console) -> None:
    row = tickets(1)[0].id
    url = f"/actions/tickets/{row}/claim"
    clients = [console("water") for _ in range(2)]
    page = clients[0].get(url).text
    (form,) = forms(page, url)
    tokens = [one.token(url) for one in clients]
    db.session.rollback()

    def click(client: Client, token: str) -> Callable[[], Any]:
        return lambda: client.post(url, data=form | {"csrf_token": token})

    answers = at_once(app, *map(click, clients, tokens))
    assert [one.location for one in answers] == [f"/tickets/show/{row}"] * 2
    db.session.rollback()
    assert db.session.scalar(select(func.count()).where(Event.verb == "claim")) == 1
    assert db.session.scalar(select(func.count()).select_from(PerformedRequest)) == 1


@pytest.mark.engines
def test_nobody_waits_for_a_dialog_that_is_being_drawn(app: Any, console: Console) -> None:
    row = tickets(1)[0].id
    water, url, errors = console("water"), f"/actions/tickets/{row}/claim", []
    water.get(url)
    db.session.rollback()

    def deed() -> None:
        with app.app_context():
            (done,) = perform("tickets", "claim", [Ref(row)], who("water"), {})
            errors.append(done.error)
            db.session.remove()

    def meanwhile(_app: Any, template: Any, **_more: Any) -> None:
        if template.name == "lianban/action.html":
            rival = Thread(target=contextvars.Context().run, args=(deed,), daemon=True)
            rival.start()
            rival.join(10)

    with before_render_template.connected_to(meanwhile, app):
        water.get(url)
    assert errors == [None], "the rehearsal's locks are gone before the page is made"


def test_a_changed_form_is_another_request(console: Console) -> None:
    row = tickets(1, claimed=1)[0].id
    water, url = console("water"), f"/actions/tickets/{row}/suspend"
    (form,) = forms(water.get(url).text, url)
    assert water.post(url, data=form | {"reason": REASON}).status_code == 302
    assert water.post(url, data=form | {"reason": REASON}).status_code == 302
    assert water.post(url, data=form | {"reason": "别的原因"}).status_code == 412


def test_preview_follows_what_is_typed_and_changes_nothing(console: Console) -> None:
    row = tickets(1, claimed=1)[0].id
    water, url = console("water"), f"/actions/tickets/{row}/suspend"
    page = water.get(url).text
    sent = {"csrf_token": water.token(url), "version": version_in(page)}
    assert "在办" in page[page.index("data-foretold") :]
    assert "暂停计时" not in page[page.index("data-foretold") :]
    part = water.post(url, data={**sent, "reason": REASON, "preview": "part"}).text
    assert "暂停计时" in part
    assert "<form" not in part
    whole = water.post(url, data={**sent, "reason": REASON, "preview": "page"}).text
    assert REASON in whole[whole.index("<textarea") :]
    assert states([row]) == ["in_progress"]


def test_bulk_asks_again_when_something_required_is_missing(console: Console) -> None:
    row = tickets(1)[0].id
    water = console("water")
    answer = do_bulk(water, "send_back", [row], note="x")
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.text
    assert answer.text.count('name="rowid"') == 1


@pytest.mark.engines
def test_dialog_preview_and_result_cost_the_same_for_any_number_of_rows(
    console: Console, statements: Callable[[], Any]
) -> None:
    ids = [one.id for one in tickets(12)]
    water, url = console("water"), "/actions/tickets/bulk/claim"
    begin(water, "claim", ids[:1])
    costs: dict[str, list[int]] = {}
    for some in (ids[:2], ids[2:]):
        with statements() as said:
            page = begin(water, "claim", some).text
        costs.setdefault("dialog", []).append(len(said))
        (form,) = forms(page, url)
        with statements() as said:
            water.post(url, data=form | {"preview": "part"})
        costs.setdefault("preview", []).append(len(said))
        with statements() as said:
            water.post(url, data=form)
        costs.setdefault("result", []).append(len(said))
    assert all(few == many for few, many in costs.values()), costs
