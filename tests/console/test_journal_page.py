"""What the journal shows of one event."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched

pytestmark = pytest.mark.usefixtures("session")


def test_event_is_told_in_words_not_in_columns(console: Callable[..., Client]) -> None:
    dispatched()
    auditor = console("auditor")
    pages = re.findall(r'href="(/journal/show/\d+)"', auditor.get("/journal/list/").text)
    words = "".join(main_of(auditor.get(one).text) for one in pages)
    for told in ("首接人员", "受理时间", "主供容量", "630 千伏安", "县供电公司", "移动"):
        assert told in words
    for column in ("first_receiver_id", "accepted_at", "main_capacity", "organisation_id"):
        assert column not in words


@pytest.mark.engines
def test_events_are_found_by_the_number_of_their_record(console: Callable[..., Client]) -> None:
    case, other = application(dispatched()), application(dispatched())
    auditor = console("auditor")

    def found(typed: str) -> list[str]:
        page = auditor.get(f"/journal/list/?_flt_0_subject_id={typed}&psize_JournalView=100").text
        return re.findall(r'data-label="编号"[^>]*>([^<]+)', page)

    numbers = {case.number, *(one.number for one in case.tickets)}
    assert set(found(case.number)) == numbers
    assert set(found(f"{case.number}-s")) == {f"{case.number}-S"}
    assert found("no such number") == []
    assert other.number in found("")
    assert found("window%") == []
