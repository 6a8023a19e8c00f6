"""委托: while somebody is away, a colleague sees and does what is theirs, and says so."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.access.accounts import NewAccount, add
from app.applications.models import Application
from app.applications.queries import visible_to
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import DomainError, Forbidden, Invalid
from app.journal.models import Event
from app.people.models import Delegation, Organisation, Outlet, User
from app.people.queries import Colleague, colleagues
from app.workflow.handover.delegating import delegate, end
from tests.support.clients import PASSWORD
from tests.workflow.stories import application, dispatched, do, entered, refused, ticket_of, who

pytestmark = pytest.mark.engines
NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def colleague(username: str) -> Colleague:
    (found,) = colleagues(db.session(), User.username == username)
    return found


def away(
    person: str = "window", deputy: str = "window2", *, begins: datetime = NOW, days: float = 5,
    by: str | None = None,
) -> int:  # fmt: skip
    """The id of a delegation that was named."""
    data = {
        "deputy": deputy,
        "begins_at": begins.isoformat(),
        "ends_at": (begins + days * DAY).isoformat(),
        "reason": "休假",
    }
    return delegate(colleague(person), data, who(by or person))


def elsewhere(session: Any, row_id: int) -> None:
    """The case is another outlet's: only its first receiver sees it."""
    other = session.scalars(select(Outlet).where(Outlet.code == "online")).one()
    case = application(row_id)
    case.outlet_id = other.id
    for one in case.tickets:
        one.outlet_id = other.id
    session.commit()


def sees(session: Any, username: str, row_id: int) -> bool:
    query = select(Application.id).where(Application.id == row_id, visible_to(who(username)))
    return session.scalar(query) is not None


def test_deputy_sees_and_does_what_is_the_absent_colleagues_until_the_end(session):
    with clock.frozen(NOW):
        row_id = dispatched()
        elsewhere(session, row_id)
        assert not sees(session, "window2", row_id)
        away(days=1)
        assert sees(session, "window2", row_id)
        do("applications", "amend", row_id, "window2", contact="王建军", reason="笔误")
        case = application(row_id)
        assert case.first_receiver.username == "window"
        event = session.scalars(select(Event).where(Event.verb == "amend")).one()
        told = (event.actor_name, event.acting_for, event.acting_for_id)
        assert told == ("政务大厅综窗", "政务大厅窗口", case.first_receiver_id)
    with clock.frozen(NOW + DAY - timedelta(seconds=1)):
        assert sees(session, "window2", row_id)
    with clock.frozen(NOW + DAY):
        assert not sees(session, "window2", row_id)


def test_what_is_the_deputys_own_is_done_in_nobodys_place(session):
    with clock.frozen(NOW):
        away()
        row_id = dispatched("window2")
        for event in session.scalars(select(Event).where(Event.application_id == row_id)):
            assert event.acting_for is None


def test_duty_stays_with_the_absent_agent(session):
    """Online the last agent is responsible; a deputy is the absent agent's hand."""
    with clock.frozen(NOW):
        add(session, NewAccount("online2", "客服乙", ("online",), "hall", "online"), PASSWORD)
        session.commit()
        row_id = entered("online", channel="online")
        do("applications", "submit", row_id, "online")
        away("online", "online2")
        do("applications", "accept", row_id, "online2")
        assert application(row_id).first_receiver.username == "online"


def test_utilitys_deputy_is_told_beside_the_ticket(session):
    with clock.frozen(NOW):
        row_id = dispatched(services={"power": FORM_POWER})
        ticket = ticket_of(row_id, "power")
        do("tickets", "claim", ticket.id, "power")
        away("power", "power2")
        do("tickets", "contact", ticket.id, "power2")
        event = session.scalars(select(Event).where(Event.verb == "contact")).one()
        assert (event.actor_name, event.acting_for) == ("供电业务主管", "供电办件员")


FORM_POWER = {
    "business_type": "new",
    "main_capacity": {"value": "630", "unit": "kVA"},
    "backup_capacity": None,
}


@pytest.mark.parametrize(
    ("person", "deputy", "field"),
    [
        ("window", "online", "deputy"),  # another outlet
        ("window", "power", "deputy"),  # another organisation
        ("power", "power-api", "deputy"),  # a program
        ("coordinator", "leader", "deputy"),  # a role that grants less
    ],
)
def test_only_a_colleague_who_could_do_it_stands_in(session, person, deputy, field):
    with clock.frozen(NOW), pytest.raises(Invalid) as refusal:
        away(person, deputy)
    assert list(refusal.value.errors) == [field]


def test_nobody_else_names_a_deputy(session):
    with clock.frozen(NOW):
        for by in ("window2", "power"):
            with pytest.raises(Forbidden):
                away(by=by)
        away(by="coordinator")
        away("power", "power2", by="power2")  # who leads the organisation


def test_no_two_deputies_at_a_time_and_no_chain(session):
    with clock.frozen(NOW):
        add(session, NewAccount("window3", "窗口丙", ("window",), "hall", "hall"), PASSWORD)
        session.commit()
        away(days=5)
        for person, deputy in (
            ("window", "window3"),
            ("window2", "window3"),
            ("window3", "window"),
        ):
            with pytest.raises(Invalid):
                away(person, deputy, days=1)
        away("window", "window3", begins=NOW + 5 * DAY)
        away("window2", "window3", begins=NOW + 20 * DAY)


def test_deputy_who_left_the_organisation_sees_nothing_of_it(session):
    with clock.frozen(NOW):
        row_id = dispatched()
        elsewhere(session, row_id)
        away()
        user = session.scalars(select(User).where(User.username == "window2")).one()
        user.profile.organisation = who_organisation(session, "office")
        session.commit()
        assert not sees(session, "window2", row_id)


def who_organisation(session: Any, code: str) -> Any:
    return session.scalars(select(Organisation).where(Organisation.code == code)).one()


def test_absence_ends_early_and_only_once(session):
    with clock.frozen(NOW):
        pk = away()
    with clock.frozen(NOW + DAY):
        with pytest.raises(DomainError):
            end(pk, 1, who("window2"))
        end(pk, 1, who("window"))
        assert who("window2").stands_in_for == ()
        with pytest.raises(DomainError):
            end(pk, 2, who("window"))
        away(begins=NOW + DAY)
    verbs = session.scalars(select(Event.verb).where(Event.subject_kind == "delegation"))
    assert list(verbs) == ["delegate", "end_delegation", "delegate"]


def test_absence_costs_no_statement_more(session, statements):
    with clock.frozen(NOW):
        away()
        with statements() as said:
            actor = who("window2")
        # the account by its name, then everything about it
        assert len([one for one in said if one.startswith("SELECT")]) == 2
        assert [one.name for one in actor.stands_in_for] == ["政务大厅窗口"]


def test_colleague_who_stands_in_for_nobody_is_refused(session):
    with clock.frozen(NOW):
        row_id = dispatched()
        elsewhere(session, row_id)
        error = refused("applications", "amend", row_id, "window2", contact="x", reason="x")
    assert error.status == 404


def test_delegation_is_kept(session):
    with clock.frozen(NOW):
        pk = away(days=2)
        row = session.get_one(Delegation, pk)
        assert (row.begins_at, row.ends_at, row.reason) == (NOW, NOW + 2 * DAY, "休假")
