"""Pages by key visit every row once, in order, forward and back, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, g
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import update

from app.access.paging import Page, Place, page_of
from app.applications.models import Application
from app.console import listing
from app.console.applications import ApplicationView
from app.extensions import db
from app.people.models import User
from tests.workflow.stories import entered

MORNING = datetime(2026, 3, 2, 1, tzinfo=UTC)
ROWS = 7
ORDERS = st.sampled_from(
    ["", *(f"{one}:{way}" for one in ("number", "enterprise", "due_at") for way in ("asc", "desc"))]
)
VALUES = st.lists(st.one_of(st.none(), st.integers(0, 2)), min_size=ROWS, max_size=ROWS)


@pytest.fixture
def view(app: Flask) -> Any:
    return next(one for one in app.appbuilder.baseviews if isinstance(one, ApplicationView))


@pytest.mark.engines
def test_every_row_is_visited_once_in_order_there_and_back(app: Flask, view: Any) -> None:
    with app.app_context():
        ids = [entered() for _ in range(ROWS)]
        office = db.session.query(User).filter_by(username="coordinator").one()

    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(values=VALUES, order=ORDERS, size=st.integers(1, 4))
    def walk(values: list[int | None], order: str, size: int) -> None:
        with app.test_request_context():
            g.user = office
            _give(ids, values)
            column, _, way = order.partition(":")
            asked = f"_oc_ApplicationView={column}&_od_ApplicationView={way}" if order else ""
            asked_for = listing.listing_of(view, listing.args_of(asked))
            wanted = [one.id for one in listing.select_of(view, asked_for)]
            there = _walk(view, asked_for, size)
            assert [one.id for page in there for one in page.rows] == wanted
            assert [page.first for page in there] == list(range(1, ROWS + 1, size))
            back = _walk(view, asked_for, size, there[-1])
            assert [_ids(page) for page in back] == [_ids(page) for page in there[::-1]]
            assert [page.first for page in back] == [page.first for page in there[::-1]]
            db.session.rollback()

    walk()


def _give(ids: list[int], values: list[int | None]) -> None:
    """Time limits and names, some of them equal, some of them none."""
    for pk, value in zip(ids, values, strict=True):
        due = None if value is None else MORNING + timedelta(hours=value)
        db.session.execute(
            update(Application)
            .where(Application.id == pk)
            .values(due_at=due, enterprise=f"E{value}.{value}")
        )


def _walk(view: Any, asked: listing.Listing, size: int, begin: Page | None = None) -> list[Page]:
    """From the first page on, or from this one back; each place through its address."""
    filters, reader = (
        listing.filters_of(view, asked),
        listing.reader_of(view.datamodel, asked.order.column),
    )
    pages = [begin or page_of(view.datamodel, filters, asked.order, None, size)]
    while place := pages[-1].previous if begin else pages[-1].next:
        place = Place.read(str(place), reader)
        pages.append(page_of(view.datamodel, filters, asked.order, place, size))
    return pages


def _ids(page: Page) -> list[int]:
    return [one.id for one in page.rows]
