"""Comments beside a record, and who hears of them (issue 5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import delete, func, select, text
from sqlalchemy.exc import DBAPIError

from app.access.scoped import visible
from app.catalog.kinds import MultiChoice
from app.extensions import db
from app.foundation.errors import Invalid, NotFound
from app.journal.models import Event, EventPersonal, Notice
from app.journal.rules import digest
from app.tickets.models import Ticket
from app.workflow.available import available_actions
from app.workflow.door import Ref, perform
from app.workflow.notices import sentence
from app.workflow.nouns import NOUNS
from tests.workflow.stories import (
    WAY,
    approvals_of,
    carried,
    dispatched,
    do,
    refused,
    ticket_of,
    who,
)

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
SAID = {"text": "请核对红线图"}


def heard(username: str) -> int:
    """How many mentions this person has in the console."""
    mine = (Notice.kind == "mentioned") & visible(Notice, who(username))
    return db.session.scalar(select(func.count()).select_from(Notice).where(mine)) or 0


def ids(*usernames: str) -> list[str]:
    return [str(who(one).user_id) for one in usernames]


def test_whoever_sees_a_ticket_comments_on_it_and_nothing_of_it_changes() -> None:
    ticket = ticket_of(dispatched(), "water")
    before = ticket.version, ticket.state, ticket.results
    for account in ("water", "window", "coordinator", "leader"):
        do("tickets", "comment", ticket.id, account, **SAID)
    assert isinstance(refused("tickets", "comment", ticket.id, "gas", **SAID), NotFound)
    db.session.rollback()
    after = db.session.get_one(Ticket, ticket.id)
    assert (after.version, after.state, after.results) == before
    of_ticket = (Event.verb == "comment") & (Event.subject_id == ticket.id)
    said = select(EventPersonal.after).join(Event).where(of_ticket)
    assert list(db.session.scalars(said)) == [SAID["text"]] * 4


def test_only_who_is_mentioned_gets_a_notice() -> None:
    case = dispatched()
    ticket = ticket_of(case, "water")
    do("tickets", "comment", ticket.id, "window", mentions=ids("water"), **SAID)
    db.session.rollback()
    people = ("water", "gas", "window", "coordinator")
    assert [heard(one) for one in people] == [1, 0, 0, 0]
    do("applications", "comment", case, "water", mentions=ids("window", "coordinator"), **SAID)
    db.session.rollback()
    assert [heard(one) for one in people] == [1, 0, 1, 1]


def offered(noun: str, row_id: int, username: str) -> set[str]:
    """The accounts' ids that the form of a comment offers this person."""
    actor, model = who(username), NOUNS[noun].model
    row = db.session.get_one(model, row_id)
    action = available_actions(db.session(), noun, [row], actor)[row_id]
    (found,) = (one for one in action if one.action.verb == "comment")
    (asked,) = (one for one in found.action.asked(found.setting) if one.id == "mentions")
    assert isinstance(asked, MultiChoice)
    return set(asked.codes)


def test_nobody_is_mentioned_who_does_not_see_the_record() -> None:
    ticket = ticket_of(dispatched(), "water")
    error = refused("tickets", "comment", ticket.id, "window", mentions=ids("gas"), **SAID)
    assert isinstance(error, Invalid)
    assert list(error.errors) == ["mentions"]
    assert offered("tickets", ticket.id, "window") >= {*ids("water", "coordinator")}
    assert not offered("tickets", ticket.id, "window") & {*ids("gas", "admin", "window")}


def test_a_utility_hears_of_nobody_of_another_one() -> None:
    case = dispatched()
    assert not offered("applications", case, "water") & {*ids("gas", "power")}
    error = refused("applications", "comment", case, "water", mentions=ids("gas"), **SAID)
    assert isinstance(error, Invalid)
    assert list(error.errors) == ["mentions"]
    both = {*ids("water", "gas")}
    for account in ("coordinator", "window"):
        assert offered("applications", case, account) >= both
    do("applications", "comment", case, "coordinator", mentions=sorted(both), **SAID)
    db.session.rollback()
    assert [heard(one) for one in ("water", "gas", "power")] == [1, 1, 0]


def test_statements_do_not_grow_with_the_set_commented_on(statements: Callable[[], Any]) -> None:
    counts = []
    for many in (1, 5):
        refs = [Ref(dispatched()) for _ in range(many)]
        data = SAID | {"mentions": ids("water", "coordinator")}
        window = who("window")
        with statements() as counted:
            results = perform("applications", "comment", refs, window, data)
        assert [one.error for one in results] == [None] * many
        counts.append(len(counted))
        db.session.rollback()
    assert counts[0] == counts[1]
    assert heard("water") == 6


def test_comment_can_be_erased_and_its_notice_with_it() -> None:
    ticket = ticket_of(dispatched(), "water")
    do("tickets", "comment", ticket.id, "window", mentions=ids("water"), **SAID)
    db.session.rollback()
    (told,) = db.session.scalars(select(Notice).where(Notice.kind == "mentioned"))
    event = db.session.get_one(Event, told.event_id)
    assert SAID["text"] in str(sentence(told))
    assert SAID["text"] not in str([event.input, event.changes, told.params])
    (apart,) = event.personal
    assert event.input["text"] == digest(apart.salt, SAID["text"])
    db.session.execute(delete(EventPersonal))
    db.session.commit()
    erased = str(sentence(told))
    assert who("window").name in erased
    assert SAID["text"] not in erased


def test_comments_of_before_are_set_apart_by_the_step_of_the_database() -> None:
    ticket = ticket_of(dispatched(), "water")
    do("tickets", "comment", ticket.id, "window", mentions=ids("water"), **SAID)
    db.session.close()
    downgrade(revision="0021")
    plain = db.session.execute(text("SELECT input FROM event WHERE verb = 'comment'")).scalar_one()
    assert SAID["text"] in str(json.loads(plain) if isinstance(plain, str) else plain)  # by engine
    db.session.close()
    upgrade()
    (told,) = db.session.scalars(select(Notice).where(Notice.kind == "mentioned"))
    assert SAID["text"] in str(sentence(told))
    assert SAID["text"] not in json.dumps(
        [db.session.get_one(Event, told.event_id).input, told.params]
    )
    with pytest.raises(DBAPIError):
        db.session.execute(delete(Event))


def test_department_and_utility_talk_about_an_approval() -> None:
    case = dispatched()
    carried(case, "water", WAY[:6])
    pk = approvals_of(ticket_of(case, "water").id)[0].id
    do("approvals", "comment", pk, "water", mentions=ids("citymgmt"), **SAID)
    db.session.rollback()
    assert heard("citymgmt") == 1
    do("approvals", "comment", pk, "citymgmt", mentions=ids("water"), **SAID)
    assert isinstance(refused("approvals", "comment", pk, "gas", **SAID), NotFound)
