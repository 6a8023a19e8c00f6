"""A rule of five working days for the scheme, and tickets limited by it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.sla.models import Clock, SlaRule
from app.sla.states import Migration, Node
from app.tickets.models import Ticket
from app.workflow.recalculation import work_once
from app.workflow.slarules import editing, publishing
from app.workflow.slarules.plan import Plan
from tests.workflow.stories import carried, dispatched, ticket_of, who

TO_SCHEME = (("claim", {}), ("contact", {}), ("record_survey", {"external_works": True}))
FIVE: dict[str, Any] = {
    "code": "scheme-extra",
    "label": {"zh": "方案答复（试行）", "en": "Scheme reply, on trial"},
    "node": "scheme",
    "service": "water",
    "when": {"field": "external_works", "op": "eq", "value": True},
    "unit": "workday",
    "amount": 5,
    "levels": [
        {
            "code": "soon",
            "label": {"zh": "临期", "en": "Due soon"},
            "share": "0.8",
            "tell": ["organisation"],
        },
    ],
}
THREE = FIVE | {"amount": 3}
JUNE = {day: date(2026, 6, day) for day in range(1, 31)}


def drafted(document: Mapping[str, Any]) -> int:
    """The draft of this rule, made or changed."""
    db.session.rollback()
    rule = db.session.scalar(select(SlaRule).where(SlaRule.code == document["code"]))
    if rule is None:
        return editing.create(document, who("coordinator"))
    editing.edit(rule.id, None, document, who("coordinator"))
    return rule.id


def published(document: Mapping[str, Any], day: date, mode: Migration = Migration.new_only) -> Plan:
    return publishing.publish(drafted(document), None, mode, day, who("coordinator"))


def expected(document: Mapping[str, Any], day: date, mode: Migration) -> Plan:
    rule = db.session.get_one(SlaRule, drafted(document))
    return publishing.what_if(db.session(), rule, mode, day, who("coordinator"))


def in_scheme(start: datetime) -> Ticket:
    """A water ticket whose reply to a scheme is limited to five working days from `start`."""
    with clock.frozen(start):
        if not db.session.scalar(select(SlaRule.id).where(SlaRule.code == FIVE["code"])):
            published(FIVE, date(2023, 1, 1))
        row_id = dispatched()
        carried(row_id, "water", TO_SCHEME)
    return ticket_of(row_id, "water")


def scheme(ticket: Ticket) -> Clock:
    db.session.rollback()
    own = (Clock.subject_kind == "ticket") & (Clock.subject_id == ticket.id)
    found: Clock = db.session.scalars(select(Clock).where(own, Clock.node == Node.scheme)).one()
    return found


def worked_off() -> None:
    """Every job of the batch that is ripe."""
    while work_once(db.session()):
        pass
