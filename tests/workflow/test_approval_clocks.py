"""Each approval has clocks of its own; the ticket's time is the departments' while they have it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from app.approvals.models import Approval
from app.catalog.queries import catalogue
from app.extensions import db
from app.foundation import clock
from app.journal.models import Event
from app.sla.models import Clock
from app.sla.states import Basis, Holder, Node
from app.tickets.models import Ticket
from app.workflow.approvals import silence
from app.workflow.sweep import sweep
from tests.workflow.permits import approve, ask, at_permits, latest
from tests.workflow.stories import approvals_of, do

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
REVIEW = "需听证、招标、检验、检测、鉴定或专家评审（已书面告知）"


def at(day: int, hour: int = 9, minute: int = 0) -> datetime:
    """An instant of June 2026 by the county's wall clock; the 8th is a Monday."""
    return datetime(2026, 6, day, hour, minute, tzinfo=clock.ZONE).astimezone(UTC)


@pytest.fixture
def mine() -> int:
    """A ticket that reaches the permits on Monday, 8 June, at nine."""
    with clock.frozen(at(8)):
        return at_permits()


def on(day: int, verb: str, row: Approval, by: str, **data: str) -> None:
    with clock.frozen(at(day)):
        do("approvals", verb, row.id, by, **data)


def of(row: Approval | Ticket, node: Node = Node.approval, basis: Basis = Basis.promised) -> Clock:
    db.session.rollback()
    own = (Clock.subject_kind == row.__tablename__) & (Clock.subject_id == row.id)
    found = select(Clock).where(own, Clock.node == node, Clock.basis == basis)
    last = db.session.scalars(found.order_by(Clock.id.desc())).first()
    assert last is not None
    return last


def ticket(row_id: int) -> Ticket:
    db.session.rollback()
    found: Ticket = db.session.get_one(Ticket, row_id)
    return found


def test_promise_takes_a_day_parallel_five_and_the_law_twenty(mine: int) -> None:
    with clock.frozen(at(8)):
        made = ask(mine, "excavation")["excavation"]
    assert of(made).due_at == at(9, 17)
    with clock.frozen(at(8)):
        do("approvals", "withdraw", made.id, "power", reason="x")
        made = ask(mine, "excavation", length_m="260")["excavation"]
    assert of(made).due_at == at(15, 17)
    twenty = of(made, basis=Basis.statutory).due_at
    assert twenty == datetime(2026, 7, 7, 9, tzinfo=UTC), "the Dragon Boat Festival is off"
    assert latest(mine)["excavation"].due_at == at(15, 17), "the nearest of them"


def test_supplement_is_the_utility_s_time_and_the_department_gets_its_days_back(mine: int) -> None:
    with clock.frozen(at(8)):
        made = ask(mine, "excavation", length_m="260")["excavation"]
    on(9, "request_supplement", made, "citymgmt", missing="图纸")
    waiting = of(made)
    assert (waiting.due_at, waiting.spans[-1]["holder"]) == (None, Holder.utility)
    on(11, "supplement", made, "power", added="已附")
    assert of(made).due_at == at(17, 17), "two days later"
    assert [one["holder"] for one in of(made).spans] == ["department", "utility", "department"]


def test_each_department_has_a_clock_of_its_own(mine: int) -> None:
    with clock.frozen(at(8)):
        made = ask(mine, "planning", "excavation", length_m="260")
    on(9, "request_supplement", made["planning"], "planning", missing="图纸")
    assert of(made["planning"]).due_at is None
    assert of(made["excavation"]).due_at == at(15, 17)


def test_ticket_s_time_is_the_departments_only_while_something_lies_with_them(mine: int) -> None:
    def holder() -> tuple[str, bool]:
        whole = of(ticket(mine), Node.ticket)
        return of(ticket(mine), Node.permit).spans[-1]["holder"], whole.due_at is None

    assert holder() == (Holder.utility, False), "nothing asked yet"
    with clock.frozen(at(9)):
        made = ask(mine, "planning", "excavation", length_m="260")
    assert holder() == (Holder.department, True)
    on(10, "request_supplement", made["planning"], "planning", missing="图纸")
    assert holder() == (Holder.department, True), "the other department still has its part"
    on(10, "suspend", made["excavation"], "citymgmt", reason=REVIEW, evidence="霍城管〔2026〕1号")
    assert holder() == (Holder.department, True), "a hearing is no time of the utility's"
    on(11, "resume", made["excavation"], "citymgmt")
    with clock.frozen(at(12)):
        approve(latest(mine)["excavation"])
    assert holder() == (Holder.utility, False), "only the supplement is awaited"


def test_suspension_stops_the_statutory_limit_only_for_reasons_of_the_law(mine: int) -> None:
    with clock.frozen(at(8)):
        made = ask(mine, "excavation", length_m="260")["excavation"]
    on(9, "suspend", made, "citymgmt", reason="用户要求暂缓")
    assert (of(made).due_at, of(made, basis=Basis.statutory).due_at is None) == (None, False)
    on(10, "resume", made, "citymgmt")
    on(10, "suspend", made, "citymgmt", reason=REVIEW, evidence="霍城管〔2026〕1号")
    assert of(made, basis=Basis.statutory).due_at is None


def test_pause_that_has_expired_ends_by_itself(mine: int) -> None:
    with clock.frozen(at(8)):
        made = ask(mine, "excavation", length_m="260")["excavation"]
    on(9, "suspend", made, "citymgmt", reason="用户要求暂缓", until="2026-06-10")
    with clock.frozen(at(12)):
        sweep()
    again = latest(mine)["excavation"]
    assert (again.suspended_at, again.due_at) == (None, at(16, 17))


def test_silence_is_no_approval_unless_the_county_says_so(
    mine: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with clock.frozen(at(8)):
        made = ask(mine, "planning", "excavation")
    on(8, "request_supplement", made["planning"], "planning", missing="图纸")
    late = at(12)
    with clock.frozen(late):
        sweep()
    assert [one.state for one in approvals_of(mine)] == ["supplementing", "requested"]
    county = replace(catalogue(db.session()).county, deemed_approval=True)
    monkeypatch.setattr(silence, "catalogue", lambda _session: SimpleNamespace(county=county))
    with clock.frozen(late + timedelta(minutes=1)):
        sweep()
    states = {one.kind: str(one.state) for one in approvals_of(mine)}
    assert states == {"planning": "supplementing", "excavation": "approved"}
    told = select(Event.actor_id, Event.face).where(
        Event.subject_kind == "approval", Event.verb == "decide"
    )
    assert db.session.execute(told).all() == [(None, "worker")]


@pytest.mark.parametrize(("length", "due"), [("150", 9), ("260", 15)])
def test_permit_stage_has_the_days_of_its_lane(mine: int, length: str, due: int) -> None:
    with clock.frozen(at(8)):
        assert of(ticket(mine), Node.permit).due_at == at(15, 17), "no lane is known yet"
        ask(mine, "excavation", length_m=length)
        assert of(ticket(mine), Node.permit).due_at == at(due, 17)


def test_of_two_packages_the_slower_lane_gives_the_days_of_the_stage(mine: int) -> None:
    with clock.frozen(at(8)):
        ask(mine, "excavation", length_m="260")
        ask(mine, "planning", length_m="150")
        assert of(ticket(mine), Node.permit).due_at == at(15, 17)
