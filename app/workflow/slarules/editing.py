"""A rule's draft: made and changed, versions compared, journalled (DESIGN §3)."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.models import Event
from app.journal.rules import difference
from app.sla.models import SlaRule
from app.sla.queries import limits
from app.sla.states import Basis
from app.workflow import journalling
from app.workflow.drafts import UNDRAFTED, Filling, spend
from app.workflow.slarules.checking import Document, check_draft
from app.workflow.transaction import writing

Seen = Collection[int] | None
"""Versions of the row that the actor may have seen; None for whichever."""


def create(document: Document, actor: Actor, *, sent: Filling = UNDRAFTED) -> int:
    """A draft that limits nothing yet; raises Forbidden, or Invalid by field."""
    permit(actor)
    with writing() as session:
        check_draft(session, document, limits(session))
        if session.scalar(select(SlaRule.id).where(SlaRule.code == document["code"])):
            raise Invalid({"code": [say("This code is taken.")]})
        rule = SlaRule(code=document["code"], active=False, version=1)
        _fill(rule, document)
        session.add(rule)
        session.flush()
        journal(session, rule, "create", actor, difference({}, document))
        spend(session, actor, sent)
        return rule.id


def edit(
    pk: int, seen: Seen, document: Document, actor: Actor, *, sent: Filling = UNDRAFTED
) -> None:
    """Change the draft as the actor saw it; what is published stays.

    Raises Forbidden, NotFound, Stale, or Invalid by field; the code stays what it is.
    """
    permit(actor)
    with writing() as session:
        rule = locked(session, pk, seen)
        document = {**document, "code": rule.code}
        check_draft(session, document, limits(session))
        changes = difference(rule.draft, document)
        if changes:
            _fill(rule, document)
            rule.version += 1
            session.flush()
            journal(session, rule, "edit", actor, changes)
        spend(session, actor, sent)


def permit(actor: Actor) -> None:
    """Raise Forbidden for whoever only reads rules."""
    if not actor.may(Permission.slarule_edit):
        raise Forbidden(say("Your role does not grant this."))


def locked(session: Session, pk: int, seen: Seen) -> SlaRule:
    """The rule, ours until the commit; raises NotFound, or Stale when it was seen otherwise."""
    query = select(SlaRule).where(SlaRule.id == pk).with_for_update()
    rule: SlaRule | None = session.scalar(query.execution_options(populate_existing=True))
    if rule is None:
        raise NotFound
    if seen is not None and rule.version not in seen:
        raise Stale(say("This record was changed after you opened it."))
    return rule


def journal(
    session: Session, rule: SlaRule, verb: str, actor: Actor,
    changes: Mapping[str, Any], entered: Mapping[str, Any] | None = None,
) -> None:  # fmt: skip
    """One event of the rule."""
    event = Event.row(
        actor,
        subject_kind=rule.__tablename__,
        subject_id=rule.id,
        verb=verb,
        changes=dict(changes),
        input=dict(entered or {}),
    )
    journalling.write(session, [(event, [])])


def _fill(rule: SlaRule, document: Document) -> None:
    """The draft, and the columns that lists are ordered and filtered by."""
    rule.draft = dict(document)
    rule.node, rule.basis = document["node"], document.get("basis", Basis.promised)
    rule.service, rule.sort = document.get("service"), document.get("sort", 0)
