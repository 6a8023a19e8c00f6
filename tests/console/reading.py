"""What a page of the console says, for tests."""

from __future__ import annotations

import html
import re
from typing import Any

from tests.support.clients import Client

MENU = re.compile(r'<nav class="lb-side".*?</nav>', re.DOTALL)
HREF = re.compile(r'href="([^"]+)"')
TICKET = re.compile(r"/tickets/show/(\d+)")
VERSION = re.compile(r'name="version"[^>]*value="(\d+)"')
CARRIED = re.compile(r'<input[^>]*name="(original|before|mine)"[^>]*value="([^"]*)"')
PRIMARY = re.compile(r'class="btn btn-primary"[^>]*data-verb="(\w+)"')


def menu_of(page: str) -> list[str]:
    """The links of the sidebar."""
    found = MENU.search(page)
    return HREF.findall(found.group()) if found else []


def main_of(page: str) -> str:
    """The words of the page's middle."""
    inner = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", inner))


def tickets_in(page: str) -> set[int]:
    """Ids of the tickets that the page links to."""
    return {int(one) for one in TICKET.findall(page)}


def version_in(page: str) -> str:
    """The hidden version of a form."""
    found = VERSION.search(page)
    assert found, "no version in the form"
    return found.group(1)


def carried(page: str) -> dict[str, str]:
    """What the form carries unseen, with its version."""
    found = {name: html.unescape(value) for name, value in CARRIED.findall(page)}
    return {**found, "version": version_in(page)}


def act(client: Client, noun: str, pk: int, verb: str, **data: Any) -> Any:
    """Open the dialog of an action and send it."""
    url = f"/actions/{noun}/{pk}/{verb}"
    page = client.get(url)
    assert page.status_code == 200, f"{verb}: {page.status_code}"
    return client.submit(url, {"version": version_in(page.text), **data})
