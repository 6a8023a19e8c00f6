"""工作交接: a person's open cases go to colleagues in one go, each told in its own journal."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.access.accounts import NewAccount, add
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Forbidden, Invalid, WrongState
from app.journal.models import Event, Notice
from app.meetings.models import MeetingAction
from app.people.models import Specialist
from app.tickets.models import Ticket
from app.workflow.door import Ref, perform
from app.workflow.handover.delegating import delegate
from app.workflow.handover.handing import hand_over_all
from app.workflow.handover.held import HANDED_OVER, Kind, counts, loads, rows
from app.workflow.publication import announce
from tests.support.clients import PASSWORD
from tests.workflow.meetings import agreed, planned
from tests.workflow.stories import application, dispatched, do, entered, refused, ticket_of, who
from tests.workflow.test_absence import FORM_POWER, NOW, away, colleague
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.engines
POWER = {"services": {"power": FORM_POWER}}


def handed(person: str, *to: str, by: str = "coordinator", kinds: Any = HANDED_OVER) -> list[Any]:
    """What became of everything that the person held."""
    people = [colleague(one) for one in to]
    return hand_over_all(colleague(person), kinds, people, "调离岗位", who(by))


def held(person: str, by: str = "coordinator") -> dict[Kind, int]:
    return counts(db.session(), colleague(person), who(by))


def claimed(number: int) -> list[int]:
    """So many tickets that `power` has claimed."""
    tickets = [ticket_of(dispatched(**POWER), "power").id for _ in range(number)]
    perform("tickets", "claim", [Ref(one) for one in tickets], who("power"), {})
    return tickets


def test_everything_a_first_receiver_holds_goes_to_a_colleague(session):
    cases = [entered(**POWER), dispatched(**POWER), dispatched(**POWER)]
    assert held("window")[Kind.applications] == 3
    results = handed("window", "window2")
    assert [one.error for one in results] == [None] * 3
    assert held("window")[Kind.applications] == 0
    for row_id in cases:
        case = application(row_id)
        assert case.first_receiver.username == "window2"
        assert {one.first_receiver_id for one in case.tickets} == {case.first_receiver_id}
    chain = session.scalars(
        select(Event).where(Event.application_id == cases[1]).order_by(Event.id)
    ).all()
    last = chain[-1]
    assert (last.verb, last.actor_name) == ("hand_over", "营商办协调员")
    before, after = last.changes["first_receiver_id"]
    assert (before, after) == (who("window").user_id, who("window2").user_id)
    assert [one.verb for one in chain if one.actor_name == "政务大厅窗口"]  # nothing was rewritten


def test_tickets_are_dealt_evenly_and_one_that_moved_on_is_told(session):
    tickets = claimed(5)
    do("tickets", "decline", tickets[0], "power", reason="x", legal_basis="y")
    results = handed("power", "power2", by="power2")
    assert sorted(one.id for one in results) == tickets[1:]
    assert all(one.error is None for one in results)
    assert ticket_of_id(tickets[1]).assignee_id == who("power2").user_id
    assert ticket_of_id(tickets[1]).stage == "contact"


def ticket_of_id(pk: int) -> Any:
    db.session.rollback()
    return db.session.get_one(Ticket, pk)


def test_between_two_colleagues_each_gets_half(session):
    add(session, NewAccount("window3", "窗口丙", ("window",), "hall", "hall"), PASSWORD)
    session.commit()
    for _ in range(5):
        dispatched(**POWER)
    handed("window", "window2", "window3")
    people = [who(one).user_id for one in ("window2", "window3")]
    load = loads(session, people, who("coordinator"))
    assert [load[Kind.applications, one] for one in people] == [3, 2]


def test_colleague_who_can_not_receive_is_refused_row_by_row(session):
    dispatched(**POWER)
    (result,) = handed("window", "coordinator")
    assert isinstance(result.error, WrongState)
    assert "营商办协调员" in str(result.error)


def test_case_that_changed_hands_meanwhile_stays(session):
    first, second = dispatched(**POWER), dispatched(**POWER)
    do("applications", "hand_over", second, "window", to="window2", reason="x")
    results = perform(
        "applications", "hand_over", [Ref(first), Ref(second)], who("coordinator"),
        {"holder": "window", "to": "online", "reason": "x"},
    )  # fmt: skip
    assert [one.error is None for one in results] == [True, False]


def test_colleague_does_not_help_himself_to_a_case(session):
    row_id = dispatched(**POWER)
    error = refused("applications", "hand_over", row_id, "window2", to="window2", reason="x")
    assert error.status == 403
    with pytest.raises(Forbidden):
        handed("window", "window2", by="window2")


def test_deputy_hands_over_in_the_absent_colleagues_place(session):
    with clock.frozen(NOW):
        row_id = dispatched(**POWER)
        away()
        do("applications", "hand_over", row_id, "window2", to="online", reason="x")
        event = session.scalars(select(Event).where(Event.verb == "hand_over")).first()
        assert (event.actor_name, event.acting_for) == ("政务大厅综窗", "政务大厅窗口")


def test_specialist_of_the_directory_goes_along(session):
    (ticket,) = claimed(1)
    row = ticket_of_id(ticket)
    for code, username in (("p-a", "power"), ("p-b", "power2")):
        user_id, organisation_id = who(username).user_id, row.organisation_id
        session.add(
            Specialist(code=code, name=code, organisation_id=organisation_id, user_id=user_id)
        )
    announce(session)
    row.specialist = session.scalars(select(Specialist).where(Specialist.code == "p-a")).one()
    session.commit()
    handed("power", "power2")
    row = ticket_of_id(ticket)
    assert (row.specialist.code, row.assignee_id) == ("p-b", who("power2").user_id)
    assert held("power")[Kind.tickets] == 0


def test_ticket_may_go_back_to_whoever_of_the_organisation(session):
    (ticket,) = claimed(1)
    do("tickets", "hand_over", ticket, "power", reason="x")
    assert ticket_of_id(ticket).assignee_id is None
    do("tickets", "hand_over", ticket, "power2", to="power2", reason="x")
    assert ticket_of_id(ticket).assignee_id == who("power2").user_id


def test_what_was_agreed_at_meetings_goes_along_by_name(session):
    row = planned(participants=["power"])
    agreed(row, organisation="power", person="供电办件员")
    assert held("power")[Kind.actions] == 1
    (result,) = handed("power", "power2", by="power2")
    assert (result.kind, result.error) == (Kind.actions, None)
    assert session.scalars(select(MeetingAction.person)).all() == ["供电业务主管"]
    assert "action_hand_over" in session.scalars(select(Event.verb)).all()


def test_organisation_is_told_once_however_many_cases(session):
    for _ in range(4):
        dispatched(**POWER)
    before = session.scalar(select(Notice.id).order_by(Notice.id.desc()).limit(1)) or 0
    handed("window", "window2")
    told = session.scalars(select(Notice).where(Notice.id > before)).all()
    assert [(one.kind, one.params["more"]) for one in told] == [("handed_over_several", 3)]


def test_list_of_what_is_held_begins_with_the_most_urgent(session):
    claimed(2)
    entered(**POWER)
    found = rows(session, colleague("window"), who("coordinator"), 10)
    assert {one.kind for one in found} == {Kind.applications}
    dues = [one.due_at for one in found if one.due_at]
    assert dues == sorted(dues)


def test_number_of_statements_does_not_grow_with_the_cases(session, statements):
    def cost(number: int) -> int:
        for _ in range(number):
            dispatched(**POWER)
        with statements() as said:
            handed("window", "window2")
        return len(said)

    assert cost(1) == cost(4)


def test_two_who_name_deputies_at_once_make_no_chain(app, session):
    """window → window2 and window2 → window: whoever is second is refused."""
    people = {one: (colleague(one), who(one)) for one in ("window", "window2")}
    begins = clock.now() + timedelta(days=1)

    def name(person: str, deputy: str) -> bool:
        data = {
            "deputy": deputy, "reason": "x",
            "begins_at": begins.isoformat(), "ends_at": (begins + timedelta(days=1)).isoformat(),
        }  # fmt: skip
        try:
            delegate(people[person][0], data, people[person][1])
        except Invalid:
            return False
        return True

    session.rollback()
    for _ in range(3):
        begins += timedelta(days=2)
        done = at_once(app, lambda: name("window", "window2"), lambda: name("window2", "window"))
        assert sorted(done) == [False, True]
