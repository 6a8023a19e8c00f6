"""How a utility asks for approvals on the screen, and where it sees the lane."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

from tests.browser.people import begin


def asking(page: Page, *kinds: str) -> Locator:
    """The dialog for approvals of these kinds."""
    dialog = begin(page, "发起审批")
    for one in kinds:
        dialog.get_by_label(one).check()
    dialog.get_by_label("工程内容").fill("沿建设路敷设")
    return dialog


def enter(dialog: Locator, label: str, value: str) -> None:
    """Typed and left: the lane is asked for anew."""
    dialog.get_by_label(label).fill(value)
    dialog.get_by_label(label).press("Tab")


def on(dialog: Locator, road: str) -> None:
    """Chosen among those of the county."""
    dialog.get_by_role("button", name=road, exact=True).click()


def sees_lane(within: Locator, lane: str, clause: str = "") -> None:
    """In a dialog or on a page, with the clause it rests on."""
    shown = within.locator("[data-preview], .lb-lane")
    expect(shown.locator(".lb-badge")).to_have_text(lane)
    expect(shown).to_contain_text(clause)
