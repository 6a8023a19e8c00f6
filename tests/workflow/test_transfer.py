"""移交: to another specialist, or to another organisation."""

import pytest
from sqlalchemy import select

from app.people.models import Specialist
from app.workflow.publication import announce
from tests.workflow.stories import dispatched, do, refused, ticket_of

pytestmark = pytest.mark.engines


def test_specialist_of_the_same_organisation_goes_on_with_the_ticket(session):
    row_id = dispatched(services={"water": {}})
    ticket = ticket_of(row_id, "water")
    other = Specialist(code="water-new", organisation_id=ticket.organisation_id, name="新专员")
    session.add(other)
    announce(session)
    session.commit()
    do("tickets", "claim", ticket.id, "water")
    do("tickets", "transfer", ticket.id, "water", reason="休假", specialist="water-new")
    moved = ticket_of(row_id, "water")
    assert (moved.specialist.code, moved.stage) == ("water-new", "contact")


def test_first_receiver_transfers_only_what_was_sent_back(session):
    row_id = dispatched(services={"water": {}})
    ticket = ticket_of(row_id, "water")
    assert refused("tickets", "transfer", ticket.id, "window", reason="换人").status == 403
    do("tickets", "send_back", ticket.id, "water", reason="不属本单位")
    do("tickets", "transfer", ticket.id, "window", reason="已核实")
    assert ticket_of(row_id, "water").state == "dispatched"


def test_specialist_must_be_one_that_is_offered(session):
    row_id = dispatched()
    stranger = session.scalars(select(Specialist).where(Specialist.code.like("power%"))).first()
    ticket = ticket_of(row_id, "water")
    error = refused(
        "tickets", "transfer", ticket.id, "water", reason="休假", specialist=stranger.code
    )
    assert list(error.errors) == ["specialist"]
