"""Dialogs and their effects: one view for every declared action."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import func, select

from app.journal.models import Event
from app.tickets.states import STATE_LABELS
from app.workflow.action import ACTIONS, actions_of
from tests.console.reading import PRIMARY, act, main_of, version_in
from tests.support.clients import Client
from tests.workflow.stories import (
    UTILITIES,
    WAY,
    application,
    carried,
    dispatched,
    do,
    entered,
    ticket_of,
)

STEPS = [("tickets", verb) for verb, _ in WAY]


def label(noun: str, verb: str) -> str:
    """What an action is called in the language of the test's context, the county's."""
    return str(ACTIONS[noun, verb].label)


pytestmark = pytest.mark.usefixtures("session")


def test_window_accepts_and_dispatches_and_each_utility_is_offered_its_claim(
    console: Callable[..., Client],
) -> None:
    case = entered()
    window = console("window")
    for verb in ("accept", "dispatch"):
        page = window.get(f"/applications/show/{case}").text
        assert PRIMARY.findall(page) == [verb]
        assert act(window, "applications", case, verb).status_code == 302
    assert application(case).state == "in_progress"
    for utility in UTILITIES:
        page = console(utility).get(f"/tickets/show/{ticket_of(case, utility).id}").text
        assert PRIMARY.findall(page) == ["claim"]


def test_online_a_draft_is_submitted_before_it_is_accepted(console: Callable[..., Client]) -> None:
    case = entered("online", channel="online")
    online = console("online")
    for verb in ("submit", "accept"):
        assert PRIMARY.findall(online.get(f"/applications/show/{case}").text) == [verb]
        act(online, "applications", case, verb)


def test_an_appointment_that_was_made_is_not_the_primary_action_again(
    console: Callable[..., Client],
) -> None:
    case = dispatched()
    carried(case, "water", WAY[:2])
    ticket = ticket_of(case, "water")
    do("tickets", "schedule_survey", ticket.id, "water", survey_at="2027-03-01T09:30:00+08:00")
    page = console("water").get(f"/tickets/show/{ticket.id}").text
    assert PRIMARY.findall(page) == ["record_survey"]


def test_opening_a_dialog_changes_nothing(console: Callable[..., Client], session: Any) -> None:
    case = dispatched()
    window, power, ticket = console("window"), console("power"), ticket_of(case, "power")
    count = select(func.count()).select_from(Event)
    before = session.scalar(count), application(case).version
    for one in actions_of("applications"):
        assert window.get(f"/actions/applications/{case}/{one.verb}").status_code in {200, 409}
    for one in actions_of("tickets"):
        answer = power.get(f"/actions/tickets/{ticket.id}/{one.verb}")
        assert answer.status_code in {200, 403, 409}
    session.rollback()
    assert (session.scalar(count), application(case).version) == before


def test_action_that_is_not_possible_says_why(console: Callable[..., Client]) -> None:
    case = dispatched()
    answer = console("power").get(f"/actions/tickets/{ticket_of(case, 'power').id}/complete")
    assert answer.status_code == 409
    assert str(STATE_LABELS["dispatched"]) in main_of(answer.text)


def test_buttons_that_cant_be_pressed_stand_with_their_reason(
    console: Callable[..., Client],
) -> None:
    case = dispatched()
    page = console("power").get(f"/tickets/show/{ticket_of(case, 'power').id}").text
    assert 'id="why-complete"' in page
    window = console("window").get(f"/tickets/show/{ticket_of(case, 'power').id}").text
    assert 'data-verb="claim"' not in window, "a clerk can never claim"


def test_action_that_asks_nothing_is_one_click_and_one_that_ends_a_case_never_is(
    console: Callable[..., Client],
) -> None:
    ticket = ticket_of(dispatched(), "power")
    power, url = console("power"), f"/tickets/show/{ticket.id}"
    page = power.get(url).text
    at_once = re.findall(r'<button class="btn btn-[^"]+" data-verb="(\w+)"', page)
    assert at_once == ["claim"]
    sent = {"csrf_token": power.token(url), "version": version_in(page)}
    answer = power.post(f"/actions/tickets/{ticket.id}/claim", data=sent)
    assert answer.location == url
    assert ticket_of(ticket.application_id, "power").state == "in_progress"
    every = [one for noun in ("applications", "tickets") for one in actions_of(noun)]
    assert {one.verb for one in every if one.final} == {"decline", "withdraw", "complete"}


def test_refused_input_is_kept_and_named(console: Callable[..., Client]) -> None:
    case = dispatched()
    answer = act(
        console("power"), "tickets", ticket_of(case, "power").id, "decline", reason="不具备条件"
    )
    assert answer.status_code == 422
    assert 'id="legal_basis-error"' in answer.text
    assert "不具备条件" in answer.text
    assert ticket_of(case, "power").state == "dispatched"


def test_stale_form_is_refused_with_the_difference_and_keeps_what_was_typed(
    console: Callable[..., Client],
) -> None:
    case = dispatched()
    window = console("window")
    url = f"/actions/applications/{case}/amend"
    seen = version_in(window.get(url).text)
    do("applications", "amend", case, "window", reason="first", contact="李四")
    typed = {"reason": "second", "contact": "赵六", "version": seen}
    answer = window.submit(url, typed)
    assert answer.status_code == 412
    words = main_of(answer.text)
    for told in ("政务大厅窗口", label("applications", "amend"), "李四", "赵六"):
        assert told in words, told
    assert 'value="赵六"' in answer.text
    assert application(case).contact == "李四"
    again = window.submit(url, {**typed, "version": version_in(answer.text)})
    assert again.status_code == 302
    assert application(case).contact == "赵六"


def test_correction_is_laid_out_in_the_blocks_of_the_official_form(
    console: Callable[..., Client],
) -> None:
    page = console("window").get(f"/actions/applications/{dispatched()}/amend").text
    blocks = re.split(r"<fieldset", page)
    named = [list(dict.fromkeys(re.findall(r'name="([\w.]+)', one))) for one in blocks]
    assert named[0][-1] == "reason"
    assert named[1] == ["enterprise", "property", "contact", "phone", "address"]
    for block, code in zip(named[2:6], ("power", "water", "gas", "telecom"), strict=True):
        assert {one.partition(".")[0] for one in block} == {code}
    assert named[6][0] == "township"
    assert named[6][-2:] == ["occurred_at", "preview"]


def test_who_comes_second_is_told_who_was_first(console: Callable[..., Client]) -> None:
    case = dispatched()
    ticket = ticket_of(case, "power")
    power, url = console("power"), f"/actions/tickets/{ticket.id}/claim"
    token, version = power.token(url), version_in(power.get(url).text)
    do("tickets", "claim", ticket.id, "power")
    answer = power.post(url, data={"csrf_token": token, "version": version})
    assert answer.status_code == 412
    assert "供电办件员" in main_of(answer.text)


@pytest.mark.parametrize("sent", [{}, {"rowid": ["x"]}, {"rowid": list(range(1, 102))}])
def test_bulk_refuses_what_is_no_choice_of_rows(
    console: Callable[..., Client], sent: dict[str, Any]
) -> None:
    power = console("power")
    data = {"csrf_token": power.token("/tickets/list/"), **sent}
    assert power.post("/actions/tickets/bulk/claim", data=data).status_code == 400


def test_unknown_verb_and_noun_are_not_found(console: Callable[..., Client]) -> None:
    ticket = ticket_of(dispatched(), "power")
    power = console("power")
    assert power.get(f"/actions/tickets/{ticket.id}/explode").status_code == 404
    assert power.get(f"/actions/users/{ticket.id}/claim").status_code == 404


def test_timeline_tells_the_whole_story(console: Callable[..., Client]) -> None:
    case = dispatched()
    for utility in UTILITIES:
        carried(case, utility)
    words = main_of(console("window").get(f"/applications/show/{case}").text)
    for noun, verb in (("applications", "accept"), ("applications", "dispatch"), *STEPS):
        assert label(noun, verb) in words, verb
    for person in ("政务大厅窗口", "供电办件员", "联通办件员"):
        assert person in words, person
    assert application(case).state == "completed"


def test_entry_after_the_fact_shows_its_gap(console: Callable[..., Client]) -> None:
    case = entered()
    window = console("window")
    act(window, "applications", case, "accept", occurred_at="2026-01-05T09:00")
    accepted = window.get(f"/applications/show/{case}").text
    assert "2026-01-05 09:00" in accepted
    gap = accepted[accepted.index("<time>2026-01-05 09:00") :]
    assert 'class="lb-badge tone-warning"' in gap[:600]
