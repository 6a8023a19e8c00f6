"""What the door refuses, and what it leaves behind."""

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError

from app.applications.models import Application
from app.applications.queries import visible_to as visible_applications
from app.foundation import clock
from app.foundation.errors import Invalid, NotFound
from app.journal.models import Event, EventPersonal, Outbox
from app.journal.rules import digest
from app.tickets.models import Ticket
from app.tickets.queries import visible_to as visible_tickets
from app.workflow.applications.create import create
from app.workflow.available import available_actions
from app.workflow.door import Ref, perform
from tests.workflow.stories import (
    DECLINED,
    application,
    dispatched,
    do,
    entered,
    form,
    refused,
    ticket_of,
    who,
)

pytestmark = pytest.mark.engines


def test_unknown_verb_is_not_found(session):
    with pytest.raises(NotFound):
        perform("tickets", "explode", [Ref(1)], who("water"), {})


def test_another_utilitys_ticket_is_as_good_as_absent(session):
    ticket = ticket_of(dispatched(), "power")
    assert refused("tickets", "claim", ticket.id, "water").status == 404


def test_waiting_ticket_is_invisible_to_its_utility(session):
    ticket = ticket_of(entered(), "water")
    assert refused("tickets", "claim", ticket.id, "water").status == 404


@pytest.mark.parametrize(
    ("verb", "asked"), [("withdraw", {"reason": "Entered by mistake"}), ("decline", DECLINED)]
)
def test_case_that_ended_before_dispatch_is_never_shown_to_a_utility(session, verb, asked):
    ticket = ticket_of(entered(), "water")
    do("applications", verb, ticket.application_id, "window", **asked)
    assert refused("tickets", "claim", ticket.id, "water").status == 404
    for model, visible in ((Ticket, visible_tickets), (Application, visible_applications)):
        assert not session.scalars(select(model).where(visible(who("water")))).all()


def test_an_action_asks_by_itself_what_it_says_it_asks(session):
    ticket = ticket_of(dispatched(), "power")  # which has colleagues
    do("tickets", "claim", ticket.id, "power")
    session.refresh(ticket)
    offered = available_actions(session, "tickets", [ticket], who("power"))[ticket.id]
    for one in offered:
        own = (*one.action.fields(one.setting), *one.action.adds(one.setting))
        assert {field.id for field in own} == one.action.asks


def test_leader_may_look_but_not_act(session):
    ticket = ticket_of(dispatched(), "water")
    assert refused("tickets", "claim", ticket.id, "leader").status == 403


def test_first_receiver_cannot_claim_for_the_utility(session):
    ticket = ticket_of(dispatched(), "water")
    assert refused("tickets", "claim", ticket.id, "window").status == 403


def test_administrator_has_no_business_with_applications(session):
    assert refused("applications", "accept", entered(), "admin").status == 404


def test_stale_version_is_refused(session):
    row_id = entered()
    do("applications", "submit", row_id, "window")
    (result,) = perform("applications", "accept", [Ref(row_id, [1])], who("window"), {})
    assert result.error.status == 412
    assert application(row_id).state == "submitted"


def test_a_set_leaves_out_what_is_refused_and_does_the_rest(session):
    ready, done = entered(), dispatched()
    results = perform(
        "applications", "accept", [Ref(ready), Ref(done), Ref(999_999)], who("window"), {}
    )
    assert [one.error and one.error.status for one in results] == [None, 409, 404]
    assert application(ready).state == "accepted"


def test_statements_do_not_grow_with_the_set(app, session, statements):
    def cost(count: int) -> int:
        rows = [entered(services={"water": {}, "gas": {}}) for _ in range(count)]
        perform("applications", "accept", [Ref(one) for one in rows], who("window"), {})
        actor = who("window")
        with statements() as said:
            results = perform("applications", "dispatch", [Ref(one) for one in rows], actor, {})
        assert all(one.error is None for one in results)
        return len(said)

    cost(1)
    assert cost(2) == cost(12)


def test_input_that_the_form_does_not_know_is_refused_by_field(session):
    error = refused("applications", "accept", entered(), "window", colour="red")
    assert (error.status, list(error.errors)) == (422, ["colour"])


def test_event_time_may_lie_before_entry_but_not_in_the_future(session):
    row_id = entered()
    error = refused("applications", "accept", row_id, "window", occurred_at="2999-01-01T00:00:00Z")
    assert list(error.errors) == ["occurred_at"]
    do("applications", "accept", row_id, "window", occurred_at="2026-06-01T01:00:00Z")
    event = session.scalars(select(Event).where(Event.verb == "accept")).first()
    assert event.occurred_at < event.recorded_at
    assert application(row_id).accepted_at == event.occurred_at


def test_refused_action_writes_nothing(session):
    row_id = entered()
    before = session.scalar(select(func.count(Event.id)))
    refused("applications", "decline", row_id, "window")
    assert session.scalar(select(func.count(Event.id))) == before


def test_bad_form_writes_nothing_and_names_every_field(session):
    with pytest.raises(Invalid) as caught:
        create(
            who("window"),
            form(phone="12", services={"power": {"main_capacity": "many"}, "steam": {}}),
        )
    assert {"phone", "services.power.main_capacity", "services.steam"} <= set(caught.value.errors)
    assert session.scalar(select(func.count(Event.id))) == 0


def test_journal_tells_who_did_what_from_where_and_what_changed(session):
    row_id = entered()
    do("applications", "accept", row_id, "window")
    event = session.scalars(select(Event).where(Event.verb == "accept")).one()
    assert (event.role, event.face, event.state_before, event.state_after) == (
        "window", "console", "draft", "accepted",
    )  # fmt: skip
    assert event.changes["first_receiver_id"] == [None, who("window").user_id]


def test_journal_tells_an_answer_of_value_and_unit_as_a_whole(session):
    row_id = entered()
    capacity = {"value": "800", "unit": "kVA"}
    entry = {"reason": "笔误", "power.main_capacity": capacity}
    do("applications", "amend", row_id, "window", **entry)
    of_ticket = (Event.verb == "amend") & (Event.subject_kind == "ticket")
    event = session.scalars(select(Event).where(of_ticket)).one()
    before = {"value": "630", "unit": "kVA"}
    assert event.changes == {"attrs.main_capacity": [before, capacity]}


def test_personal_values_stand_beside_the_journal_and_can_be_purged(session):
    row_id = entered()
    do("applications", "amend", row_id, "window", reason="笔误", phone="13905640000")
    event = session.scalars(select(Event).where(Event.verb == "amend")).one()
    apart = session.scalars(select(EventPersonal).where(EventPersonal.event_id == event.id)).one()
    assert (apart.field, apart.before, apart.after) == ("phone", "13905641234", "13905640000")
    assert event.changes["phone"] == [
        digest(apart.salt, "13905641234"),
        digest(apart.salt, "13905640000"),
    ]
    assert "13905640000" not in str(event.input)
    session.delete(apart)
    session.commit()


@pytest.mark.parametrize("attempt", ["UPDATE event SET verb = 'x'", "DELETE FROM event"])
def test_database_refuses_to_change_the_journal(session, attempt):
    entered()
    with pytest.raises(IntegrityError):
        session.execute(text(attempt))


def test_database_refuses_deletions_of_the_journal_in_disguise(session):
    entered()
    attempt = {
        "sqlite": "INSERT OR REPLACE INTO event SELECT * FROM event",
        "postgresql": "TRUNCATE event CASCADE",
    }[session.get_bind().dialect.name]
    with pytest.raises(IntegrityError):
        session.execute(text(attempt))


def test_dispatch_tells_every_utility_through_the_outbox(session):
    dispatched()
    rows = session.scalars(select(Outbox)).all()
    assert len(rows) == 6
    assert {one.topic for one in rows} == {"ticket.dispatch"}
    assert len({one.organisation_id for one in rows}) == 6


def test_same_idempotency_key_does_the_work_once(session):
    row_id = entered()
    for _ in range(2):
        (result,) = perform("applications", "accept", [Ref(row_id)], who("window"), {}, key="a-1")
        assert (result.id, result.error) == (row_id, None)
    assert create(who("window"), form(), key="c-1") == create(who("window"), form(), key="c-1")


def test_same_key_with_another_request_is_refused(session):
    create(who("window"), form(), key="c-1")
    with pytest.raises(Invalid):
        create(who("window"), form(contact="李四"), key="c-1")


def test_every_action_is_listed_with_the_reason_why_not(session):
    found = application(entered())
    listed = available_actions(session, "applications", [found], who("window"))[found.id]
    said = {one.action.verb: one.why_not and one.why_not.status for one in listed}
    assert said["accept"] is None
    assert said["dispatch"] == 409


def test_number_carries_county_and_day(session):
    with clock.frozen(clock.now()):
        number = application(entered()).number
        assert number == f"341522LB{clock.today():%Y%m%d}00001"


def test_row_named_twice_is_done_once(session):
    ticket = ticket_of(dispatched(services={"water": {}}), "water")
    results = perform("tickets", "claim", [Ref(ticket.id)] * 2, who("water"), {})
    assert [one.error for one in results] == [None]
    assert ticket_of(ticket.application_id, "water").stage == "contact"


def test_draft_is_put_right_without_a_reason_but_nothing_later(session):
    row_id = entered()
    do("applications", "amend", row_id, "window", contact="李四")
    do("applications", "accept", row_id, "window")
    error = refused("applications", "amend", row_id, "window", contact="王五")
    assert list(error.errors) == ["reason"]


def test_amending_an_answer_writes_every_ticket_of_the_service(session):
    row_id = entered()
    do("applications", "amend", row_id, "window", **{"telecom.bandwidth": "500"})
    tickets = [one for one in application(row_id).tickets if one.service == "telecom"]
    assert {one.attrs["bandwidth"] for one in tickets} == {"500"}
