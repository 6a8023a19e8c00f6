"""Ten thousand excavation plans in the county: the neighbours of a new one take an index."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from app.extensions import db
from app.foundation import clock
from app.sitework.queries.digs import near_to
from app.workflow.available import available_actions
from app.workflow.digging import neighbours
from bench.digging import multiply
from tests.workflow.excavations import MONDAY, digging, planned, ticket
from tests.workflow.stories import who

pytestmark = pytest.mark.engines
MANY = 10_000


@pytest.fixture
def crowded(session: Any) -> Any:
    """A gas ticket with an excavation among ten thousand of others."""
    gas = digging("gas")
    digging("water", "安徽霍邱纺织有限公司")
    with clock.frozen(MONDAY):
        dig = planned(gas, "gas", from_m=2000, to_m=2100)
    multiply(dig, MANY, date(2026, 1, 1))
    return gas, dig


def test_neighbours_of_a_new_plan_take_three_statements(
    crowded: Any, statements: Callable[[], Any]
) -> None:
    gas, _ = crowded
    row, actor = ticket(gas.id), who("gas")
    with clock.frozen(MONDAY), statements() as said:
        offered = available_actions(db.session(), "tickets", [row], actor)[row.id]
        found = neighbours(offered[0].setting)
    assert len([one for one in said if " dig" in one]) <= 3
    assert sum(map(len, found.values())) > 0


def test_neighbours_are_found_by_the_index_alone(crowded: Any, engine_kind: str) -> None:
    _, dig = crowded
    session = db.session()
    bind = session.get_bind()
    query = near_to([dig], 50, 30).compile(bind, compile_kwargs={"literal_binds": True})
    explain = "EXPLAIN QUERY PLAN" if engine_kind == "sqlite" else "EXPLAIN"
    plan = " ".join(map(str, session.execute(text(f"{explain} {query}")).all()))
    assert "ix_dig_near" in plan
    assert "SCAN dig" not in plan
    assert "Seq Scan on dig " not in plan


def test_those_found_are_exactly_those_that_are_near(crowded: Any) -> None:
    _, dig = crowded
    found = db.session.scalars(near_to([dig], 50, 30)).all()
    days = timedelta(days=30)
    every = db.session.execute(text("SELECT count(*) FROM dig")).scalar_one()
    assert every > MANY
    assert all(
        one.from_m <= dig.to_m + 50
        and one.to_m >= dig.from_m - 50
        and one.starts_on <= dig.ends_on + days
        and one.ends_on >= dig.starts_on - days
        for one in found
    )
