"""What a seeded county shows: every state, joint digs, meetings."""

from __future__ import annotations

from sqlalchemy import func, select

from app.applications.models import Application
from app.applications.states import ApplicationState, Channel
from app.approvals.models import Approval, ApprovalPackage
from app.approvals.states import ApprovalState
from app.extensions import db
from app.foundation import clock
from app.meetings.models import Meeting, MeetingAction
from app.meetings.states import MeetingState
from app.sitework.models.digs import Dig, DigMerge
from app.sitework.models.schemes import Scheme
from app.sitework.models.surveys import Survey
from app.sitework.states.digs import MergeState
from app.sitework.states.schemes import SchemeState
from app.sitework.states.surveys import SurveyState
from app.tickets.models import Ticket
from app.tickets.states import OPEN, Stage, TicketState
from app.workflow.seeding import trenches
from app.workflow.seeding.sowing import Sower, writer
from app.workflow.seeding.trenches import Site
from tests.workflow.seeding import NOW, seed


def test_every_state_stage_and_channel_is_seen(session):
    seed(100)
    assert set(session.scalars(select(Application.state))) == set(ApplicationState)
    assert set(session.scalars(select(Ticket.state))) == set(TicketState)
    open_stages = select(Ticket.stage).where(Ticket.state.in_(OPEN))
    assert set(session.scalars(open_stages)) == set(Stage)
    assert set(session.scalars(select(Application.channel))) == set(Channel)
    assert set(session.scalars(select(Approval.state))) == set(ApprovalState)
    assert set(session.scalars(select(Scheme.state))) == set(SchemeState)
    assert set(session.scalars(select(Survey.state))) > {SurveyState.held, SurveyState.moved}
    assert len(set(session.scalars(select(ApprovalPackage.lane)))) > 1
    assert session.scalars(select(func.count()).select_from(Dig)).one() > 5
    refused = select(Approval).where(Approval.state == ApprovalState.refused)
    assert all(one.results["decide"]["opinion"] for one in session.scalars(refused))


def test_what_lies_near_is_dug_together_and_meetings_follow_up(session, monkeypatch):
    monkeypatch.setattr(trenches, "EARLIER", 1)
    monkeypatch.setattr(trenches, "LATELY", 1)
    monkeypatch.setattr(Site, "drawn", lambda _hand, known: Site(next(iter(known.roads)), 100))
    with clock.frozen(NOW):
        with writer(db.engine) as own:
            sower = Sower(own, 7)
            sower.sow(100, lambda _count: None)
        sower.gather()
    merges = session.scalars(select(DigMerge)).all()
    assert MergeState.agreed in {one.state for one in merges}
    assert all(one.metres_avoided > 0 for one in merges)
    held, planned = (
        session.scalars(select(Meeting).where(Meeting.state == state)).all()
        for state in (MeetingState.held, MeetingState.planned)
    )
    assert (len(held), len(planned)) == (2, 1)
    assert all(one.items and one.minutes for one in held)
    assert {one.state for one in session.scalars(select(MeetingAction))} == {"open", "done"}
