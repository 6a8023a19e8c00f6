"""How excavations are planned and joined on the screen."""

from __future__ import annotations

import re
from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import actions, finish


def plan(page: Page, road: str, measures: Mapping[str, str], *days: str) -> None:
    """From the first to the last of the days."""
    actions(page).get_by_role("button", name="制定开挖计划…").click()
    dialog = page.get_by_role("dialog", name="制定开挖计划")
    dialog.get_by_role("button", name=road, exact=True).click()
    for label, value in measures.items():
        dialog.get_by_label(label).fill(value)
    dialog.get_by_role("radio", name="沥青").check()
    for label, day in zip(("首日", "末日"), days, strict=True):
        dialog.get_by_label(label).fill(day)
    finish(dialog, "制定开挖计划")


def shown(page: Page, title: str) -> Locator:
    """A card of the ticket's excavations."""
    page.get_by_role("link", name="开挖", exact=True).click()
    return page.get_by_role("region", name=title)


def propose(page: Page, *stretches: str) -> None:
    """To dig together with those of these stretches."""
    actions(page).get_by_role("button", name="提议合并开挖…").click()
    dialog = page.get_by_role("dialog", name="提议合并开挖")
    for stretch in stretches:
        dialog.get_by_role("checkbox", name=stretch).check()
    finish(dialog, "提议合并开挖")


def agree(page: Page) -> None:
    """To the joint dig that is proposed."""
    actions(page).get_by_role("button", name="答复合并开挖…").click()
    dialog = page.get_by_role("dialog", name="答复合并开挖")
    dialog.get_by_role("radio", name="是", exact=True).check()
    finish(dialog, "答复合并开挖")


def partners(region: Locator) -> dict[str, list[str]]:
    """Stretch → until when it waits, when its ticket is due, metres saved."""
    table = region.get_by_role("table").filter(has_text="总时限到期")
    expect(table).to_be_visible()
    rows = table.locator("tbody tr").all()
    return {
        found.group(): [_told(row, label) for label in ("等待至", "总时限到期", "少挖米数")]
        for row in rows
        if (found := re.search(r"\d+–\d+", row.inner_text()))
    }


def _told(row: Locator, label: str) -> str:
    return " ".join(row.locator(f"[data-label='{label}']").inner_text().split())
