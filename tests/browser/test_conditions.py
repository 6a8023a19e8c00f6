"""The browser answers conditions as the server does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.catalog.test_conditions import CASES

pytestmark = pytest.mark.browser
ANSWERED = """(cases) => cases.map(({when, values}) => window.lianbanConditions.holds(
  when, (field) => field.split('.').reduce((inside, part) => inside?.[part] ?? null, values)))"""


def test_browser_agrees_with_the_server_on_every_case(person: Callable[[str], Page]) -> None:
    page = person("window")
    page.goto("/applications/add")
    assert page.evaluate(ANSWERED, CASES) == [one["holds"] for one in CASES]
