"""One form in, a ticket for every utility, connected."""

import pytest

from app.journal.models import Event
from tests.workflow.stories import (
    DECLINED,
    UTILITIES,
    WAY,
    application,
    carried,
    dispatched,
    do,
    entered,
    refused,
    ticket_of,
)

pytestmark = pytest.mark.engines


def test_one_form_becomes_a_waiting_ticket_per_service_and_carrier(session):
    found = application(entered())
    assert found.state == "draft"
    assert [one.number.removeprefix(found.number) for one in found.tickets] == [
        "-D", "-S", "-Q", "-YD", "-DX", "-LT",
    ]  # fmt: skip
    assert {one.state for one in found.tickets} == {"waiting"}


def test_every_utility_gets_its_ticket_at_the_same_moment_with_a_specialist(session):
    found = application(dispatched())
    assert found.state == "in_progress"
    assert {one.state for one in found.tickets} == {"dispatched"}
    assert len({one.dispatched_at for one in found.tickets}) == 1
    assert all(one.specialist.organisation_id == one.organisation_id for one in found.tickets)


def test_application_is_concluded_when_the_last_ticket_is(session):
    row_id = dispatched()
    for organisation in UTILITIES[:-1]:
        carried(row_id, organisation)
    assert application(row_id).state == "in_progress"
    carried(row_id, UTILITIES[-1])
    assert application(row_id).state == "completed"
    assert application(row_id).ended_at is not None


def test_one_that_declines_does_not_stop_the_others(session):
    row_id = dispatched()
    do("tickets", "decline", ticket_of(row_id, "gas").id, "gas", **DECLINED)
    for organisation in UTILITIES:
        if organisation != "gas":
            carried(row_id, organisation)
    assert application(row_id).state == "completed"


def test_application_nobody_could_connect_ends_without_connection(session):
    row_id = dispatched(services={"water": {}})
    do("tickets", "decline", ticket_of(row_id, "water").id, "water", **DECLINED)
    assert application(row_id).state == "ended"


def test_ticket_sent_back_keeps_the_application_open_until_it_is_dispatched_again(session):
    row_id = dispatched(services={"water": {}, "gas": {}})
    do("tickets", "send_back", ticket_of(row_id, "gas").id, "gas", reason="地址不在管网范围")
    carried(row_id, "water")
    assert application(row_id).state == "in_progress"
    do("applications", "dispatch", row_id, "window")
    carried(row_id, "gas")
    assert application(row_id).state == "completed"


def test_without_external_works_permit_and_construction_are_left_out(session):
    row_id = dispatched(services={"water": {}})
    ticket = ticket_of(row_id, "water")
    for verb, data in WAY[:2]:
        do("tickets", verb, ticket.id, "water", **data)
    do("tickets", "record_survey", ticket.id, "water", external_works=False)
    for verb, data in WAY[3:5]:
        do("tickets", verb, ticket.id, "water", **data)
    assert ticket_of(row_id, "water").stage == "inspect"


def test_known_from_the_start_that_there_are_no_external_works_skips_the_survey(session):
    row_id = dispatched(services={"water": {}})
    ticket = ticket_of(row_id, "water")
    do("tickets", "claim", ticket.id, "water")
    do("tickets", "contact", ticket.id, "water", external_works=False)
    assert ticket_of(row_id, "water").stage == "scheme"


def test_scheme_is_not_confirmed_without_agreement(session):
    row_id = dispatched(services={"water": {}})
    carried(row_id, "water", WAY[:4])
    error = refused("tickets", "confirm_scheme", ticket_of(row_id, "water").id, "water")
    assert error.status == 422
    assert set(error.errors) == {"agreement_number", "agreement_signed_on", "agreement_form"}


def test_customers_confirmation_recorded_by_the_first_receiver_is_marked(session):
    row_id = dispatched(services={"water": {}})
    carried(row_id, "water", WAY[:4])
    do("tickets", "confirm_scheme", ticket_of(row_id, "water").id, "window", **WAY[4][1])
    event = session.query(Event).filter_by(verb="confirm_scheme").one()
    assert (event.on_behalf, event.actor_id) == ("applicant", application(row_id).first_receiver_id)


def test_supplement_is_requested_once(session):
    row_id = entered()
    do("applications", "request_supplement", row_id, "window", items="缺少联系电话")
    do("applications", "supplement", row_id, "window", phone="13905649999")
    assert application(row_id).phone == "13905649999"
    error = refused("applications", "request_supplement", row_id, "window", items="再补")
    assert error.status == 409


def test_withdrawal_ends_what_is_open_and_keeps_what_is_connected(session):
    row_id = dispatched(services={"water": {}, "gas": {}})
    carried(row_id, "water")
    do("applications", "withdraw", row_id, "window")
    assert application(row_id).state == "completed"
    assert ticket_of(row_id, "gas").state == "withdrawn"


def test_suspended_ticket_goes_on_where_it_stood(session):
    row_id = dispatched(services={"water": {}})
    carried(row_id, "water", WAY[:2])
    ticket = ticket_of(row_id, "water")
    do("tickets", "suspend", ticket.id, "water", reason="客户场地未就绪")
    assert (
        refused("tickets", "record_survey", ticket.id, "water", external_works=True).status == 409
    )
    do("tickets", "resume", ticket.id, "water")
    assert (ticket_of(row_id, "water").state, ticket_of(row_id, "water").stage) == (
        "in_progress",
        "survey",
    )
