"""What the journal shows of one event."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.console.reading import main_of
from tests.support.clients import Client
from tests.workflow.stories import dispatched

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
