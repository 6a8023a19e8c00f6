"""What a person does in the console, in a few words."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def sign_in(page: Page, account: str) -> None:
    """By one click on a demo account of the login page."""
    page.goto("/login/")
    page.locator("[data-account]").filter(has=page.get_by_text(account, exact=True)).click()
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("您好")


def actions(page: Page) -> Locator:
    """What can be done with the record, and what can't."""
    return page.get_by_role("group", name="操作", exact=True)


def primary(page: Page) -> Locator:
    """The one action the eye falls on."""
    return actions(page).locator(".btn-primary")


def begin(page: Page, label: str) -> Locator:
    """Open the dialog of the primary action, which is expected to be this one."""
    expect(primary(page)).to_have_text(f"{label}…")
    primary(page).click()
    return page.get_by_role("dialog", name=label)


def finish(dialog: Locator, label: str) -> None:
    """Send the dialog; the page behind it is loaded anew."""
    dialog.get_by_role("button", name=label, exact=True).click()
    expect(dialog).to_be_hidden()


def do(page: Page, label: str) -> None:
    """The primary action, which asks nothing: one click."""
    expect(primary(page)).to_have_text(label)
    primary(page).click()
    expect(page.get_by_role("status")).to_contain_text(label)


def begin_with_note(page: Page, label: str) -> Locator:
    """The dialog of an action that needs none: what is asked everywhere can be said there."""
    actions(page).get_by_role("button", name=f"{label}，加备注").click()
    return page.get_by_role("dialog", name=label)


def state(page: Page) -> Locator:
    """The badge of the record's state."""
    return page.locator(".lb-head--record .lb-badge").first
