"""Views of lists: kept by people, shared as far as they may, the rows always each reader's own."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.people.models import SavedView, StaffProfile, User
from tests.console.reading import tickets_in, version_in
from tests.support.clients import Client
from tests.workflow.stories import dispatched

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
WATER = "_flt_0_service=water"
TAB = re.compile(r'<nav class="lb-tabs".*?</nav>', re.DOTALL)


def save(
    client: Client, name: str, query: str = WATER, *, pinned: bool = False, **told: Any
) -> Any:
    """Save a view of the tickets by the page that offers it, and pin it by its button."""
    url = f"/views/new?list=TicketView&query={quote(query)}"
    answer = client.submit(url, {"version": "1", "name": name, "sharing": "mine", **told})
    if pinned:
        pk = saved(db.session, name).id
        db.session.rollback()
        press(client, pk, "pin")
    return answer


def press(client: Client, view: int, how: str, back: str = "/tickets/list/") -> Any:
    """One of the buttons beside the tabs."""
    sent = {"csrf_token": client.token("/tickets/list/"), "do": how, "next": back}
    return client.post(f"/views/pin/{view}", data=sent)


def saved(session: Any, name: str) -> Any:
    session.rollback()
    return session.scalar(select(SavedView).where(SavedView.name == name))


def tabs_of(page: str) -> list[str]:
    found = TAB.search(page)
    words = re.findall(r"<a [^>]*>\s*([^<]+?)\s*<", found.group()) if found else []
    return [unescape(one) for one in words]


@pytest.mark.engines
def test_view_of_the_office_shows_everybody_rows_of_their_own(
    console: Console, session: Any
) -> None:
    case = dispatched()
    office = console("coordinator")
    answer = save(office, "Water", "_flt_0_state=dispatched", sharing="everyone", pinned=True)
    assert answer.status_code == 302
    row = saved(session, "Water")
    shown = office.get(f"/views/{row.id}", follow_redirects=True).text
    assert len(tickets_in(shown)) == 6
    assert tabs_of(shown) == ["全部", "Water"]
    gas = console("gas")
    opened = gas.get(f"/views/{row.id}", follow_redirects=True).text
    assert len(tickets_in(opened)) == 1
    assert "Water" in opened
    assert case
    assert gas.get(f"/views/change/{row.id}").status_code == 403, "seen, but not theirs"
    sent = {
        "csrf_token": gas.token("/tickets/list/"),
        "version": 1,
        "name": "Mine",
        "sharing": "mine",
    }
    for way in ("change", "remove"):
        assert gas.post(f"/views/{way}/{row.id}", data=sent).status_code == 403
    assert saved(session, "Water") is not None


def test_view_is_kept_for_whom_it_was_shared_with(console: Console, session: Any) -> None:
    water, other = console("water"), console("gas")
    save(water, "Own")
    own = saved(session, "Own")
    assert water.get(f"/views/{own.id}").status_code == 302
    assert other.get(f"/views/{own.id}").status_code == 404
    assert console("coordinator").get(f"/views/{own.id}").status_code == 404
    refused = save(water, "For all", sharing="everyone")
    assert saved(session, "For all").sharing == "mine", "a clerk isn't asked"
    assert refused.status_code == 302
    water_id = select(User.id).where(User.username == "water").scalar_subquery()
    session.execute(
        StaffProfile.__table__.update().where(StaffProfile.user_id == water_id).values(leads=True)
    )
    session.commit()
    save(water, "Ours", sharing="organisation")
    ours = saved(session, "Ours")
    assert (ours.sharing, ours.organisation_id is None) == ("organisation", False)
    assert other.get(f"/views/{ours.id}").status_code == 404
    assert save(water, "All", sharing="everyone").status_code == 422
    assert console("auditor").get(f"/views/{own.id}").status_code == 404


def test_names_are_told_apart_where_they_are_seen_together(console: Console, session: Any) -> None:
    office = console("coordinator")
    assert save(office, "Due", sharing="everyone").status_code == 302
    assert save(office, "Due", sharing="everyone").status_code == 422
    assert save(office, "Due", sharing="mine").status_code == 302
    assert save(console("gas"), "Due").status_code == 302
    assert save(office, "").status_code == 422
    again = text(
        "INSERT INTO saved_view (list_name, name, query, sharing, owner_id, version, created_at,"
        " updated_at) SELECT list_name, name, query, sharing, owner_id, 1, created_at, updated_at"
        " FROM saved_view"
    )
    with pytest.raises(IntegrityError):
        session.execute(again)


def test_view_keeps_what_is_shown_and_is_replaced_by_what_is_shown_later(
    console: Console, session: Any
) -> None:
    dispatched()
    office = console("coordinator")
    query = f"{WATER}&_oc_TicketView=due_at&_od_TicketView=desc&_cols_TicketView=number,stage"
    save(office, "Kept", f"{query}&psize_TicketView=10", pinned=True)
    row = saved(session, "Kept")
    page = office.get(f"/views/{row.id}", follow_redirects=True).text
    heads = re.findall(r"<th scope=\"col\"[^>]*>(?:<a [^>]*>)?([^<]+)", page)
    assert heads == ["编号", "环节"]
    assert "lb-changed" not in page
    moved = office.get(f"/tickets/list/?_flt_0_service=gas&_view_={row.id}").text
    assert "lb-changed" in moved
    link = re.search(r'href="([^"]*/views/change/[^"]+)"', moved)
    assert link
    url = unescape(link.group(1))
    sent = {"version": version_in(office.get(url).text), "name": "Gas", "sharing": "mine"}
    assert office.submit(url, {**sent, "replace": "y"}).status_code == 302
    assert office.submit(url, {**sent, "replace": "n"}).status_code == 412, "somebody was quicker"
    assert "_flt_0_service=gas" in saved(session, "Gas").query
    gone = office.submit(f"/views/remove/{row.id}", {"version": 2})
    assert gone.status_code == 302
    assert office.get(f"/views/{row.id}").status_code == 404
    assert tabs_of(office.get("/tickets/list/").text) == []


def test_view_outlives_a_column_and_a_filter(console: Console, session: Any) -> None:
    dispatched()
    office = console("coordinator")
    save(office, "Old", pinned=True)
    row = saved(session, "Old")
    row.query = "_cols_TicketView=number,gone&_flt_0_gone=1&_flt_0_state=none&_oc_TicketView=gone"
    session.commit()
    page = office.get(f"/views/{row.id}", follow_redirects=True)
    assert page.status_code == 200
    assert "已不存在" in page.text
    assert len(tickets_in(page.text)) == 6
    assert office.get("/tickets/list/").status_code == 200


def test_tabs_stand_in_the_order_their_reader_gave_them(console: Console, session: Any) -> None:
    gas = console("gas")
    for name in ("A", "B", "C"):
        save(gas, name, f"_flt_0_number={name}", pinned=True)
    ids = {name: saved(session, name).id for name in "ABC"}
    for name, how in (("C", "left"), ("A", "right"), ("B", "unpin"), ("C", "nothing")):
        answer = press(gas, ids[name], how, "//evil.example/")
        assert answer.location == "/tickets/list/"
    assert tabs_of(gas.get("/tickets/list/").text) == ["全部", "C", "A"]
    token = gas.token("/tickets/list/")
    sent = {"csrf_token": token, "column": ["state"], "density": "compact"}
    gas.post("/tickets/arrange", data=sent)
    assert tabs_of(gas.get("/tickets/list/").text) == ["全部", "C", "A"]
    assert tabs_of(console("water").get("/tickets/list/").text) == []


def test_view_is_pinned_and_unpinned_by_one_button_of_its_list(console: Console) -> None:
    gas = console("gas")
    save(gas, "Mine")
    pk = saved(db.session, "Mine").id
    opened = f"/tickets/list/?{WATER}&_view_={pk}"
    for how, name in (("pin", "固定为标签"), ("unpin", "取消固定")):
        page = gas.get(opened).text
        bar = page[page.index("lb-viewbar__tools") :].split("</form>")[0]
        assert f'value="{how}"' in bar
        assert name in bar
        assert f'href="http://localhost/views/{pk}"' in bar, "the link, whoever has no script"
        assert press(gas, pk, how, opened).location == opened
    assert tabs_of(gas.get("/tickets/list/").text) == []


def test_views_are_listed_with_what_their_owner_can_do(console: Console) -> None:
    save(console("coordinator"), "Everybody's", sharing="everyone")
    save(console("water"), "Own")
    seen = console("water").get("/views/list/").text
    assert "Own" in seen
    assert "Everybody&#39;s" in seen
    assert len(re.findall(r"/views/change/", seen)) == 1
    assert "Own" not in console("gas").get("/views/list/").text
    assert "Everybody&#39;s" not in console("auditor").get("/views/list/").text
