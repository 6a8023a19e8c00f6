"""The way back from what was just done: for few deeds, for a while, for whoever did them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Event
from app.workflow.action import ACTIONS
from tests.console.reading import main_of
from tests.console.test_bulk import REASON, do_bulk, forms, states, tickets
from tests.support.clients import Client
from tests.workflow.stories import do

Console = Callable[..., Client]
pytestmark = pytest.mark.usefixtures("session")


def test_suspension_is_taken_back_by_whoever_did_it_as_long_as_nobody_went_on(
    console: Console,
) -> None:
    ids = [one.id for one in tickets(3, claimed=3)]
    water = console("water")
    (every,) = forms(do_bulk(water, "suspend", ids, reason=REASON).text, "/actions/undo")
    assert "rowid" not in every
    assert console("power").post("/actions/undo", data=every).status_code == 400
    water.post("/actions/undo", data=every | {"rowid": ids[0]})
    assert states(ids).count("suspended") == 2
    left = [one for one, state in zip(ids, states(ids), strict=True) if state == "suspended"]
    do("tickets", "urge", left[0], "coordinator")
    water.post("/actions/undo", data=every)
    assert states([left[0]]) == ["suspended"], "somebody went on with it"
    assert states([left[1]]) == ["in_progress"]
    verbs = select(Event.verb).where(Event.subject_kind == "ticket", Event.subject_id == left[1])
    assert list(db.session.scalars(verbs.order_by(Event.id)))[-2:] == ["suspend", "resume"]


def test_one_record_is_taken_back_from_its_own_page(console: Console) -> None:
    row = tickets(1, claimed=1)[0].id
    water, url, back = console("water"), f"/actions/tickets/{row}/suspend", f"/tickets/show/{row}"
    (form,) = forms(water.get(url).text, url)
    water.post(url, data=form | {"reason": REASON})
    (undo,) = forms(water.get(back).text, "/actions/undo")
    assert not forms(water.get(back).text, "/actions/undo"), "said once"
    assert water.post("/actions/undo", data=undo).location == back
    assert "恢复" in main_of(water.get(back).text)
    assert states([row]) == ["in_progress"]
    water.post("/actions/undo", data={name: one for name, one in undo.items() if name != "once"})
    assert "已被修改" in main_of(water.get(back).text), "somebody has gone on since"


def test_what_takes_an_action_back_asks_nothing_and_leads_back_where_it_began() -> None:
    for one in ACTIONS.values():
        if not one.undo:
            continue
        back = ACTIONS[one.noun, one.undo]
        assert not back.asks, one
        assert not one.final, one
        assert back.step.sources >= ({one.step.target} if one.step.target else one.step.sources)
        assert back.step.target is None or one.step.sources == {back.step.target}, one


def test_it_is_too_late_to_take_it_back_after_a_while(console: Console) -> None:
    ids = [one.id for one in tickets(1, claimed=1)]
    water = console("water")
    (form,) = forms(do_bulk(water, "suspend", ids, reason=REASON).text, "/actions/undo")
    water.at = clock.now() + timedelta(minutes=11)
    assert water.post("/actions/undo", data=form).status_code == 400
    assert states(ids) == ["suspended"]


def test_what_can_not_be_unsaid_has_no_way_back(console: Console) -> None:
    ids = [one.id for one in tickets(1)]
    assert not forms(do_bulk(console("water"), "claim", ids).text, "/actions/undo")
