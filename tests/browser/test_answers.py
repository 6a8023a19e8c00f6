"""What a form is answered with: as usable as the pages that links lead to."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route
from werkzeug.test import TestResponse

from tests.browser.test_pages import DESK, FITS, LANGUAGES, PHONE, WAYS, faults_of, report
from tests.console.reading import carried
from tests.console.test_bulk import REASON, begin, do_bulk, forms, tickets
from tests.support import browser as chromium
from tests.support.clients import Client, signed_in
from tests.support.pages import County
from tests.support.server import serving
from tests.workflow.stories import dispatched, do

pytestmark = pytest.mark.browser


def dry_run(water: Client) -> TestResponse:
    answer: TestResponse = begin(water, "suspend", [one.id for one in tickets(3, claimed=2)])
    return answer


def result(water: Client) -> TestResponse:
    rows = [one.id for one in tickets(3, claimed=2)]
    answer: TestResponse = do_bulk(water, "suspend", rows, reason=REASON)
    return answer


def unanswered(water: Client) -> TestResponse:
    answer: TestResponse = do_bulk(water, "send_back", [tickets(1)[0].id], note="x")
    return answer


def _suspension(water: Client, **sent: str) -> tuple[str, TestResponse]:
    row = tickets(1, claimed=1)[0].id
    url = f"/actions/tickets/{row}/suspend"
    (form,) = forms(water.get(url).text, url)
    return f"/tickets/show/{row}", water.post(url, data=form | sent)


def refused(water: Client) -> TestResponse:
    return _suspension(water)[1]


def previewed(water: Client) -> TestResponse:
    return _suspension(water, reason=REASON, preview="page")[1]


def out_of_date(water: Client) -> TestResponse:
    return _suspension(water, reason=REASON, version="1")[1]


def with_a_way_back(water: Client) -> TestResponse:
    return water.get(_suspension(water, reason=REASON)[0])


def too_late_to_undo(water: Client) -> TestResponse:
    return water.post("/actions/undo", data={"csrf_token": water.token("/tickets/list/")})


def _changed_by_two(window: Client) -> tuple[str, dict[str, str], TestResponse]:
    case = dispatched()
    url = f"/actions/applications/{case}/amend"
    opened = carried(window.get(url).text)
    do("applications", "amend", case, "window", reason="first", contact="李四")
    typed = {"reason": "second", "contact": "赵六"}
    return url, typed, window.submit(url, typed | opened)


def three_columns(window: Client) -> TestResponse:
    return _changed_by_two(window)[2]


def not_chosen_yet(window: Client) -> TestResponse:
    url, typed, page = _changed_by_two(window)
    return window.submit(url, typed | carried(page.text))


def empty_form(window: Client) -> TestResponse:
    return window.submit("/applications/add", {"intent": "submit"})


def no_such_record(water: Client) -> TestResponse:
    return water.get("/tickets/show/99999999")


def no_such_filter(water: Client) -> TestResponse:
    return water.get("/tickets/list/?_flt_9_state=x")


def form_of_nobody(water: Client) -> TestResponse:
    return water.post("/tickets/action_post", data={"ask": "claim"})


def not_theirs(water: Client) -> TestResponse:
    return water.get("/users/list/")


Answered = Callable[[Client], TestResponse]
EXPECTED: dict[Answered, tuple[str, int]] = {
    dry_run: ("water", 200),
    result: ("water", 200),
    unanswered: ("water", 422),
    refused: ("water", 422),
    previewed: ("water", 200),
    out_of_date: ("water", 412),
    with_a_way_back: ("water", 200),
    too_late_to_undo: ("water", 400),
    three_columns: ("window", 412),
    not_chosen_yet: ("window", 422),
    empty_form: ("window", 422),
    no_such_record: ("water", 404),
    no_such_filter: ("water", 400),
    form_of_nobody: ("water", 400),
    not_theirs: ("water", 403),
}
"""Each answer, who gets it, and its status."""


@pytest.mark.timeout(120)
def test_every_answer_is_read_in_one_way(county: County, chromium_browser: Browser) -> None:
    ways = [WAYS[at * 3 % len(WAYS)] for at in range(len(EXPECTED))]
    report(faults(county, chromium_browser, list(zip(EXPECTED, ways, strict=True))))


@pytest.mark.full
@pytest.mark.one_engine
@pytest.mark.timeout(900)
def test_every_answer_is_read_in_every_way(county: County, chromium_browser: Browser) -> None:
    report(faults(county, chromium_browser, [(one, way) for one in EXPECTED for way in WAYS]))


@pytest.mark.one_engine
def test_what_is_too_wide_for_a_phone_is_reported(chromium_browser: Browser) -> None:
    with chromium.new_page(chromium_browser, "http://127.0.0.1") as page:
        for width, faults_found in ((PHONE - 40, 0), (PHONE + 40, 2), (DESK, 2)):
            page.set_content(f'<body style="margin:0"><p style="width:{width}px">wide</p>')
            page.set_viewport_size({"width": PHONE, "height": 844})
            assert len(page.evaluate(FITS)) == faults_found, width


def faults(county: County, browser: Browser, asked: list[tuple[Answered, Any]]) -> Iterator[str]:
    """What is wrong with each answer, as the browser of whoever got it shows it."""
    clients = {one: signed_in(county.app, one) for one in ("water", "window")}
    with serving(county.app) as address, chromium.new_page(browser, address) as page:
        said: list[str] = []
        page.on("console", lambda one: said.append(one.text) if one.type == "error" else None)
        for answered, (language, theme, width) in asked:
            account, status = EXPECTED[answered]
            client = clients[account]
            client.get(f"/lang/{language}")
            with county.app.app_context():
                answer = answered(client)
            name = f"{answered.__name__} ({language}, {theme}, {width})"
            if answer.status_code != status:
                yield f"{name}: answers {answer.status_code}"
                continue
            kept: Any = client.get_cookie("session")
            page.context.clear_cookies()
            page.context.add_cookies([{"name": "session", "value": kept.value, "url": address}])
            page.emulate_media(color_scheme=theme)
            page.set_viewport_size({"width": width, "height": 900})
            path = _shown(page, address, answer)
            found = [*faults_of(page, path, LANGUAGES[language]), *said]
            page.unroute_all()
            said.clear()
            yield from (f"{name}: {one}" for one in found)


def _shown(page: Page, address: str, answer: TestResponse) -> str:
    """Where the browser finds the answer, with its policy; a GET there would be another page."""
    path = "/answered"
    headers = {name: one for name, one in answer.headers.items() if name != "Set-Cookie"}

    def fulfil(route: Route) -> None:
        route.fulfill(status=200, body=answer.data, headers=headers)

    page.route(f"{address}{path}", fulfil)
    return path
