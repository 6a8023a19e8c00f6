"""The timeline of a record can be read by kind: steps, changes, limits, files."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest

from app.console.timeline import OTHER_VERBS
from app.console.timeline_kinds import BY_VERB
from app.workflow.action import ACTIONS
from tests.support.clients import Client
from tests.workflow.permits import ask, at_permits
from tests.workflow.stories import dispatched, do, ticket_of

pytestmark = pytest.mark.usefixtures("session")
KIND = re.compile(r'<a href="([^"]+)" class="lb-chip[^"]*"[^>]*>(\S+) (\d+)</a>')
ITEM = re.compile(r'<p class="lb-timeline__head"><strong>([^<]+)</strong>')


def test_each_kind_shows_as_many_entries_as_it_says(console: Callable[..., Client]) -> None:
    case = dispatched()
    do("applications", "amend", case, "window", contact="王五", reason="联系人变更")
    do("tickets", "urge", ticket_of(case, "power").id, "coordinator", note="请尽快联系")
    client, page = console("window"), f"/applications/show/{case}"
    kinds = KIND.findall(client.get(page).text)
    assert {"全部", "办理步骤", "内容更正", "催办督办"} <= {label for _, label, _ in kinds}
    for url, label, count in kinds:
        shown = ITEM.findall(client.get(unescape(url).partition("#")[0]).text)
        assert len(shown) == int(count), label
    changes = next(url for url, label, _ in kinds if label == "内容更正")
    assert [one.partition(" · ")[0] for one in ITEM.findall(client.get(changes).text)] == ["更正"]


def test_an_unknown_kind_hides_nothing(console: Callable[..., Client]) -> None:
    ticket = ticket_of(dispatched(), "power")
    client, page = console("power"), f"/tickets/show/{ticket.id}"
    whole, odd = (ITEM.findall(client.get(url).text) for url in (page, f"{page}?kind=none"))
    assert whole
    assert whole == odd


def test_what_was_asked_keeps_its_words_when_it_can_be_asked_no_more(
    console: Callable[..., Client],
) -> None:
    ticket = at_permits()
    ask(ticket, "excavation", "planning")
    page = console("power").get(f"/tickets/show/{ticket}").text
    assert "审批事项：建设工程规划许可、城市道路挖掘" in page


def test_what_is_of_a_kind_by_its_name_are_deeds_there_are() -> None:
    verbs = {verb for _, verb in ACTIONS} | set(OTHER_VERBS)
    assert frozenset().union(*BY_VERB.values()) <= verbs
