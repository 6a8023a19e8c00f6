"""The first page: each tab counts what its list shows, for every role; the most urgent opens."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from html import unescape
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.access.accounts import NewAccount, add
from app.applications.models import Application
from app.foundation import clock
from app.people.models import SavedView, User
from app.people.states import Sharing
from app.security import PROGRAMS, ROLES
from tests.console.reading import main_of
from tests.support.clients import PASSWORD, Client
from tests.workflow.permits import ask, at_permits
from tests.workflow.seeding import NOW, seed
from tests.workflow.stories import dispatched, do, entered

pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
Console = Callable[..., Client]
TAB = re.compile(
    r'href="/\?queue=([\w.]+)"( aria-current="true")?>(?:<span translate="no">)?([^<]+)'
    r'(?:</span> )?<span class="lb-count"[^>]*>([\d+]+)<'
)
OPEN = re.compile(r'<h2 id="queue">.*?</h2><a href="([^"]+)"')
SHOWN = re.compile(r'class="lb-list__count">\s*(?:\d+–\d+, )([\d+]+)')
ROW = re.compile(r'<a class="lb-row-link" href="([^"]+)"')
MADE = ("regulator", "township")
ACCOUNTS = {
    **{one: one for one in ("coordinator", "window", "online", "leader", "auditor", "admin")},
    "utility": "power",
    "department": "citymgmt",
    **{one: one for one in MADE},
}
"""Role → who has it."""
SIGNED = [one for role, one in ACCOUNTS.items() if role not in MADE]
SEVERAL = ("window", "utility", "department", "regulator", "leader")
PINS = [
    *(("TicketView", f"_flt_0_state={one}") for one in ("dispatched", "in_progress", "completed")),
    *(("TicketView", f"_flt_0_service={one}") for one in ("water", "power")),
    ("TicketView", "_flt_0_marked=supervised&_oc_TicketView=number&_od_TicketView=desc"),
    ("ApplicationView", "_flt_0_state=in_progress&_cols_ApplicationView=number,enterprise"),
    ("ApplicationView", "_flt_0_gone=1"),
    ("ApplicationView", ""),
    ("ApprovalView", "_flt_0_state=requested"),
    ("JournalView", "_flt_0_verb=dispatch"),
    ("OrganisationView", "_flt_0_kind=utility"),
    ("OutletView", ""),
    ("NoticeView", ""),
    ("MeetingActionView", "_flt_0_standing=overdue"),
]
SEEDS = [7, *(pytest.param(one, marks=pytest.mark.full) for one in (11, 23, 42))]
MOST = 8
SINCE = "上次离开后的变化"


def tabs(page: str) -> dict[str, str]:
    """Code → count."""
    return {code: count for code, _, _, count in TAB.findall(page)}


def current(page: str) -> list[str]:
    return [code for code, here, _, _ in TAB.findall(page) if here]


def at(client: Client, instant: datetime) -> Client:
    client.at = instant
    return client


def listed(client: Client, url: str) -> tuple[str, list[str]]:
    """How many rows a list says it has, and the rows of its first page."""
    page = client.get(url, follow_redirects=True).text
    found = SHOWN.search(page)
    return found.group(1) if found else "0", ROW.findall(page)


def people(session: Any) -> list[str]:
    """An account of every role of the console, and one that has several."""
    assert set(ROLES) - PROGRAMS == set(ACCOUNTS)
    town = session.scalar(select(Application.township).order_by(Application.id))
    add(session, NewAccount("regulator", "R", ("regulator",), "housing"), PASSWORD)
    add(session, NewAccount("township", "T", ("township",), township=town), PASSWORD)
    add(session, NewAccount("several", "S", SEVERAL, "planning"), PASSWORD)
    return [*ACCOUNTS.values(), "several"]


def pin(session: Any, account: str, chosen: Sequence[tuple[str, str]]) -> None:
    """These lists, asked so, are views that the account pinned."""
    user = session.scalar(select(User).where(User.username == account))
    kept: dict[str, Any] = {}
    for at, (name, query) in enumerate(chosen):
        mine = {"sharing": Sharing.mine, "owner_id": user.id}
        view = SavedView(list_name=name, name=f"{account} {len(chosen)}.{at}", query=query, **mine)
        session.add(view)
        session.flush()
        kept.setdefault(name, {"pins": []})["pins"].append(view.id)
    user.profile.arrangements = kept


@pytest.mark.parametrize("number", SEEDS)
def test_each_tab_counts_what_its_list_shows(
    app: Flask, session: Any, console: Console, number: int
) -> None:
    with app.app_context():
        seed(40, number)
    accounts, chance = people(session), Random(number)  # noqa: S311  # examples, not secrets
    for account in accounts:
        pin(session, account, chance.sample(PINS, 5))
    session.commit()
    seen: set[str] = set()
    for account in accounts:
        client = at(console(account), NOW)
        told = TAB.findall(client.get("/").text)
        assert len(told) == len({code for code, *_ in told}), "no tab twice"
        for code, _, label, count in told:
            page = client.get(f"/?queue={code}").text
            total, rows = listed(client, unescape(OPEN.findall(page)[0]))
            assert (account, code, label, count) == (account, code, label, total)
            assert ROW.findall(page) == rows[:10], code
            assert current(page) == [code]
            seen |= {code} if count != "0" else set()
    assert len([one for one in seen if not one.startswith("pinned")]) > 12, "most are filled"
    assert len([one for one in seen if one.startswith("pinned")]) > 20, "many are filled"


def test_views_that_were_pinned_are_tabs_as_many_as_are_overlooked(
    session: Any, console: Console, statements: Callable[[], Any]
) -> None:
    dispatched()
    client, sent = console("power"), []
    for many in (1, 15):
        pin(session, "power", [("TicketView", "_flt_0_state=dispatched")] * many)
        session.commit()
        client.get("/")
        with statements() as said:
            shown = tabs(client.get("/").text)
        sent.append(len(said))
        found = [count for code, count in shown.items() if code.startswith("pinned.")]
        assert found == ["1"] * min(many, 10)
    assert sent[0] == sent[1], "however many are pinned"
    assert 'translate="no">power 15.0<' in client.get("/").text, "as its owner named it"
    assert "pinned" not in console("power2").get("/").text


def test_the_most_urgent_queue_that_is_not_empty_opens(console: Console) -> None:
    window = console("window")
    assert current(window.get("/").text) == ["ApplicationView.overdue"]
    assert "这里没有待办" in main_of(window.get("/").text)
    case = entered()
    do("applications", "submit", case, "window")
    assert current(window.get("/").text) == ["ApplicationView.submitted"]
    dispatched()
    assert current(console("power").get("/").text) == ["TicketView.dispatched"]


def test_only_who_decides_approvals_is_asked_to(console: Console) -> None:
    ask(at_permits(), "planning", "excavation")
    assert "行政审批 · 待我审核" in main_of(console("citymgmt").get("/").text)
    for account in ("leader", "window"):
        page = console(account).get("/?queue=ApprovalView.requested").text
        assert tabs(page)["ApprovalView.requested"] == "2", "of two departments"
        assert "行政审批 · 待审批" in main_of(page)


def test_others_deeds_since_the_last_visit_are_told(console: Console) -> None:
    power = at(console("power"), NOW)
    assert SINCE not in main_of(power.get("/").text), "there was no visit before"
    with clock.frozen(NOW + timedelta(hours=1)):
        dispatched()
    at(power, NOW + timedelta(hours=2))
    first, again = (main_of(power.get("/").text).partition(SINCE)[2] for _ in range(2))
    assert "派单" in first
    assert first == again, "a reload takes nothing away"


def test_counts_are_answered_alone_and_only_when_they_changed(console: Console) -> None:
    power = console("power")
    first = power.get("/desk/counts")
    assert first.json["result"]["TicketView.dispatched"] == "0"
    tag = {"If-None-Match": first.headers["ETag"]}
    assert power.get("/desk/counts", headers=tag).status_code == 304
    dispatched()
    assert power.get("/desk/counts", headers=tag).json["result"]["TicketView.dispatched"] == "1"


@pytest.mark.parametrize("account", SIGNED)
def test_the_desk_costs_eight_statements_at_most(
    app: Flask, console: Console, statements: Callable[[], Any], account: str
) -> None:
    with app.app_context():
        seed(12)
    client = console(account)
    client.get("/")
    for hours in (1, 2):
        with statements() as said:
            assert at(client, NOW + timedelta(hours=hours)).get("/").status_code == 200
        sent = [one for one in said if not one.startswith(("BEGIN", "COMMIT"))]
        assert len(sent) <= MOST, sent
