"""One survey for all utilities of an application (DOMAIN §2.5)."""

from __future__ import annotations

from datetime import datetime
from functools import partial

import pytest

from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.journal.models import Event, Notice
from app.sitework.models.surveys import Survey, SurveyPart
from app.workflow.door import Ref, perform
from tests.workflow.stories import (
    DECLINED,
    WAY,
    carried,
    dispatched,
    do,
    refused,
    ticket_of,
    who,
)
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.engines

FOUR = {"power": {}, "water": {}, "gas": {}, "telecom": {"carriers": ["mobile"]}}
UTILITIES = ("power", "water", "gas", "mobile")
TUESDAY, FRIDAY = "2027-03-02T09:30:00+08:00", "2027-03-05T14:00:00+08:00"
NOT_NEEDED = {"answer": "not_needed", "reason": "现场情况已掌握", "external_works": True}
OTHER = {"answer": "other", "reason": "人员冲突", "other_at": FRIDAY}


def contacted(*utilities: str, **changes) -> int:
    """An application whose utilities have spoken with the customer."""
    row_id = dispatched(services=FOUR, **changes)
    for one in utilities or UTILITIES:
        carried(row_id, one, WAY[:2])
    return row_id


def act(row_id: int, utility: str, verb: str, **data) -> None:
    do("tickets", verb, ticket_of(row_id, utility).id, utility, **data)


def proposed(row_id: int, lead: str = "power", at: str = TUESDAY, **data) -> None:
    act(row_id, lead, "schedule_survey", survey_at=at, **data)


def rounds(row_id: int) -> list[Survey]:
    db.session.rollback()
    query = db.session.query(Survey).filter_by(application_id=row_id)
    return query.order_by(Survey.round).all()


def part(row_id: int, utility: str) -> SurveyPart:
    """The latest part of that utility's ticket."""
    ticket = ticket_of(row_id, utility).id
    query = db.session.query(SurveyPart).filter_by(ticket_id=ticket)
    return query.order_by(SurveyPart.id.desc()).first()


def told(row_id: int, utility: str) -> list[str]:
    organisation = ticket_of(row_id, utility).organisation_id
    query = db.session.query(Notice).filter_by(organisation_id=organisation)
    kinds = [one.kind for one in query.order_by(Notice.id)]
    return [one for one in kinds if one.startswith("survey")]


def test_lead_proposes_one_time_to_all_who_have_spoken_with_the_customer(session):
    row_id = contacted("power", "water", "gas")
    proposed(row_id, place="东门", alternative_1=FRIDAY)
    (survey,) = rounds(row_id)
    assert (survey.state, survey.minutes, survey.meeting_place) == ("proposed", 60, "东门")
    assert survey.alternatives == ["2027-03-05T06:00:00Z"]
    assert {one.organisation.code: one.answer for one in survey.parts} == {
        "power": "yes", "water": "waiting", "gas": "waiting",
    }  # fmt: skip
    for one in ("power", "water", "gas"):
        assert ticket_of(row_id, one).survey_at == datetime.fromisoformat(TUESDAY)
    assert ticket_of(row_id, "mobile").survey_at is None
    assert told(row_id, "water") == ["survey_proposed"]
    assert told(row_id, "power") == told(row_id, "mobile") == []


def test_survey_is_agreed_when_everybody_comes_and_held_when_everybody_was_there(session):
    row_id = contacted()
    proposed(row_id)
    for one in UTILITIES[1:]:
        act(row_id, one, "answer_survey", answer="yes")
    assert rounds(row_id)[0].state == "agreed"
    assert told(row_id, "power") == ["survey_yes", "survey_yes", "survey_agreed"]
    for one in UTILITIES:
        assert rounds(row_id)[0].state == "agreed"
        act(row_id, one, "record_survey", external_works=one != "water", obstacles="围墙")
    (survey,) = rounds(row_id)
    assert survey.state == "held"
    assert {one.outcome for one in survey.parts} == {"recorded"}
    assert ticket_of(row_id, "gas").survey_at == survey.survey_at


def test_silent_utility_blocks_nobody(session):
    row_id = contacted()
    proposed(row_id)
    act(row_id, "power", "record_survey", external_works=True)
    act(row_id, "gas", "record_survey", external_works=True)
    assert ticket_of(row_id, "power").stage == "scheme"
    assert rounds(row_id)[0].state == "proposed"


def test_survey_is_recorded_without_any_appointment(session):
    row_id = contacted("water")
    act(row_id, "water", "record_survey", external_works=False)
    assert rounds(row_id) == []
    assert ticket_of(row_id, "water").stage == "scheme"


def test_other_time_is_told_to_the_lead_and_keeps_the_appointment_open(session):
    row_id = contacted()
    proposed(row_id)
    act(row_id, "gas", "answer_survey", **OTHER)
    assert part(row_id, "gas").other_at == datetime.fromisoformat(FRIDAY)
    assert rounds(row_id)[0].state == "proposed"
    assert told(row_id, "power") == ["survey_other"]


def test_moving_asks_everybody_anew_and_keeps_who_when_and_why(session):
    row_id = contacted()
    proposed(row_id)
    act(row_id, "water", "answer_survey", answer="yes")
    act(row_id, "gas", "answer_survey", **OTHER)
    error = refused(
        "tickets", "schedule_survey", ticket_of(row_id, "power").id, "power", survey_at=FRIDAY
    )
    assert set(error.errors) == {"reason"}
    proposed(row_id, at=FRIDAY, reason="应用户要求改期", asked_by="applicant")
    first, second = rounds(row_id)
    assert (first.state, second.state, second.moved_from) == ("moved", "proposed", 1)
    assert {one.outcome for one in first.parts} == {"moved"}
    assert [one.answer for one in first.parts] == ["yes", "yes", "other", "waiting"]
    assert [one.answer for one in second.parts] == ["yes", "waiting", "waiting", "waiting"]
    assert (second.reason, second.asked_by) == ("应用户要求改期", "applicant")
    assert second.proposed_by.username == "power"
    assert ticket_of(row_id, "water").survey_at == datetime.fromisoformat(FRIDAY)
    assert told(row_id, "water") == ["survey_proposed", "survey_moved"]
    ticket = ticket_of(row_id, "water").id
    moved = session.query(Event).filter_by(verb="schedule_survey", subject_id=ticket).all()
    assert [one.changes["survey_at"][1][:10] for one in moved] == ["2027-03-02", "2027-03-05"]


def test_who_needs_no_survey_says_why_and_goes_on_to_the_scheme(session):
    row_id = contacted()
    proposed(row_id)
    ticket = ticket_of(row_id, "water").id
    error = refused("tickets", "answer_survey", ticket, "water", answer="not_needed")
    assert set(error.errors) == {"reason", "external_works"}
    act(row_id, "water", "answer_survey", **NOT_NEEDED)
    ticket = ticket_of(row_id, "water")
    assert (ticket.stage, ticket.external_works, ticket.survey_at) == ("scheme", True, None)
    assert part(row_id, "water").outcome == "not_needed"


def test_no_survey_needed_before_the_customer_was_spoken_with_holds_after_it(session):
    row_id = contacted("power")
    do("tickets", "claim", ticket_of(row_id, "gas").id, "gas")
    proposed(row_id)
    act(row_id, "gas", "answer_survey", **NOT_NEEDED)
    assert ticket_of(row_id, "gas").stage == "contact"
    act(row_id, "gas", "contact")
    assert ticket_of(row_id, "gas").stage == "scheme"


def test_latecomer_joins_by_answering_and_does_not_make_a_second_appointment(session):
    row_id = contacted("power", "water")
    proposed(row_id)
    carried(row_id, "mobile", WAY[:2])
    ticket = ticket_of(row_id, "mobile").id
    assert refused("tickets", "schedule_survey", ticket, "mobile", survey_at=FRIDAY).status == 409
    act(row_id, "mobile", "answer_survey", answer="yes")
    assert ticket_of(row_id, "mobile").survey_at == datetime.fromisoformat(TUESDAY)
    assert len(rounds(row_id)[0].parts) == 3


@pytest.mark.parametrize(
    ("verb", "data"),
    [("decline", DECLINED), ("send_back", {"reason": "地址不在管网范围"})],
)
def test_utility_that_ended_drops_out_by_itself(session, verb, data):
    row_id = contacted()
    proposed(row_id)
    for one in ("water", "mobile"):
        act(row_id, one, "answer_survey", answer="yes")
    act(row_id, "gas", verb, **data)
    assert part(row_id, "gas").outcome == "left"
    assert rounds(row_id)[0].state == "agreed"
    assert "survey_left" in told(row_id, "power")


def test_utility_whose_contact_finds_no_external_works_drops_out(session):
    row_id = contacted("power", "water")
    do("tickets", "claim", ticket_of(row_id, "gas").id, "gas")
    proposed(row_id)
    act(row_id, "gas", "contact", external_works=False)
    gas = ticket_of(row_id, "gas")
    assert (gas.stage, gas.survey_at, part(row_id, "gas").outcome) == ("scheme", None, "left")


def test_withdrawn_application_has_no_appointment_left(session):
    row_id = contacted()
    proposed(row_id)
    do("applications", "withdraw", row_id, "window")
    assert rounds(row_id)[0].state == "cancelled"


def test_lead_chooses_who_takes_part(session):
    row_id = contacted()
    proposed(row_id, participants=["gas", "telecom.mobile"])
    assert {one.organisation.code for one in rounds(row_id)[0].parts} == {"power", "gas", "mobile"}
    proposed(row_id, at=FRIDAY, participants=["gas"], reason="时间冲突")
    assert ticket_of(row_id, "mobile").survey_at is None
    assert told(row_id, "mobile") == ["survey_proposed", "survey_without"]


def test_customers_preferred_times_are_known_to_whoever_proposes(session):
    row_id = contacted("power", preferred_times="工作日上午")
    do("tickets", "claim", ticket_of(row_id, "water").id, "water")
    act(row_id, "water", "contact", preferred_times="周五下午")
    assert ticket_of(row_id, "water").stage == "survey"
    event = session.query(Event).filter_by(verb="contact", subject_kind="application").one()
    assert event.changes["preferred_times"] == ["工作日上午", "周五下午"]


def test_several_tickets_of_an_application_proposed_at_once_share_one_survey(session):
    row_id = contacted()
    refs = [Ref(ticket_of(row_id, one).id) for one in UTILITIES]
    asked = {"survey_at": TUESDAY, "reason": "同时勘察"}  # from the second on it stands already
    results = perform("tickets", "schedule_survey", refs, Actor.system(), asked)
    assert [one.error for one in results] == [None] * 4
    (survey,) = rounds(row_id)
    assert (survey.state, len(survey.parts)) == ("agreed", 4)


def test_two_answers_at_the_same_moment_are_both_kept(app, session):
    actors = {one: who(one) for one in UTILITIES}
    for _ in range(5):
        row_id = contacted()
        proposed(row_id)
        tickets = {one: ticket_of(row_id, one).id for one in UTILITIES[1:]}
        session.rollback()

        def answer(one, tickets=tickets):
            data = {"answer": "yes"}
            return perform("tickets", "answer_survey", [Ref(tickets[one])], actors[one], data)

        results = at_once(app, *(partial(answer, one) for one in UTILITIES[1:]))
        assert [one.error for (one,) in results] == [None] * 3
        assert rounds(row_id)[0].state == "agreed"


def test_two_who_move_it_at_the_same_moment_leave_one_that_stands(app, session):
    row_id = contacted()
    proposed(row_id)
    ticket, at = ticket_of(row_id, "power").id, clock.now()
    actor = who("power")
    session.rollback()

    def move(day):
        data = {"survey_at": day, "reason": "改期"}
        return perform("tickets", "schedule_survey", [Ref(ticket)], actor, data)[0].error

    days = [f"2027-04-0{one}T09:00:00+08:00" for one in (6, 7)]
    assert at_once(app, *(partial(move, one) for one in days)) == [None, None]
    found = rounds(row_id)
    assert [one.state for one in found] == ["moved", "moved", "proposed"]
    assert all(one.proposed_at >= at for one in found[1:])
