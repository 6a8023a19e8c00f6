"""A draft published, what that would do, and a rule retired (DESIGN §3)."""

from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import WrongState
from app.foundation.messages import say
from app.journal.rules import difference
from app.sla.models import SlaRule, SlaRuleVersion
from app.sla.queries import limits
from app.sla.rules.selection import Rule
from app.sla.states import Migration
from app.workflow.bundle.limits import publish_rule, retire_rule
from app.workflow.publication import alone, announce
from app.workflow.slarules.checking import Document, check_draft, check_publication
from app.workflow.slarules.editing import Seen, journal, locked, permit
from app.workflow.slarules.migrating import migrate, turn_of
from app.workflow.slarules.plan import Plan, forecast
from app.workflow.transaction import writing


def what_if(
    session: Session, rule: SlaRule, mode: Migration, effective: date, actor: Actor
) -> Plan:
    """What publishing the draft like this would do now; nothing changes.

    Raises Forbidden, or Invalid by field where publishing would be refused.
    """
    permit(actor)
    document, known = _dated(rule, effective), limits(session)
    check_draft(session, document, known)
    check_publication(document, known, clock.today())
    new = Rule(document, effective, migration=mode)
    return forecast(session, known, new, turn_of(new))


def publish(pk: int, seen: Seen, mode: Migration, effective: date, actor: Actor) -> Plan:
    """Bring the draft into force: open clocks follow in this transaction, or on its date.

    What was done, or what is expected then. Raises Forbidden, NotFound, Stale, Invalid by field.
    """
    permit(actor)
    with writing() as session:
        alone(session)
        rule = locked(session, pk, seen)
        document, known = _dated(rule, effective), limits(session)
        check_draft(session, document, known)
        check_publication(document, known, clock.today())
        before = _latest(session, rule.code)
        published = publish_rule(session, document, actor.name, migration=mode)
        announce(session)
        plan = migrate(session, published, actor)
        told: dict[str, Any] = {"version": published.version, "migration": mode}
        changes = difference(before.document if before else {}, document)
        journal(session, rule, "publish", actor, changes, told | dict(plan.total))
        return plan


def retire(pk: int, seen: Seen, actor: Actor) -> None:
    """From today on nothing new is limited by it; clocks that run go on.

    Raises Forbidden, NotFound, Stale, or WrongState when there is nothing to retire.
    """
    permit(actor)
    with writing() as session:
        alone(session)
        rule = locked(session, pk, seen)
        latest = _latest(session, rule.code)
        if latest is None or not rule.active:
            raise WrongState(say("This rule is not in force."))
        draft = rule.draft
        retire_rule(session, latest.document, actor.name)
        rule.draft = draft
        announce(session)
        journal(session, rule, "retire", actor, {"active": [True, False]})


def _dated(rule: SlaRule, effective: date) -> Document:
    return {**rule.draft, "effective_from": effective.isoformat()}


def _latest(session: Session, code: str) -> SlaRuleVersion | None:
    query = select(SlaRuleVersion).where(SlaRuleVersion.rule == code)
    return session.scalar(query.order_by(SlaRuleVersion.version.desc()).limit(1))
