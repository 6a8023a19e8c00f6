"""The main job told in a few words: what other tests begin with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.applications.models import Application
from app.approvals.models import Approval
from app.approvals.states import ApprovalState
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError
from app.people.models import User
from app.people.queries import actor_of
from app.tickets.models import Ticket
from app.workflow.applications.create import create
from app.workflow.door import Ref, perform

FORM: dict[str, Any] = {
    "channel": "hall",
    "enterprise": "霍邱县淮源食品有限公司",
    "property": "owned",
    "contact": "王建国",
    "phone": "13905641234",
    "address": "安徽霍邱经济开发区创业路18号",
    "township": "341522400",
    "uscc": None,
    "services": {
        "power": {
            "business_type": "new",
            "main_capacity": {"value": "630", "unit": "kVA"},
            "backup_capacity": None,
        },
        "water": {"business_type": "new", "meter_dn": "100", "dual_supply": False},
        "gas": {
            "gas_use": "production",
            "gas_flow": "120",
            "pressure": "5",
            "wanted_on": "2026-12-31",
        },
        "telecom": {
            "carriers": ["mobile", "telecom", "unicom"],
            "business_type": "new",
            "bandwidth": "1000",
            "plan_price": "199",
        },
    },
}
UTILITIES = ("power", "water", "gas", "mobile", "telecom", "unicom")
"""Demo accounts, each of the organisation of the same code."""
WAY = (
    ("claim", {}),
    ("contact", {}),
    ("record_survey", {"external_works": True}),
    ("propose_scheme", {"scheme": "10 kV 单电源"}),
    (
        "confirm_scheme",
        {
            "agreement_number": "XY-1",
            "agreement_signed_on": "2025-06-02",
            "agreement_form": "electronic",
        },
    ),
    (
        "request_approvals",
        {
            "kinds": ["excavation"],
            "works": "沿建设路埋设管线",
            "road": "建设路",
            "length_m": "150",
        },
    ),
    ("start_construction", {}),
    ("finish_construction", {}),
    ("inspect", {}),
    ("connect", {}),
    ("complete", {}),
)
"""A ticket's way with external works."""
DECLINED = {"reason": "不具备条件", "legal_basis": "行政许可法第三十二条"}


def who(username: str) -> Actor:
    """The actor of a demo account."""
    user = db.session.scalars(select(User).where(User.username == username)).one()
    return actor_of(user, "console")


def form(**changes: Any) -> dict[str, Any]:
    """The form, with some of it changed."""
    return FORM | changes


def do(noun: str, verb: str, row_id: int, actor: str, **data: Any) -> None:
    """One action that is expected to be done."""
    (result,) = perform(noun, verb, [Ref(row_id)], who(actor), data)
    if result.error:
        raise result.error


def refused(noun: str, verb: str, row_id: int, actor: str, **data: Any) -> DomainError:
    """One action that is expected to be refused: with what."""
    (result,) = perform(noun, verb, [Ref(row_id)], who(actor), data)
    assert result.error is not None, f"{verb} was done"
    return result.error


def application(row_id: int) -> Application:
    db.session.rollback()
    found: Application = db.session.get_one(Application, row_id)
    return found


def ticket_of(application_id: int, organisation: str) -> Ticket:
    tickets = application(application_id).tickets
    return next(one for one in tickets if one.organisation.code == organisation)


def entered(actor: str = "window", **changes: Any) -> int:
    """A draft."""
    return create(who(actor), form(**changes))


def dispatched(actor: str = "window", **changes: Any) -> int:
    """Accepted and with every utility."""
    row_id = entered(actor, **changes)
    do("applications", "accept", row_id, actor)
    do("applications", "dispatch", row_id, actor)
    return row_id


def carried(
    application_id: int, organisation: str, way: Sequence[tuple[str, dict[str, Any]]] = WAY
) -> None:
    """One utility carries its ticket along `way`, by default to completion."""
    row_id = ticket_of(application_id, organisation).id
    for verb, data in way:
        do("tickets", verb, row_id, organisation, **data)
        if verb == "request_approvals":
            permit(row_id)


def approvals_of(ticket_id: int) -> list[Approval]:
    """Every approval asked for with the ticket, the oldest first."""
    db.session.rollback()
    query = select(Approval).where(Approval.ticket_id == ticket_id).order_by(Approval.id)
    return list(db.session.scalars(query))


def permit(ticket_id: int) -> None:
    """The departments approve what lies with them."""
    for one in approvals_of(ticket_id):
        if one.state is ApprovalState.requested:
            department = one.organisation.code
            do("approvals", "decide", one.id, department, decision="approved", opinion="同意")
