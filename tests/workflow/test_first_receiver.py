"""首接负责制: who takes the case stays responsible for it (DOMAIN §2.3)."""

import pytest
from sqlalchemy import select

from app.journal.models import Event
from app.people.models import Outlet, StaffProfile, User
from tests.workflow.stories import application, do, entered, who

pytestmark = pytest.mark.engines


@pytest.fixture
def second_agent(session):
    """Another agent of the online outlet."""
    power = session.scalars(select(StaffProfile).join(User).where(User.username == "window")).one()
    online = session.scalars(select(Outlet).where(Outlet.code == "online")).one()
    roles = session.scalars(select(User).where(User.username == "online")).one().roles
    session.get(User, power.user_id).roles = list(roles)
    power.outlet_id = online.id
    session.commit()
    return "window"


def test_clerk_who_accepts_at_the_counter_is_first_receiver(session):
    row_id = entered()
    do("applications", "accept", row_id, "window")
    assert application(row_id).first_receiver_id == who("window").user_id


def test_last_online_agent_holds_first_receiver_duty(session, second_agent):
    row_id = entered("online", channel="online")
    do("applications", "submit", row_id, "online")
    do("applications", "accept", row_id, "online")
    assert application(row_id).first_receiver_id == who("online").user_id
    do("applications", "dispatch", row_id, second_agent)
    assert application(row_id).first_receiver_id == who(second_agent).user_id


def test_dispatch_fixes_the_first_receiver(session, second_agent):
    row_id = entered("online", channel="online", services={"water": {}})
    for verb in ("accept", "dispatch"):
        do("applications", verb, row_id, "online")
    (ticket,) = application(row_id).tickets
    do("tickets", "send_back", ticket.id, "water", reason="不属本单位")
    do("applications", "dispatch", row_id, second_agent)
    assert application(row_id).first_receiver_id == who("online").user_id


def test_handling_chain_is_kept(session, second_agent):
    row_id = entered("online", channel="online")
    for verb, agent in (("submit", "online"), ("accept", second_agent), ("dispatch", "online")):
        do("applications", verb, row_id, agent)
    events = session.scalars(
        select(Event).where(Event.subject_kind == "application", Event.subject_id == row_id)
    )
    chain = [(one.verb, one.actor_id) for one in events]
    online, other = who("online").user_id, who(second_agent).user_id
    assert chain == [
        ("create", online),
        ("submit", online),
        ("accept", other),
        ("dispatch", online),
    ]
