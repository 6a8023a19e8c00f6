"""Every page of the console, each found as somebody who works there finds it: by its links."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

from flask import Flask
from werkzeug.exceptions import HTTPException

from app.extensions import db
from app.foundation import clock
from app.intake.states import IntakeKind
from app.workflow.intake import batches
from app.workflow.seeding.sowing import Sower, writer
from tests.console.reading import carried
from tests.support.clients import Client, signed_in
from tests.workflow.sheets import applications, checked, workbook
from tests.workflow.stories import who
from tests.workflow.test_absence import away

ACCOUNTS = (
    "coordinator", "window", "power", "water", "planning", "citymgmt", "admin", "auditor", "leader",
)  # fmt: skip
"""Who is asked, in this order; whoever gets a page first is the one it is looked at as."""
TOMORROW = f"{clock.local(clock.now()).date() + timedelta(days=1):%Y-%m-%d}"
UNLINKED = (
    "/resetpassword/form?pk=1",
    "/resetmypassword/form",
    "/calendars/confirm/1",
    "/people/end/1",
    "/people/handover/1",
    "/views/change/1",
    "/views/remove/1",
    "/imports/match/1",
    "/imports/show/2",
    "/calendars/reject/1",
    f"/slarules/clocks/1?mode=never_earlier&effective_from={TOMORROW}",
    *(f"/meetingactions/{verb}/{row}" for verb in ("complete", "cancel") for row in range(1, 6)),
)
"""Pages that a button leads to, or a row that is not the first."""
NO_PAGES = {
    "healthz": "for load balancers",
    "readyz": "for load balancers",
    "metrics": "for Prometheus",
    "static": "files",
    "appbuilder.static": "files",
    "AttachmentView.content": "a file",
    "AttachmentView.thumbnail": "a picture",
    "UtilView.back": "leads elsewhere",
    "LocaleView.index": "leads elsewhere",
    "ApprovalView.lane": "a part of a dialog",
    "ProgressView.progress": "a part of a page",
    "FindView.find": "leads elsewhere",
    "CalendarView.current": "leads elsewhere",
    "PersonView.me": "leads elsewhere",
    "SavedViewView.open": "leads elsewhere",
    "NoticeView.unseen": "a number of the bell",
    "HomeView.counts": "numbers of the first page",
    "HelpView.answers": "what the palette finds",
    "IntakeView.progress": "a part of a page",
    "IntakeView.sheet": "a file",
    "IntakeView.template": "a file",
}
"""Addresses a browser may ask for that are no pages, each with the reason."""
ANSWERS = frozenset({"export", "lookup", "offered"})
"""Methods of views that answer with a file or a script's data, not a page."""
LINK = re.compile(r'\bhref="([^"#]+)')
STATE = re.compile(r"/list/\?_flt_\d_state=\w+$")
ROWS = frozenset({"ApplicationView.show", "ApprovalView.show", "TicketView.show"})
TOLD_APART = ("noun", "verb", "part")
"""What makes another page of an address, unlike the number of a row."""

Key = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A page and who sees it."""

    account: str
    """Empty: nobody in particular."""
    address: str


@dataclass(frozen=True, slots=True)
class County:
    """A furnished application and its pages: account, address."""

    app: Flask
    pages: list[tuple[str, str]]


def furnished(app: Flask) -> list[tuple[str, str]]:
    """Give the county work and one of whatever has a page; its pages as account, address."""
    with app.app_context():
        with writer(db.engine) as session:
            sower = Sower(session, 1)
            sower.sow(40, lambda _count: None)
        sower.gather()
        sheet = workbook(applications(4, 联系电话={1: "12"}))
        batches.take(IntakeKind.applications, "list.xlsx", sheet, who("window"))
        checked(sheet)
        away(begins=clock.now())
    day = {"kind": "open", "windows": "09:00-12:00", "zh": "集中办公", "en": ""}
    office = signed_in(app, "coordinator")
    url = "/calendars/day/1/2026-06-06"
    office.submit(url, {**carried(office.get(url).text), **day})
    view = {"version": "1", "name": "供水工单", "sharing": "mine"}
    office.submit("/views/new?list=TicketView&query=_flt_0_service%3Dwater", view)
    found = every_page(app)
    missing = unseen(app, found)
    assert not missing, f"pages that nothing leads to: {sorted(missing)}"
    return [(place.account, place.address) for _, place in sorted(found.items())]


def every_page(app: Flask) -> dict[Key, Place]:
    """One address of each page, and of each action's form."""
    found: dict[Key, Place] = {("AuthView.login",): Place("", "/login/")}
    for account in ACCOUNTS:
        _walk(app, account, found)
    return found


def unseen(app: Flask, found: Iterable[Key]) -> set[str]:
    """Endpoints that answer GET with a page and were not found."""
    seen = {key[0] for key in found}
    return {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.rule.startswith("/api/")
        if rule.endpoint.rpartition(".")[2] not in ANSWERS
    } - (seen | NO_PAGES.keys())


def _walk(app: Flask, account: str, found: dict[Key, Place]) -> None:
    """Follow what leads to new pages, and one row of each state: its actions are pages too."""
    client, asked = signed_in(app, account), set[str]()
    waiting = ["/", *UNLINKED]
    while waiting:
        address = waiting.pop(0)
        page = _page(client, address)
        if page is None:
            continue
        found.setdefault(_key(app, address) or (), Place(account, address))
        for link, key in _links(app, page).items():
            row = key[0] in ROWS and STATE.search(address)
            if link not in asked and (key not in found or row or STATE.search(link)):
                asked.add(link)
                waiting.append(link)


def _page(client: Client, address: str) -> str | None:
    answer = client.get(address)
    is_page = answer.status_code == 200 and answer.mimetype == "text/html"
    return answer.text if is_page else None


def _links(app: Flask, page: str) -> dict[str, Key]:
    """Of each kind of page that this one links to, the first; of lists, one of each state."""
    kinds: dict[tuple[Key, str], str] = {}
    for link in map(unescape, LINK.findall(page)):
        key = _key(app, link)
        state = STATE.search(link)
        if key:
            kinds.setdefault((key, state.group() if state else ""), link)
    return {link: key for (key, _), link in kinds.items()}


def _key(app: Flask, address: str) -> Key | None:
    """Which page an address is of; None where there is none."""
    try:
        endpoint, values = app.url_map.bind("").match(urlsplit(address).path, "GET")
    except HTTPException:
        return None
    if endpoint in NO_PAGES:
        return None
    return (endpoint, *(str(values[name]) for name in TOLD_APART if name in values))
