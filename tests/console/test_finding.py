"""One box finds cases by number, enterprise, its pinyin's initials and the phone's end."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select, text

from app.applications.models import Application
from tests.console.reading import main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import application, dispatched, do, ticket_of

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
NAME = "霍邱县淮源食品有限公司"
OTHER = "临水机械厂"


@pytest.fixture
def cases() -> tuple[int, int]:
    return dispatched(enterprise=NAME, phone="13905641234"), dispatched(
        enterprise=OTHER, phone="13905645555"
    )


@pytest.mark.engines
def test_each_way_of_asking_finds_the_case_in_every_list(
    cases: tuple[int, int], console: Console
) -> None:
    number = application(cases[0]).number
    for asked in (number, number[-5:], number[-3:], number.lower(), "淮源", "hysp", "HYSP", "1234"):
        office = console("coordinator")
        words = main_of(office.get(f"/applications/list/?_flt_0_find={asked}").text)
        assert NAME in words, asked
        assert OTHER not in words, asked
        tickets = tickets_in(office.get(f"/tickets/list/?_flt_0_find={asked}").text)
        assert tickets == {one.id for one in application(cases[0]).tickets}, asked


@pytest.mark.engines
def test_part_of_a_name_is_found_by_an_index_where_the_database_has_one(session: Any) -> None:
    bind = session.get_bind()
    if bind.dialect.name != "postgresql":
        return
    there = "SELECT count(*) FROM pg_indexes WHERE indexname LIKE 'ix_trigram_application_%'"
    known = session.scalar(text("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'"))
    assert session.scalar(text(there)) == (2 if known else 0)
    if known:
        session.execute(text("SET LOCAL enable_seqscan = off"))  # of a few rows all are read else
        session.execute(text("DROP INDEX ix_application_enterprise, ix_application_initials"))
        for column, typed in ((Application.enterprise, "淮源食品"), (Application.initials, "hysp")):
            query = select(Application.id).where(column.contains(typed, autoescape=True))
            sql = query.compile(bind, compile_kwargs={"literal_binds": True})
            assert "ix_trigram_application_" in str(session.execute(text(f"EXPLAIN {sql}")).all())
    session.rollback()


def test_a_look_up_is_made_once_for_all_counts_of_a_list(
    cases: tuple[int, int], console: Console, statements: Callable[[], Any]
) -> None:
    office = console("coordinator")
    with statements() as said:
        office.get("/tickets/list/?_flt_0_find=淮源&psize_TicketView=10")
    (counting,) = [one for one in said if "count_1" in one]
    assert counting.count("application.enterprise LIKE") == 1


def test_end_of_a_ticket_number_finds_that_ticket(cases: tuple[int, int], console: Console) -> None:
    ticket = ticket_of(cases[0], "water")
    page = console("coordinator").get(f"/tickets/list/?_flt_0_find={ticket.number[-7:]}").text
    assert tickets_in(page) == {ticket.id}


def test_phone_end_tells_nothing_to_whoever_sees_no_application(
    cases: tuple[int, int], console: Console
) -> None:
    found = console("water").get("/tickets/list/?_flt_0_find=1234").text
    assert tickets_in(found) == {ticket_of(cases[0], "water").id}
    assert console("planning").get("/approvals/list/?_flt_0_find=1234").status_code == 200


def test_what_a_case_is_found_by_follows_its_corrections(
    cases: tuple[int, int], console: Console
) -> None:
    row = application(cases[1])
    do(
        "applications",
        "amend",
        row.id,
        "window",
        reason="更名",
        enterprise="城关纺织厂",
        phone="13905649876",
    )
    row = application(cases[1])
    assert (row.initials, row.phone_end) == ("cgfzc", "9876")
    page = console("coordinator").get("/applications/list/?_flt_0_find=cgfz").text
    assert "城关纺织厂" in page
