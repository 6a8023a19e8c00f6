"""What holds of every deadline, whatever the start, the terms and the pauses."""

from __future__ import annotations

from datetime import timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation import clock
from app.sla.rules.deadline import Pause, Terms, after, before, due, net_seconds, share_at
from app.sla.states import Unit
from tests.sla.calendars import COUNTY
from tests.sla.examples import Case, cases, instants, pauses

INSTANT = timedelta(microseconds=1)
DAYS = ("workday", "day", "month")


@given(case=cases(units=("hour",)))
def test_what_is_added_has_elapsed_and_not_an_instant_earlier(case: Case) -> None:
    due_at = due(COUNTY, *case)
    seconds = case.terms.amount * 3600
    assert net_seconds(COUNTY, case.start, due_at, case.pauses) == seconds
    assert net_seconds(COUNTY, case.start, due_at - INSTANT, case.pauses) == seconds - 1


@given(case=cases(units=("hour", "workday", "day")), other=instants())
def test_who_starts_later_is_due_no_earlier(case: Case, other: object) -> None:
    early, late = sorted([case.start, other])
    assert due(COUNTY, early, *case[1:]) <= due(COUNTY, late, *case[1:])


@given(case=cases(units=("month",)), other=instants())
def test_months_are_due_in_the_order_of_their_starts(case: Case, other: object) -> None:
    early, late = sorted([case.start, other])
    assert due(COUNTY, early, case.terms) <= due(COUNTY, late, case.terms)


@given(case=cases(), more=st.integers(1, 5))
def test_more_time_is_due_no_earlier(case: Case, more: int) -> None:
    longer = Terms(case.terms.unit, case.terms.amount + more, case.terms.after_hours)
    assert due(COUNTY, *case) <= due(COUNTY, case.start, longer, case.pauses)


@given(case=cases(), more=pauses())
def test_another_pause_never_brings_due_forward(case: Case, more: list[Pause]) -> None:
    assert due(COUNTY, *case) <= due(COUNTY, *case[:2], [*case.pauses, *more])


@given(case=cases(), data=st.data())
def test_the_order_of_pauses_and_repeating_them_changes_nothing(
    case: Case, data: st.DataObject
) -> None:
    again = data.draw(st.permutations([*case.pauses, *case.pauses[:1]]))
    assert due(COUNTY, *case) == due(COUNTY, *case[:2], again)


@given(case=cases(), hours=st.integers(-12, 14))
def test_an_instant_is_the_same_in_every_time_zone(case: Case, hours: int) -> None:
    zone = timezone(timedelta(hours=hours))
    held = [Pause(one.begins_at.astimezone(zone), one.ends_at) for one in case.pauses]
    found = due(COUNTY, case.start.astimezone(zone), case.terms, held)
    assert found == due(COUNTY, *case)
    assert found.utcoffset() == timedelta(0)


@given(case=cases())
def test_nobody_is_due_while_paused(case: Case) -> None:
    due_at = due(COUNTY, *case)
    assert not [one for one in case.pauses if one.begins_at < due_at < one.ends_at]


@given(case=cases(units=DAYS))
def test_days_are_due_at_the_close_of_a_later_working_day(case: Case) -> None:
    due_at = due(COUNTY, *case)
    day = clock.local(due_at).date()
    assert due_at == COUNTY.close(day)
    assert day > clock.local(case.start).date()


@given(case=cases(), shares=st.lists(st.decimals(0, 1, places=2), min_size=2, max_size=2))
def test_shares_are_reached_in_their_order_and_all_of_it_by_due(
    case: Case, shares: list[Decimal]
) -> None:
    due_at = due(COUNTY, *case)
    less, more = (
        share_at(COUNTY, case.start, due_at, case.pauses, share) for share in sorted(shares)
    )
    assert case.start <= less <= more <= due_at


@given(due_at=instants(), amount=st.decimals(Decimal("0.01"), 30, places=2))
def test_an_offset_in_hours_is_that_much_business_time(due_at: object, amount: Decimal) -> None:
    terms = Terms(Unit.hour, amount)
    assert net_seconds(COUNTY, before(COUNTY, due_at, terms), due_at) == amount * 3600
    assert net_seconds(COUNTY, due_at, after(COUNTY, due_at, terms)) == amount * 3600


@pytest.mark.parametrize("unit", list(Unit))
@given(start=instants())
def test_a_pause_cut_in_two_is_the_same_pause(unit: Unit, start: object) -> None:
    cut, end = start + timedelta(days=2), start + timedelta(days=5)
    terms = Terms(unit, Decimal(2))
    whole = [Pause(start, end)]
    parts = [Pause(start, cut + INSTANT), Pause(cut, end)]
    assert due(COUNTY, start, terms, whole) == due(COUNTY, start, terms, parts)
