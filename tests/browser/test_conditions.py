"""The browser answers conditions as the server does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.catalog.test_conditions import CASES

pytestmark = pytest.mark.browser
ANSWERED = """(cases) => cases.map(({when, values}) => window.lianbanConditions.holds(
  when, (field) => field.split('.').reduce((inside, part) => inside?.[part] ?? null, values)))"""


def test_browser_agrees_with_the_server_on_every_case(person: Callable[[str], Page]) -> None:
    page = person("window")
    page.goto("/applications/add")
    assert page.evaluate(ANSWERED, CASES) == [one["holds"] for one in CASES]


def test_a_field_is_hidden_with_what_it_depends_on(person: Callable[[str], Page]) -> None:
    page = person("window")
    page.goto("/applications/add")
    page.evaluate(
        """(conditions) => conditions.forEach(([name, when]) => {
          const cell = document.getElementsByName(name)[0].closest('.lb-cell');
          cell.dataset.shownIf = JSON.stringify(when);
        })""",
        [
            ["power-main_capacity-value", {"field": "business_type", "op": "eq", "value": "new"}],
            [
                "power-backup_capacity-value",
                {"field": "main_capacity.value", "op": "ge", "value": 160},
            ],
        ],
    )
    page.get_by_role("checkbox", name="用电报装").check()
    kind = page.get_by_role("group", name="用电报装资料")
    main, backup = (
        page.locator(f"[name=power-{one}_capacity-value]") for one in ("main", "backup")
    )
    expect(main).to_be_hidden()
    kind.get_by_role("radio", name="新装").check()
    expect(backup).to_be_hidden()
    main.fill("630")
    expect(backup).to_be_visible()
    kind.get_by_role("radio", name="增容").check()
    expect(main).to_be_hidden()
    expect(backup).to_be_hidden()
