"""The what-if and publishing are one plan; open clocks follow as the mode says (SLA-CASES.md)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, insert, select

from app.applications.models import Application
from app.extensions import db
from app.foundation import clock
from app.foundation.base import row_of
from app.foundation.errors import WrongState
from app.sla.models import Clock
from app.sla.states import Migration, Node
from app.tickets.models import Ticket
from app.workflow.recalculation import work_once
from app.workflow.slarules import publishing
from app.workflow.slarules.plan import Effect
from tests.sla.calendars import at
from tests.workflow.limited import (
    FIVE,
    JUNE,
    THREE,
    TO_SCHEME,
    drafted,
    expected,
    in_scheme,
    published,
    scheme,
    worked_off,
)
from tests.workflow.stories import application, carried, dispatched, do, ticket_of, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]


@pytest.mark.parametrize(
    ("start", "effective", "mode", "due"),
    [
        ("06-08 09:00", 10, Migration.all_open, "06-11 17:00"),
        ("06-08 09:00", 10, Migration.never_earlier, "06-15 17:00"),
        ("06-08 09:00", 10, Migration.new_only, "06-15 17:00"),
        ("06-08 09:00", 12, Migration.all_open, "06-15 17:00"),
        ("06-05 09:00", 12, Migration.all_open, "06-12 17:00"),
    ],
)
def test_five_days_become_three_on_the_effective_date(
    start: str, effective: int, mode: Migration, due: str
) -> None:
    ticket = in_scheme(at(start))
    before = scheme(ticket).due_at
    with clock.frozen(at("06-08 15:00")):
        assert published(THREE, JUNE[effective], mode).waits
        assert not work_once(db.session())
    assert scheme(ticket).due_at == before, "nothing happens before its date"
    with clock.frozen(at(f"06-{effective} 00:01")):
        worked_off()
    found = scheme(ticket)
    assert found.due_at == at(due)
    assert found.promised_at == before, "no new promise is told"
    assert ticket_of(ticket.application_id, "water").due_at == at(due)


def test_a_new_limit_starts_with_the_version_of_its_day() -> None:
    with clock.frozen(at("06-08 09:00")):
        published(FIVE, JUNE[1])
        published(THREE, JUNE[10])
        before = dispatched()
        carried(before, "water", TO_SCHEME)
    with clock.frozen(at("06-10 09:00")):
        after = dispatched()
        carried(after, "water", TO_SCHEME)
    assert scheme(ticket_of(before, "water")).due_at == at("06-15 17:00")
    assert scheme(ticket_of(after, "water")).due_at == at("06-15 17:00"), "three days"


def test_a_pause_after_the_change_gives_back_what_the_floor_left() -> None:
    ticket = in_scheme(at("06-08 09:00"))
    with clock.frozen(at("06-10 09:00")):
        published(THREE, JUNE[10], Migration.never_earlier)
        do("tickets", "suspend", ticket.id, "water", reason="用户现场不具备施工条件")
    with clock.frozen(at("06-15 10:00")):
        do("tickets", "resume", ticket.id, "water")
    assert scheme(ticket).due_at == at("06-18 17:00"), "three working days are left as before"


def test_a_paused_clock_is_compared_as_if_it_were_resumed() -> None:
    ticket = in_scheme(at("06-08 09:00"))
    with clock.frozen(at("06-09 10:00")):
        do("tickets", "suspend", ticket.id, "water", reason="用户现场不具备施工条件")
    with clock.frozen(at("06-11 09:00")):
        plan = published(THREE, JUNE[11], Migration.all_open)
    assert [(one.dates.before, one.dates.after) for one in plan.having(Effect.moved)] == [
        (at("06-17 17:00"), at("06-15 17:00"))
    ]
    with clock.frozen(at("06-11 10:00")):
        do("tickets", "resume", ticket.id, "water")
    assert scheme(ticket).due_at == at("06-15 17:00")


def test_a_rule_that_is_more_specific_takes_over_open_clocks_as_its_mode_says() -> None:
    ticket = in_scheme(at("06-08 09:00"))
    township = {"field": "township", "op": "eq", "value": "341522400"}
    closer = THREE | {"code": "scheme-zone", "when": {"all": [FIVE["when"], township]}}
    with clock.frozen(at("06-10 09:00")):
        published(closer, JUNE[10], Migration.all_open)
    assert scheme(ticket).due_at == at("06-11 17:00")
    assert scheme(ticket).rule_version.rule == "scheme-zone"


def test_a_retired_rule_leaves_running_clocks_alone_and_starts_none() -> None:
    ticket = in_scheme(at("06-08 09:00"))
    with clock.frozen(at("06-08 10:00")):
        published(THREE, JUNE[20], Migration.all_open)
        publishing.retire(drafted(THREE), None, who("coordinator"))
        other = dispatched()
        carried(other, "water", TO_SCHEME)
    with clock.frozen(at("06-22 10:00")):
        worked_off()
        with pytest.raises(WrongState):
            publishing.retire(drafted(THREE), None, who("coordinator"))
    assert scheme(ticket).due_at == at("06-15 17:00")
    assert scheme(ticket_of(other, "water")).rule_version.rule == "scheme-water"


def test_of_two_versions_for_one_day_only_the_later_is_carried_out() -> None:
    ticket = in_scheme(at("06-08 09:00"))
    with clock.frozen(at("06-08 10:00")):
        published(FIVE | {"amount": 9}, JUNE[11], Migration.all_open)
        published(THREE, JUNE[11], Migration.never_earlier)
    with clock.frozen(at("06-11 08:00")):
        worked_off()
    assert scheme(ticket).due_at == at("06-15 17:00")
    assert scheme(ticket).rule_version.version == 3


def multiplied(tickets: list[Ticket], copies: int) -> None:
    """Each ticket with its case and its clock of the scheme once more, so many times."""
    free = {one: db.session.scalar(select(func.max(one.id))) for one in (Application, Ticket)}
    rows: dict[type, list[dict[str, Any]]] = {Application: [], Ticket: [], Clock: []}
    for ticket in tickets:
        running = row_of(scheme(ticket))
        of_case, own = row_of(application(ticket.application_id)), row_of(ticket)
        for _ in range(copies):
            free = {model: last + 1 for model, last in free.items()}
            case, pk = free[Application], free[Ticket]
            mine = {"application_id": case}
            rows[Application].append(of_case | {"id": case, "number": f"A{case}"})
            rows[Ticket].append(own | mine | {"id": pk, "number": f"T{pk}"})
            rows[Clock].append(running | mine | {"subject_id": pk})
    for model, copied in rows.items():
        db.session.execute(insert(model), copied)
    db.session.commit()


def a_thousand_open(app: Flask) -> None:
    """Two hundred each begun on five days: the first are late, the fourth suspended."""
    with app.app_context():
        base = [in_scheme(at(f"06-0{day} 09:00")) for day in (1, 4, 5, 8, 9)]
        with clock.frozen(at("06-09 11:00")):
            do("tickets", "suspend", base[3].id, "water", reason="用户现场不具备施工条件")
        multiplied(base, 199)


def dates() -> dict[int, tuple[Any, ...]]:
    """Clock → what a version could change."""
    db.session.rollback()
    told = (Clock.due_at, Clock.left_seconds, Clock.promised_at, Clock.rule_version_id)
    slot = select(Clock.id, *told).where(Clock.node == Node.scheme)
    return {one: tuple(rest) for one, *rest in db.session.execute(slot)}


@pytest.mark.parametrize(
    ("mode", "effective", "number", "breached"),
    [
        (Migration.new_only, 10, 0, 0),
        (Migration.never_earlier, 10, 0, 0),
        (Migration.all_open, 10, 600, 0),
        (Migration.all_open, 2, 800, 200),
    ],
)
def test_what_if_tells_exactly_what_publishing_does_to_a_thousand_clocks(
    scene: Callable[..., Any], mode: Migration, effective: int, number: int, breached: int
) -> None:
    scene("thousand", a_thousand_open)
    with clock.frozen(at("06-10 09:00")):
        plan, before = expected(THREE, JUNE[effective], mode), dates()
        assert len(before) == 1000
        done = published(THREE, JUNE[effective], mode)
    after = dates()
    assert (plan.total, plan.numbers) == (done.total, done.numbers)
    assert [one.clock_id for one in plan.carried] == [one.clock_id for one in done.carried]
    moved = {one.clock_id: one.dates.after for one in plan.having(Effect.moved)}
    shifted = {one for one in before if before[one][:2] != after[one][:2]}
    assert shifted == set(moved)
    assert (len(moved), plan.total[Effect.breached]) == (number, breached)
    for one in shifted:
        assert after[one][0] in {moved[one], None}, "a paused one is due when it is resumed"
    assert {one[2] for one in after.values()} == {one[2] for one in before.values()}
