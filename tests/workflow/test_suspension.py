"""A ticket stands still for a reason of the catalogue, with its basis, notice and end."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.journal.models import Event
from app.sla.models import Clock
from app.sla.states import Basis, Holder, Node
from tests.workflow.stories import dispatched, do, refused, ticket_of

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
MONDAY = datetime(2026, 6, 8, 1, tzinfo=UTC)  # 09:00 in the county
WAITS, REVIEW = "用户要求暂缓", "需听证、招标、检验、检测、鉴定或专家评审（已书面告知）"


@pytest.fixture(autouse=True)
def monday() -> object:
    with clock.frozen(MONDAY) as now:
        yield now


def claimed() -> int:
    ticket = ticket_of(dispatched(), "water")
    do("tickets", "claim", ticket.id, "water")
    return ticket.id


def whole(ticket_id: int) -> Clock:
    db.session.rollback()
    of = (Clock.subject_kind == "ticket") & (Clock.subject_id == ticket_id)
    return db.session.scalars(
        select(Clock).where(of, Clock.node == Node.ticket, Clock.basis == Basis.promised)
    ).one()


def told(ticket_id: int) -> dict[str, object]:
    of = (Event.subject_kind == "ticket") & (Event.subject_id == ticket_id)
    last = db.session.scalars(select(Event).where(of).order_by(Event.id.desc())).first()
    assert last is not None
    return last.input


def test_reason_brings_its_holder_its_basis_and_its_longest_period() -> None:
    ticket = claimed()
    do("tickets", "suspend", ticket, "water", reason=REVIEW, evidence="霍水函〔2026〕3号")
    span = whole(ticket).spans[-1]
    assert (span["holder"], span["evidence"]) == (Holder.department, "霍水函〔2026〕3号")
    assert span["legal_basis"] == "《中华人民共和国行政许可法》第四十五条"
    assert told(ticket)["until"] == "2026-08-07", "60 natural days"
    assert whole(ticket).pause_expires_at == datetime(2026, 8, 7, 15, 59, 59, tzinfo=UTC)


def test_reason_that_needs_a_written_notice_is_refused_without_it() -> None:
    error = refused("tickets", "suspend", claimed(), "water", reason=REVIEW)
    assert (error.status, list(error.errors)) == (422, ["evidence"])


@pytest.mark.parametrize("until", ["2026-06-07", "2026-09-07"])
def test_pause_ends_neither_before_it_begins_nor_after_the_reason_s_period(until: str) -> None:
    error = refused("tickets", "suspend", claimed(), "water", reason=WAITS, until=until)
    assert (error.status, list(error.errors)) == (422, ["until"])


def test_whoever_names_a_day_is_paused_to_the_end_of_it() -> None:
    ticket = claimed()
    do("tickets", "suspend", ticket, "water", reason=WAITS, until="2026-06-12")
    assert whole(ticket).pause_expires_at == datetime(2026, 6, 12, 15, 59, 59, tzinfo=UTC)
    assert whole(ticket).spans[-1]["holder"] == Holder.applicant


def test_reason_in_words_of_one_s_own_stays_the_utility_s_time_and_ends_after_a_month() -> None:
    ticket = claimed()
    do("tickets", "suspend", ticket, "water", reason="设备未到货")
    assert whole(ticket).spans[-1]["holder"] == Holder.utility
    assert told(ticket)["until"] == "2026-07-08"
