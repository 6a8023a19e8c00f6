"""Packages of approvals in a few words."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from app.approvals.models import Approval, ApprovalPackage
from app.extensions import db
from tests.workflow.stories import WAY, approvals_of, carried, dispatched, do, ticket_of

WORKS: dict[str, Any] = {"works": "沿建设路埋设管线", "road": "建设路", "length_m": "150"}


def at_permits(organisation: str = "power", **changes: Any) -> int:
    """A ticket whose agreement is signed: the permits are next."""
    row_id = dispatched(**changes)
    carried(row_id, organisation, WAY[:5])
    return ticket_of(row_id, organisation).id


def ask(ticket: int, *kinds: str, by: str = "power", **package: Any) -> dict[str, Approval]:
    """Ask for these kinds: kind → its approval."""
    do("tickets", "request_approvals", ticket, by, kinds=list(kinds), **{**WORKS, **package})
    return latest(ticket)


def asked(*kinds: str, **package: Any) -> dict[str, Approval]:
    """A package of the power utility: kind → its approval."""
    return ask(at_permits(), *kinds, **package)


def latest(ticket: int) -> dict[str, Approval]:
    """Kind → its last approval."""
    return {one.kind: one for one in approvals_of(ticket)}


def package(ticket: int) -> ApprovalPackage:
    """The last one."""
    db.session.rollback()
    query = select(ApprovalPackage).where(ApprovalPackage.ticket_id == ticket)
    found = db.session.scalars(query.order_by(ApprovalPackage.round.desc())).first()
    assert found is not None
    return found


def approve(one: Approval, **said: Any) -> None:
    """By its department."""
    decide(one, "approved", **said)


def decide(one: Approval, decision: str, **said: Any) -> None:
    data = {"opinion": "同意", **said}
    do("approvals", "decide", one.id, one.organisation.code, decision=decision, **data)
