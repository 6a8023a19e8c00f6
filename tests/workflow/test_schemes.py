"""Scheme, agreement, fees: what a utility replies and what the applicant answers (DOMAIN §2.6)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from io import BytesIO
from typing import Any

import pytest
from flask_migrate import downgrade, upgrade
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.foundation import clock
from app.sitework.models.schemes import Scheme
from app.workflow.attachments.attaching import Upload, attach
from app.workflow.door import Ref, perform
from tests.support.contents import pdf
from tests.workflow.stories import WAY, carried, dispatched, do, refused, ticket_of, who
from tests.workflow.test_races import at_once

pytestmark = pytest.mark.engines

SCHEME = {"scheme": "DN100"}
AGREED = dict(WAY)["confirm_scheme"]


def at_scheme(organisation: str = "water") -> int:
    """A ticket of which a scheme is awaited."""
    case = dispatched()
    carried(case, organisation, WAY[:3])
    return ticket_of(case, organisation).id


def revisions(session: Session, ticket_id: int) -> list[tuple[Any, ...]]:
    session.rollback()
    query = select(Scheme).where(Scheme.ticket_id == ticket_id).order_by(Scheme.revision)
    return [(one.revision, str(one.state), one.text) for one in session.scalars(query)]


def test_reply_is_the_first_revision_and_its_confirmation_names_the_agreement(session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME, connection_on="2026-12-24")
    do("tickets", "confirm_scheme", ticket, "window", **AGREED)
    assert revisions(session, ticket) == [(1, "confirmed", "DN100")]
    one = session.scalars(select(Scheme)).one()
    assert (one.agreement_number, str(one.agreement_form)) == ("XY-1", "electronic")
    assert one.agreement_signed_on.isoformat() == "2025-06-02"
    assert one.connection_on.isoformat() == "2026-12-24"


def test_refusal_opens_a_revision_and_the_old_one_is_kept_with_its_reason(session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    do("tickets", "refuse_scheme", ticket, "window", reason="x")
    assert refused("tickets", "confirm_scheme", ticket, "window", **AGREED).status == 409
    do("tickets", "propose_scheme", ticket, "water", scheme="DN80")
    assert revisions(session, ticket) == [(1, "refused", "DN100"), (2, "proposed", "DN80")]
    assert session.scalars(select(Scheme.refusal_reason)).first() == "x"
    do("tickets", "confirm_scheme", ticket, "window", **AGREED)
    assert revisions(session, ticket)[1] == (2, "confirmed", "DN80")


def test_proposal_before_the_answer_gives_way_to_its_revision(session):
    ticket = at_scheme()
    for scheme in ("DN100", "DN80", "DN65"):
        do("tickets", "propose_scheme", ticket, "water", scheme=scheme)
    states = ["superseded", "superseded", "proposed"]
    assert [state for _, state, _ in revisions(session, ticket)] == states
    do("tickets", "confirm_scheme", ticket, "water", **AGREED)


@pytest.mark.parametrize("left_out", AGREED)
def test_confirmation_without_agreement_status_is_refused(session, left_out):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    rest = {key: value for key, value in AGREED.items() if key != left_out}
    error = refused("tickets", "confirm_scheme", ticket, "window", **rest)
    assert (error.status, list(error.errors)) == (422, [left_out])
    assert revisions(session, ticket) == [(1, "proposed", "DN100")]


def test_what_was_signed_on_paper_is_confirmed_with_its_signed_copy(session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    paper = AGREED | {"agreement_form": "paper"}
    error = refused("tickets", "confirm_scheme", ticket, "window", **paper)
    assert (error.status, list(error.errors)) == (422, ["signed_copy"])
    copy = attach("tickets", ticket, Upload(BytesIO(pdf()), "合同.pdf"), who("window")).digest
    do("tickets", "confirm_scheme", ticket, "window", **paper, signed_copy=[copy])
    assert session.scalars(select(Scheme.signed_copies)).one() == [copy]


def test_agreement_is_not_signed_after_its_confirmation(session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    tomorrow = clock.today() + timedelta(days=1)
    given = AGREED | {"agreement_signed_on": tomorrow.isoformat()}
    error = refused("tickets", "confirm_scheme", ticket, "window", **given)
    assert (error.status, list(error.errors)) == (422, ["agreement_signed_on"])
    do("tickets", "confirm_scheme", ticket, "window",
       **AGREED | {"agreement_signed_on": clock.today().isoformat()})  # fmt: skip


@pytest.mark.parametrize("number", ["\u2060", "\u3164", "\u00ad \u2800", "——"])
@pytest.mark.any_engine
def test_agreement_number_that_nobody_can_read_is_none(session, number):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    given = AGREED | {"agreement_number": number}
    error = refused("tickets", "confirm_scheme", ticket, "window", **given)
    assert (error.status, list(error.errors)) == (422, ["agreement_number"])


@pytest.mark.parametrize("left_out", AGREED)
def test_database_refuses_a_confirmation_without_agreement(session, left_out):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    do("tickets", "confirm_scheme", ticket, "water", **AGREED)
    one = session.scalars(select(Scheme)).one()
    setattr(one, left_out, None)
    with pytest.raises(IntegrityError, match="ck_scheme_agreement"):
        session.commit()


def test_database_refuses_a_second_scheme_that_stands(session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    one = session.scalars(select(Scheme)).one()
    columns = {c.key: getattr(one, c.key) for c in Scheme.__table__.columns if c.key != "id"}
    with pytest.raises(IntegrityError):
        session.execute(insert(Scheme), [columns | {"revision": 2}])


def test_ticket_that_starts_anew_has_no_scheme_that_stands(session):
    case = dispatched()
    carried(case, "mobile", WAY[:5])
    ticket = ticket_of(case, "mobile").id
    do("tickets", "send_back", ticket, "mobile", reason="x")
    do("applications", "dispatch", case, "window")
    assert revisions(session, ticket)[0][1] == "superseded"
    assert session.scalars(select(Scheme.agreement_number)).one() == "XY-1"


def test_applicant_confirms_at_one_desk_and_refuses_at_another_and_one_of_them_counts(app, session):
    for _ in range(5):
        ticket = at_scheme()
        do("tickets", "propose_scheme", ticket, "water", **SCHEME)
        window, water = who("window"), who("water")

        def act(verb, actor, data, ticket=ticket):
            return perform("tickets", verb, [Ref(ticket)], actor, data)[0].error

        session.rollback()
        errors = at_once(
            app,
            partial(act, "confirm_scheme", window, AGREED),
            partial(act, "refuse_scheme", water, {"reason": "x"}),
        )
        (late,) = [one for one in errors if one is not None]
        assert late.status == 409
        (one,) = revisions(session, ticket)
        assert one[1] in {"confirmed", "refused"}


def test_revisions_of_two_people_at_once_are_two_revisions(app, session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", **SCHEME)
    water = who("water")

    def propose(scheme):
        return perform("tickets", "propose_scheme", [Ref(ticket)], water, {"scheme": scheme})[0]

    session.rollback()
    results = at_once(app, partial(propose, "DN80"), partial(propose, "DN65"))
    assert [one.error for one in results] == [None, None]
    told = revisions(session, ticket)
    assert [(number, state) for number, state, _ in told] == [
        (1, "superseded"), (2, "superseded"), (3, "proposed"),
    ]  # fmt: skip
    assert {text for _, _, text in told} == {"DN100", "DN80", "DN65"}


def test_tickets_that_were_replied_to_before_there_were_schemes_have_a_first_revision(app, session):
    case = dispatched()
    carried(case, "water", WAY[:5])
    carried(case, "gas", WAY[:4])
    carried(case, "power", WAY[:3])
    ids = [ticket_of(case, one).id for one in ("water", "gas", "power")]
    before = [revisions(session, one) for one in ids]
    session.close()
    downgrade(revision="0007")
    upgrade()
    assert [revisions(session, one) for one in ids] == before
    assert [len(one) for one in before] == [1, 1, 0]
    do("tickets", "confirm_scheme", ids[1], "window", **AGREED)
