"""What lists are filtered by has an index, from its publication on and no longer (ADR 4)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.catalog.kinds import Sort
from app.extensions import db
from app.install import initialise
from app.tickets.models import Ticket
from app.tickets.queries import answer, answered
from app.workflow.bundle.indexes import PREFIX, PRESENT
from tests.workflow.bundles import edit
from tests.workflow.stories import dispatched

pytestmark = pytest.mark.engines
Bundle = Callable[..., Result]
OF_THE_COUNTY = {"business_type", "main_capacity", "meter_dn", "gas_use", "wanted_on", "bandwidth"}
LONG = "a_name_as_long_as_the_catalogue_allows_it"[:40]


def indexes(session: Session) -> dict[str, str]:
    """Field id → the name of its index, as the database knows them."""
    session.rollback()
    found = session.scalars(text(PRESENT[session.get_bind().dialect.name]), {"name": "ticket"})
    names = [one.removeprefix(PREFIX) for one in found if one.startswith(PREFIX)]
    return {one.rpartition("_")[0]: PREFIX + one for one in names}


def mark(field: str, *, filterable: bool) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        (found,) = (one for one in document["fields"] if one["id"] == field)
        found["filterable"] = filterable

    return change


def test_county_begins_with_an_index_for_each_answer_it_marks(session: Session) -> None:
    assert set(indexes(session)) == OF_THE_COUNTY


def test_index_comes_and_goes_with_the_publication(
    session: Session, bundle: Bundle, draft: Path
) -> None:
    before = indexes(session)
    edit(draft / "services" / "gas.yaml", mark("pressure", filterable=True))
    edit(draft / "services" / "water.yaml", mark("meter_dn", filterable=False))
    assert bundle("apply", draft).exit_code == 0
    after = indexes(session)
    assert set(after) == OF_THE_COUNTY - {"meter_dn"} | {"pressure"}
    assert after["gas_use"] == before["gas_use"]
    assert bundle("rollback").exit_code == 0
    assert indexes(session) == before


def test_answer_marked_by_one_service_of_several_keeps_its_index(
    session: Session, bundle: Bundle, draft: Path
) -> None:
    edit(draft / "services" / "power.yaml", mark("business_type", filterable=False))
    assert bundle("apply", draft).exit_code == 0
    assert set(indexes(session)) == OF_THE_COUNTY


def test_refused_bundle_leaves_the_indexes_as_they_were(
    session: Session, bundle: Bundle, draft: Path
) -> None:
    before = indexes(session)
    edit(draft / "services" / "gas.yaml", lambda one: one.update(suffix="S"))
    edit(draft / "services" / "water.yaml", mark("dual_supply", filterable=True))
    assert bundle("apply", draft).exit_code != 0
    assert indexes(session) == before


def test_initialising_again_mends_the_indexes(app: Flask, session: Session) -> None:
    before = indexes(session)
    session.execute(text(f"DROP INDEX {before['meter_dn']}"))
    session.execute(text(f"CREATE INDEX {PREFIX}of_an_older_release ON ticket (id)"))
    session.commit()
    session.close()
    initialise(app)
    assert indexes(session) == before


def test_answers_too_long_or_of_another_kind_are_no_obstacle(
    session: Session, bundle: Bundle, draft: Path
) -> None:
    spec = {"id": LONG, "type": "long_text", "label": {"zh": "长", "en": "Long"}}
    edit(draft / "services" / "water.yaml", lambda one: one["fields"].append(spec))
    assert bundle("apply", draft).exit_code == 0
    dispatched(services={"water": {LONG: "长" * 2000}})
    spec |= {"type": "decimal", "filterable": True}
    edit(draft / "services" / "water.yaml", lambda one: one["fields"].__setitem__(-1, spec))
    assert bundle("apply", draft).exit_code == 0
    assert LONG[:30] in indexes(session)
    spec |= {"type": "text"}
    edit(draft / "services" / "water.yaml", lambda one: one["fields"].__setitem__(-1, spec))
    assert bundle("apply", draft).exit_code == 0


@pytest.mark.parametrize(
    ("path", "sort", "comparison", "value"),
    [
        ("meter_dn", Sort.number, "eq", Decimal(100)),
        ("meter_dn", Sort.number, "ge", Decimal(100)),
        ("main_capacity.value", Sort.number, "gt", Decimal("99.5")),
        ("gas_use", Sort.code, "eq", "living"),
        ("business_type", Sort.code, "eq", "new"),
        ("wanted_on", Sort.day, "le", "2026-12-31"),
    ],
)
def test_filter_is_answered_by_its_index(
    session: Session, path: str, sort: Sort, comparison: str, value: Any
) -> None:
    dispatched()
    name = indexes(session)[path.partition(".")[0]]
    bind = session.get_bind()
    condition = answered(path, sort, comparison, value, [1, 2, 3, 4], bind.dialect.name)
    query = db.select(Ticket.id).where(condition)
    sql = query.compile(bind, compile_kwargs={"literal_binds": True})
    if bind.dialect.name == "postgresql":  # a handful of rows is read as a whole otherwise
        session.execute(text("SET LOCAL enable_seqscan = off"))
        session.execute(text("SET LOCAL enable_indexscan = off"))
        plan = session.execute(text(f"EXPLAIN {sql}")).all()
    else:
        plan = session.execute(text(f"EXPLAIN QUERY PLAN {sql}")).all()
    assert name in str(plan)


@pytest.mark.parametrize("path", ["", "X", "a b", "a'", "a.b", "a.value.unit", "a}", "1", "a\n"])
def test_only_names_of_the_catalogue_stand_in_sql(path: str) -> None:
    with pytest.raises(ValueError, match=r"^.*$"):
        answer(Ticket.attrs, path, Sort.text, "postgresql")
