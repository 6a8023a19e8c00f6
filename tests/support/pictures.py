"""`make pictures`: the main screens by role, for the users' guide; the same county every time."""

from __future__ import annotations

import tempfile
from pathlib import Path

from playwright.sync_api import Page

from app import create_app
from app.install import initialise
from config import Settings
from tests.support import browser as chromium
from tests.support.server import At, serving
from tests.workflow.seeding import NOW, seed

CASES, SEED = 150, 7
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
FIRST_ROW = "main a.lb-row-link"
PICTURES = (
    ("desk-window", "window", "/", DESK),
    ("new-application", "window", "/applications/add", DESK),
    ("desk-utility", "power", "/", DESK),
    ("list-utility", "power", "/tickets/list/", DESK),
    ("record-utility", "power", "/tickets/list/ >", DESK),
    ("desk-utility-phone", "power", "/", PHONE),
    ("desk-department", "citymgmt", "/", DESK),
    ("record-department", "citymgmt", "/approvals/list/ >", DESK),
    ("desk-office", "coordinator", "/", DESK),
    ("rules-office", "coordinator", "/slarules/list/", DESK),
    ("accounts", "admin", "/users/list/", DESK),
)
"""File, account, address (`>`: its first record), size."""


def main() -> None:
    target = Path(__file__).parents[2] / "docs" / "screenshots"
    path = chromium.executable()
    if path is None:
        raise SystemExit("Pictures need chromium.")
    with tempfile.TemporaryDirectory() as directory:
        url = f"sqlite:///{Path(directory) / 'county.sqlite3'}"
        app = create_app(Settings(database_url=url, demo=True, secret_key="pictures" * 5))
        with app.app_context():
            initialise(app)
            seed(CASES, SEED)
        with serving(At(app, NOW)) as address, chromium.running(path) as opened:
            for name, account, page_url, size in PICTURES:
                with chromium.new_page(opened, address, viewport=size) as page:
                    chromium.sign_in(page, account)
                    _open(page, page_url)
                    page.screenshot(path=target / f"{name}.png")


def _open(page: Page, address: str) -> None:
    path, _, first = address.partition(" ")
    page.goto(path)
    if first:
        page.locator(FIRST_ROW).first.click()
    page.wait_for_load_state("networkidle")
    if (declined := page.get_by_role("button", name="不用了")).is_visible():
        declined.click()
        page.wait_for_load_state("networkidle")


if __name__ == "__main__":
    main()
