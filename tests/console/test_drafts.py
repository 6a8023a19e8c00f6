"""What somebody types is kept until it is sent: for its owner, a week, and never as a record."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.applications.models import Application
from app.foundation import clock
from app.intake.models import FormDraft
from app.workflow import drafts
from tests.console.forms import WHOLE
from tests.console.reading import version_in
from tests.console.test_merging import carried
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, do

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
Console = Callable[..., Client]
ADD, NEW = "/applications/add", "/drafts/applications/create/0"


def saved(client: Client, page: str, url: str, **typed: Any) -> Any:
    return client.post(url, data={"csrf_token": client.token(page), **typed})


def test_a_new_application_goes_on_where_it_was_left(console: Console, session: Any) -> None:
    window = console("window")
    answer = saved(window, ADD, NEW, enterprise="霍邱县未完公司", services=["water"])
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved"])
    assert session.scalar(select(func.count()).select_from(Application)) == 0
    page = window.get(ADD).text
    assert answer.json["saved"] in page
    assert "霍邱县未完公司" not in page, "it is offered, not forced upon anybody"
    page = window.get(f"{ADD}?draft=1").text
    assert 'value="霍邱县未完公司"' in page
    window.submit(ADD, {**WHOLE, "drafted": "1"})
    session.rollback()
    assert session.scalars(select(FormDraft)).all() == []


def test_a_draft_is_its_owners_alone(console: Console) -> None:
    saved(console("window"), ADD, NEW, enterprise="霍邱县未完公司")
    for other in ("window2", "coordinator"):
        assert "霍邱县未完公司" not in console(other).get(f"{ADD}?draft=1").text
    assert saved(console("power"), "/", NEW, enterprise="x").status_code in {403, 404}


def test_the_later_draft_takes_the_place_of_the_earlier(console: Console, session: Any) -> None:
    window = console("window")
    for words in ("一", "二"):
        saved(window, ADD, NEW, enterprise=words)
    (draft,) = session.scalars(select(FormDraft))
    assert ["enterprise", "二"] in draft.answers
    assert not {"csrf_token", "intent"} & {name for name, _ in draft.answers}
    window.post(f"{NEW}/discard", data={"csrf_token": window.token(ADD)})
    session.rollback()
    assert session.scalars(select(FormDraft)).all() == []


def test_a_draft_is_merged_with_what_happened_since(console: Console) -> None:
    case = dispatched()
    window, url = console("window"), f"/actions/applications/{case}/amend"
    opened = carried(window.get(url).text)
    typed = {"reason": "笔误", "contact": "赵六", **opened}
    saved(window, url, f"/drafts/applications/amend/{case}", **typed)
    do("applications", "amend", case, "window", reason="first", phone="13905649999")
    page = window.get(f"{url}?draft=1").text
    assert version_in(page) == opened["version"]
    answer = window.submit(url, {**typed, **carried(page)})
    assert answer.status_code == 302
    row = application(case)
    assert (row.contact, row.phone) == ("赵六", "13905649999")


def test_a_record_that_one_does_not_see_has_no_drafts(console: Console) -> None:
    case = dispatched()
    online = console("online")
    url = f"/drafts/applications/amend/{case}"
    assert saved(online, ADD, url, contact="x").status_code == 404
    assert saved(online, ADD, "/drafts/applications/nothing/1").status_code == 404


def test_drafts_expire_and_are_never_too_large(console: Console, session: Any) -> None:
    window = console("window")
    assert saved(window, ADD, NEW, enterprise="x" * 70_000).status_code == 422
    saved(window, ADD, NEW, enterprise="旧")
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert drafts.expire() == 1
    assert drafts.expire() == 0
    session.rollback()
    assert session.scalars(select(FormDraft)).all() == []


def test_saving_costs_few_statements(console: Console, statements: Callable[[], Any]) -> None:
    window = console("window")
    token = window.token(ADD)
    with statements() as said:
        assert window.post(NEW, data={"csrf_token": token, "enterprise": "x"}).status_code == 200
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 3
    for page in (ADD, f"{ADD}?draft=1"):
        with statements() as said:
            window.get(page)
        assert len([one for one in said if not one.startswith("BEGIN")]) <= 8
