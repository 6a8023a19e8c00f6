"""A record page costs eight statements at most, and so does each of its tabs, and every list."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask

from app.foundation import clock
from tests.support.clients import Client
from tests.workflow.excavations import MONDAY, Pair, planned
from tests.workflow.permits import ask, latest
from tests.workflow.stories import do, who

Console = Callable[..., Client]
pytestmark = [pytest.mark.usefixtures("session"), pytest.mark.engines]
MOST = 8
TAB = re.compile(r'href="(/(?:tickets|applications|approvals|meetings)/show/\d+(?:/\w+)?)"')


@pytest.fixture
def full() -> Iterator[Pair]:
    """Two cases with a joint dig, one more excavation beside it, and approvals refused once."""
    pair = Pair()
    pair.propose()
    pair.answer("yes")
    with clock.frozen(MONDAY):
        planned(pair.gas, "gas", road="工业路")
        planned(pair.water, "water", road="工业路")
        made = ask(pair.water.id, "planning", "excavation", by="water", road="光明大道")
        do("approvals", "decide", made["excavation"].id, "citymgmt",
           decision="refused", opinion="回填方案不全")  # fmt: skip
        ask(pair.water.id, "excavation", by="water", road="光明大道")
        named = [str(who(one).user_id) for one in ("coordinator", "window")]
        do("tickets", "comment", pair.water.id, "water", text="请看", mentions=named)
        yield pair


@pytest.mark.parametrize(
    ("account", "page"),
    [
        ("water", "/tickets/show/{ticket}"),
        ("coordinator", "/tickets/show/{ticket}"),
        ("window", "/applications/show/{case}"),
        ("water", "/applications/show/{case}"),
        ("citymgmt", "/approvals/show/{approval}"),
        ("water", "/approvals/show/{approval}"),
    ],
)
def test_record_pages_cost_eight_statements_at_most(
    full: Pair, console: Console, statements: Callable[[], Any], account: str, page: str
) -> None:
    ids = {"ticket": full.water.id, "case": full.water.application_id,
           "approval": latest(full.water.id)["excavation"].id}  # fmt: skip
    client, url = console(account), page.format(**ids)
    tabs = {one for one in TAB.findall(client.get(url).text) if one.startswith(url)}
    for tab in (url, *sorted(tabs)):
        with statements() as said:
            assert client.get(tab).status_code == 200
        sent = [one for one in said if not one.startswith("BEGIN")]
        assert len(sent) <= MOST, (tab, sent)


def lists(app: Flask) -> list[str]:
    """The address of every list of the console."""
    rules = (one for one in app.url_map.iter_rules() if one.endpoint.endswith(".list"))
    return sorted(one.rule for one in rules if not one.rule.startswith("/api/"))


def test_every_list_of_the_console_costs_eight_statements_at_most(
    app: Flask, full: Pair, console: Console, statements: Callable[[], Any]
) -> None:
    assert full, "there is something to show"
    readers, unread = [console(one) for one in ("coordinator", "admin", "auditor")], []
    for url in lists(app):
        codes = []
        for client in readers:
            client.get(url)
            with statements() as said:
                codes.append(client.get(url).status_code)
            sent = [one for one in said if not one.startswith("BEGIN")]
            assert len(sent) <= MOST, (url, [one[:300] for one in sent])
        unread += [url] if 200 not in codes else []
    assert unread == []
