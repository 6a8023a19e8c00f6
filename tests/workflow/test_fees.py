"""Fees only from the catalogue, with their basis; the estimate beside the actual (DOMAIN §7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.foundation.money import Yuan, spoken, total, written
from app.sitework.models.schemes import FeeLine
from app.tickets.models import Ticket
from tests.workflow.stories import WAY, carried, dispatched, do, refused, ticket_of

METER, PIPES = "water-meter", "water-inner-works"
AGREED = dict(WAY)["confirm_scheme"]
engines = pytest.mark.engines
YUAN = st.decimals(0, 10**10, places=2)


def at_scheme(organisation: str = "water") -> int:
    case = dispatched()
    carried(case, organisation, WAY[:3])
    return ticket_of(case, organisation).id


def agreed(*fees: str) -> int:
    """A ticket of water whose scheme with these fees is confirmed."""
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", scheme="x", fees=list(fees))
    do("tickets", "confirm_scheme", ticket, "water", **AGREED)
    return ticket


def amounts(session: Session) -> dict[str, tuple[Any, Any]]:
    session.rollback()
    lines = session.scalars(select(FeeLine).order_by(FeeLine.id))
    return {one.code: (one.estimate, one.actual) for one in lines}


@engines
@pytest.mark.parametrize(
    ("organisation", "name"),
    [
        ("gas", "开户费"),
        ("water", "接水费"),
        ("water", "接水费 （含开关闸费）"),
        ("gas", "增 容 费"),
    ],
)
def test_abolished_name_is_refused_with_the_notice_that_abolished_it(session, organisation, name):
    ticket = at_scheme(organisation)
    error = refused(
        "tickets", "propose_scheme", ticket, organisation, scheme="x", fees=[f"{name} 600"]
    )
    assert (error.status, list(error.errors)) == (422, ["fees"])
    assert "国办函〔2020〕129号" in str(error.errors["fees"][0])
    assert amounts(session) == {}


@engines
def test_fee_that_is_not_in_the_catalogue_is_refused(session):
    ticket = at_scheme()
    for name in ("茶水费", "gas-alarm", "water-meter-2"):
        error = refused(
            "tickets", "propose_scheme", ticket, "water", scheme="x", fees=[f"{name} 10"]
        )
        assert (error.status, list(error.errors)) == (422, ["fees"])
        assert name in str(error.errors["fees"][0])


@engines
def test_line_keeps_name_and_basis_as_the_catalogue_had_them(session):
    agreed(f"{METER} 120.5", "建筑区划红线内供水管道安装工程费 3000")
    one, other = session.scalars(select(FeeLine).order_by(FeeLine.id))
    assert (one.name["zh"], one.legal_basis) == ("水表及附件材料费", "县发改委公示收费目录（示例）")
    assert (other.code, other.estimate, other.actual) == (PIPES, Decimal(3000), None)


@engines
def test_actual_stands_beside_the_estimate_and_may_be_put_right(session):
    ticket = agreed(f"{METER} 120", f"{PIPES} 3000")
    do("tickets", "settle_fees", ticket, "water", actual_fees=[f"{METER} 100"])
    assert amounts(session)[METER] == (Decimal(120), Decimal(100))
    assert amounts(session)[PIPES] == (Decimal(3000), None)
    do("tickets", "settle_fees", ticket, "water", actual_fees=[f"{PIPES} 2999.99", f"{METER} 99"])
    assert amounts(session)[METER][1] == Decimal(99)
    assert ticket_results(session, ticket)["actual"] == "3098.99"


@engines
def test_further_fee_needs_a_reason(session):
    ticket = agreed(f"{METER} 120")
    error = refused("tickets", "settle_fees", ticket, "water", actual_fees=[f"{PIPES} 10"])
    assert (error.status, list(error.errors)) == (422, ["reason"])
    do("tickets", "settle_fees", ticket, "water", actual_fees=[f"{PIPES} 10"], reason="x")
    assert amounts(session)[PIPES] == (None, Decimal(10))


@engines
def test_fees_are_settled_after_completion_but_not_before_confirmation(session):
    ticket = at_scheme()
    do("tickets", "propose_scheme", ticket, "water", scheme="x", fees=[f"{METER} 120"])
    fees = {"actual_fees": [f"{METER} 100"]}
    assert refused("tickets", "settle_fees", ticket, "water", **fees).status == 409
    case = dispatched()
    carried(case, "water")
    done = ticket_of(case, "water").id
    do("tickets", "settle_fees", done, "water", **fees, reason="x")
    assert amounts(session)[METER][1] == Decimal(100)


@given(st.lists(YUAN, max_size=30))
def test_totals_are_exact_decimals_in_any_order(amounts: list[Decimal]) -> None:
    fen = [int(one * 100) for one in amounts]
    assert total(amounts) * 100 == sum(fen)
    assert total(amounts) == total(reversed(amounts)) == total([*amounts, None])
    assert spoken(total(amounts)).replace(",", "") == f"{sum(fen) // 100}.{sum(fen) % 100:02}"


@given(YUAN)
def test_what_is_stored_is_what_was_said(amount: Decimal) -> None:
    stored = Yuan().process_bind_param(amount, None)
    assert Yuan().process_result_value(stored, None) == amount
    assert Decimal(written(amount) or "") == amount


@engines
def test_no_engine_makes_a_float_of_an_amount(session):
    agreed(f"{METER} 0.1", f"{PIPES} 0.2", f"{METER} 99999999.99")
    assert session.scalar(select(func.sum(FeeLine.estimate))) == Decimal("100000000.29")
    assert amounts(session)[METER] == (Decimal("100000000.09"), None)


def test_half_a_fen_is_refused() -> None:
    with pytest.raises(ValueError, match="fen"):
        Yuan().process_bind_param(Decimal("0.005"), None)


def ticket_results(session: Session, ticket_id: int) -> dict[str, Any]:
    results: dict[str, Any] = session.get_one(Ticket, ticket_id).results["settle_fees"]
    return results
