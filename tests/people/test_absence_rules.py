"""Who may act when: half-open times, no two deputies at once, no deputy of a deputy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select, text

from app.people.models import Delegation, Organisation, User
from app.people.queries import holding
from app.people.rules import clash, holds, meets

START = datetime(2026, 6, 1, tzinfo=UTC)
LAST = 9
INSTANTS = range(-1, LAST + 2)


@dataclass
class Away:
    """A time of whole hours between people who are numbers."""

    person_id: int
    deputy_id: int
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None = None


def hour(number: int) -> datetime:
    return START + timedelta(hours=number)


@st.composite
def absences(draw: Any) -> Away:
    person, deputy = draw(st.permutations([1, 2, 3]))[:2]
    begins = draw(st.integers(0, LAST - 1))
    ends = draw(st.integers(begins + 1, LAST))
    early = draw(st.none() | st.integers(0, ends - 1))
    return Away(person, deputy, hour(begins), hour(ends), None if early is None else hour(early))


def acts(one: Away, at: int) -> bool:
    """From the words of the law: from the begin on, not at the end, not once it was ended."""
    now = hour(at)
    ended = one.ended_at is not None and now >= one.ended_at
    return one.begins_at <= now < one.ends_at and not ended


@given(absences(), st.integers(0, LAST - 1), st.integers(1, LAST))
def test_deputy_acts_from_the_begin_on_and_not_at_the_end(one: Away, begins: int, length: int):
    assert [holds(one, hour(at)) for at in INSTANTS] == [acts(one, at) for at in INSTANTS]
    within = any(acts(one, at) for at in range(begins, begins + length))
    assert meets(one, hour(begins), hour(begins + length)) is within


@given(absences(), st.lists(absences(), max_size=4))
def test_refused_is_exactly_what_would_make_two_deputies_or_a_chain(
    asked: Away, others: list[Away]
):
    asked.ended_at = None
    beside = [one for one in others if any(acts(one, at) and acts(asked, at) for at in INSTANTS)]
    two = any(one.person_id == asked.person_id for one in beside)
    chain = any(
        one.person_id == asked.deputy_id or one.deputy_id == asked.person_id for one in beside
    )
    assert (clash(asked, others) is not None) is (two or chain)


@pytest.mark.engines
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(absences(), min_size=1, max_size=4))
def test_database_says_the_same_as_the_rule(session: Any, rows: list[Away]):
    session.rollback()
    organisation_id = session.scalars(select(Organisation.id).limit(1)).one()
    users = session.scalars(select(User.id).order_by(User.id).limit(3)).all()
    stored = [
        Delegation(
            person_id=users[one.person_id - 1], deputy_id=users[one.deputy_id - 1],
            organisation_id=organisation_id, reason="x",
            begins_at=one.begins_at, ends_at=one.ends_at, ended_at=one.ended_at,
        )
        for one in rows
    ]  # fmt: skip
    session.add_all(stored)
    session.flush()
    for at in INSTANTS:
        found = set(session.scalars(select(Delegation.id).where(holding(hour(at)))))
        assert found == {row.id for row, one in zip(stored, rows, strict=True) if acts(one, at)}
    session.rollback()
    assert session.scalar(text("SELECT count(*) FROM delegation")) == 0
