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
from app.people.models import Organisation
from app.sla.models import CalendarVersion
from app.workflow import drafts
from app.workflow.door import Ref, perform
from app.workflow.drafts import Filling, Place, Words
from tests.console.forms import WHOLE
from tests.console.reading import carried, version_in
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, do, who

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
Console = Callable[..., Client]
ADD, NEW = "/applications/add", "/drafts/applications/create/0"
TOKEN = re.compile(r'<input[^>]*name="draft"[^>]*value="([^"]+)"')


def handed_out(client: Client, page: str) -> str:
    """The token of a form that was opened."""
    found = TOKEN.search(client.get(page).text)
    assert found, f"{page} has no draft"
    return found.group(1)


def saved(client: Client, page: str, url: str, **typed: Any) -> Any:
    token = typed.pop("draft", None) or handed_out(client, page)
    return client.post(url, data={"csrf_token": client.token(page), "draft": token, **typed})


def offered(page: str) -> str:
    """What there is to go on with."""
    found = re.search(r"<ul[^>]*data-draft-offers.*?</ul>", page, re.DOTALL)
    assert found, "no drafts on this page"
    return re.sub(r"\s*<[^>]+>\s*", " ", found.group())


def kept(session: Any) -> list[FormDraft]:
    """Drafts with something in them."""
    session.rollback()
    return [one for one in session.scalars(select(FormDraft)) if one.answers]


def test_a_new_application_goes_on_where_it_was_left(console: Console, session: Any) -> None:
    window = console("window")
    token = handed_out(window, ADD)
    typed = {"enterprise": "霍邱县未完公司", "contact": "王建国", "services": ["water"]}
    answer = saved(window, ADD, NEW, draft=token, **typed)
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved"])
    assert session.scalar(select(func.count()).select_from(Application)) == 0
    page = window.get(ADD).text
    assert f"{answer.json['saved']} 的草稿 霍邱县未完公司" in offered(page)
    assert "王建国" not in page, "it is offered, not forced upon anybody"
    page = window.get(f"{ADD}?draft={token}").text
    assert 'value="王建国"' in page
    assert TOKEN.findall(page) == [token]
    window.submit(ADD, {**WHOLE, "draft": token})
    assert kept(session) == []
    assert "的草稿" not in offered(window.get(ADD).text)


def test_two_tabs_with_the_same_form_keep_their_words_apart(console: Console, session: Any) -> None:
    window = console("window")
    one, other = handed_out(window, ADD), handed_out(window, ADD)
    for token, words in ((one, "甲公司"), (other, "乙公司"), (one, "甲有限公司")):
        assert saved(window, ADD, NEW, draft=token, enterprise=words).status_code == 200
    words = offered(window.get(ADD).text)
    assert words.index("甲有限公司") < words.index("乙公司"), "the newest first"
    assert not {"csrf_token", "intent", "draft"} & {name for name, _ in kept(session)[0].answers}
    window.post(f"{NEW}/discard", data={"csrf_token": window.token(ADD), "draft": one})
    (left,) = kept(session)
    assert (left.token, left.title) == (other, "乙公司")
    assert 'value="乙公司"' in window.get(f"{ADD}?draft={other}").text


def test_a_save_that_comes_late_makes_no_draft_of_what_was_sent(
    console: Console, session: Any
) -> None:
    window = console("window")
    early, never = handed_out(window, ADD), handed_out(window, ADD)
    saved(window, ADD, NEW, draft=early, enterprise="一")
    for token in (early, never):
        whole = {**WHOLE, "enterprise": f"霍邱县{token}", "draft": token}
        assert window.submit(ADD, whole).status_code == 302
        assert saved(window, ADD, NEW, draft=token, enterprise="迟到").status_code == 409
    assert kept(session) == []
    assert "迟到" not in window.get(f"{ADD}?draft={early}").text
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert drafts.expire() == 2, "the marks go with the drafts"


def test_a_draft_goes_by_the_transaction_that_does_its_work(session: Any) -> None:
    case, actor = dispatched(), who("window")
    filling = Filling(Place("applications/amend", case), "a-token-of-mine")
    drafts.save(actor, filling, Words(1, [("contact", "赵六")]))
    ref, amended = Ref(case), {"reason": "笔误", "contact": "赵六"}
    (refused,) = perform("applications", "amend", [ref], actor, {}, sent=filling)
    assert refused.error
    assert len(kept(session)) == 1, "what is refused keeps its draft"
    (done,) = perform("applications", "amend", [ref], actor, amended, sent=filling)
    assert done.error is None
    assert kept(session) == []


def test_a_draft_is_its_owners_alone(console: Console) -> None:
    window = console("window")
    token = handed_out(window, ADD)
    saved(window, ADD, NEW, draft=token, enterprise="霍邱县未完公司")
    for other in ("window2", "coordinator"):
        client = console(other)
        assert "霍邱县未完公司" not in client.get(f"{ADD}?draft={token}").text
    saved(console("window2"), ADD, NEW, draft=token, enterprise="别人的")
    assert "霍邱县未完公司" in window.get(f"{ADD}?draft={token}").text
    power = console("power")
    sent = {"csrf_token": power.token("/"), "draft": token}
    assert power.post(NEW, data=sent).status_code in {403, 404}


def test_a_draft_is_merged_with_what_happened_since(console: Console) -> None:
    case = dispatched()
    window, url = console("window"), f"/actions/applications/{case}/amend"
    token, opened = handed_out(window, url), carried(window.get(url).text)
    typed = {"reason": "笔误", "contact": "赵六", "draft": token, **opened}
    saved(window, url, f"/drafts/applications/amend/{case}", **typed)
    do("applications", "amend", case, "window", reason="first", phone="13905649999")
    page = window.get(f"{url}?draft={token}").text
    assert version_in(page) == opened["version"]
    answer = window.submit(url, {**typed, **carried(page)})
    assert answer.status_code == 302
    row = application(case)
    assert (row.contact, row.phone) == ("赵六", "13905649999")
    assert "的草稿" not in offered(window.get(url).text)


def test_a_record_that_one_does_not_see_has_no_drafts(console: Console) -> None:
    case = dispatched()
    online = console("online")
    url = f"/drafts/applications/amend/{case}"
    assert saved(online, ADD, url, contact="x").status_code == 404
    assert saved(online, ADD, "/drafts/applications/nothing/1").status_code == 404
    assert saved(online, ADD, NEW, draft="!", contact="x").status_code == 400


def test_drafts_expire_and_are_never_too_large(console: Console, session: Any) -> None:
    window = console("window")
    assert saved(window, ADD, NEW, enterprise="x" * 70_000).status_code == 422
    saved(window, ADD, NEW, enterprise="旧")
    with clock.frozen(clock.now() + timedelta(days=8)):
        assert drafts.expire() == 1
    assert drafts.expire() == 0
    assert kept(session) == []


def test_saving_costs_few_statements(console: Console, statements: Callable[[], Any]) -> None:
    window = console("window")
    csrf, token = window.token(ADD), handed_out(window, ADD)
    typed = {"csrf_token": csrf, "draft": token, "enterprise": "x"}
    with statements() as said:
        assert window.post(NEW, data=typed).status_code == 200
    assert len([one for one in said if not one.startswith("BEGIN")]) <= 3
    for page in (ADD, f"{ADD}?draft={token}"):
        with statements() as said:
            window.get(page)
        assert len([one for one in said if not one.startswith("BEGIN")]) <= 8


@pytest.mark.parametrize(
    ("noun", "typed"),
    [
        ("organisations", {"name": "东城营业厅"}),
        ("outlets", {"name": "东城窗口"}),
        ("specialists", {"name": "李专员"}),
        ("slarules", {"label-zh": "方案答复（试行）"}),
    ],
)
def test_forms_of_the_office_keep_what_was_typed(
    console: Console, noun: str, typed: dict[str, str]
) -> None:
    coordinator, page = console("coordinator"), f"/{noun}/add"
    token, (words,) = handed_out(coordinator, page), typed.values()
    answer = saved(coordinator, page, f"/drafts/{noun}/add/0", draft=token, **typed)
    assert answer.status_code == 200
    assert words in offered(coordinator.get(page).text)
    assert f'value="{words}"' in coordinator.get(f"{page}?draft={token}").text
    window = console("window")
    sent = {"csrf_token": window.token("/"), "draft": token, **typed}
    assert window.post(f"/drafts/{noun}/add/0", data=sent).status_code == 404


def test_an_entry_is_edited_on_from_its_draft_and_merged(console: Console, session: Any) -> None:
    row = session.scalars(select(Organisation).order_by(Organisation.id)).first()
    coordinator, url = console("coordinator"), f"/organisations/edit/{row.id}"
    sent = {"kind": row.kind, "name": row.name, "sort": row.sort, "active": "true"}
    token, opened = handed_out(coordinator, url), carried(coordinator.get(url).text)
    mine = {**sent, "name": "写了一半", "draft": token, **opened}
    saved(coordinator, url, f"/drafts/organisations/edit/{row.id}", **mine)
    theirs = {**sent, "sort": "77", "version": opened["version"]}
    assert console("coordinator2").submit(url, theirs).status_code == 302
    page = coordinator.get(f"{url}?draft={token}").text
    assert 'value="写了一半"' in page
    answer = coordinator.submit(url, {**mine, **carried(page)})
    assert (answer.status_code, 'value="77"' in answer.text) == (412, True)
    again = {**mine, "sort": "77", **carried(answer.text)}
    assert coordinator.submit(url, again).status_code == 302
    assert kept(session) == []
    session.refresh(row)
    assert (row.name, row.sort) == ("写了一半", 77)


def test_a_day_of_the_calendar_goes_on_where_it_was_left_whatever_the_revision(
    console: Console, session: Any
) -> None:
    coordinator = console("coordinator")
    pk = session.scalars(select(CalendarVersion.id)).one()
    page, other = (f"/calendars/day/{pk}/2026-06-{day}" for day in ("06", "07"))
    token, url = handed_out(coordinator, page), "/drafts/calendars-county/day/20260606"
    assert saved(coordinator, page, url, draft=token, zh="集中办公").status_code == 200
    assert "集中办公" in offered(coordinator.get(page).text)
    assert "集中办公" not in offered(coordinator.get(other).text)
    assert 'value="集中办公"' in coordinator.get(f"{page}?draft={token}").text
    for nowhere in ("/drafts/calendars/day/1", "/drafts/calendars-nothing/day/1"):
        assert saved(coordinator, page, nowhere, zh="x").status_code == 404
    day = {"kind": "open", "zh": "集中办公", "draft": token}
    answer = coordinator.submit(page, {**day, **carried(coordinator.get(page).text)})
    assert answer.status_code == 302
    assert kept(session) == []
