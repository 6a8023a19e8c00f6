"""A published version carried out on the clocks that run: at once, or on its effective date.

At once it is one transaction with the publishing. A version for a later date waits as a job of the
batch; what it does then it does to the clocks that are open then.
"""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from app.foundation import clock as house_clock
from app.foundation.actor import Actor
from app.sla.models import Clock, Recalculation, SlaRuleVersion
from app.sla.queries import limits
from app.sla.rules.calendar import midnight
from app.sla.rules.carrying import Turn
from app.sla.rules.selection import Rule
from app.sla.states import Migration
from app.workflow import recalculation
from app.workflow.recalculation import CAUSES, Cause, Change, Told
from app.workflow.slarules.plan import Moved, Plan, carrying, forecast, observed
from app.workflow.slarules.subjects import BATCH, concerned

CAUSE = "rule"


def migrate(session: Session, version: SlaRuleVersion, actor: Actor) -> Plan:
    """Move the clocks that run, or leave it to the effective date; the caller commits."""
    known = limits(session)
    new = known.versions[version.id]
    turn = turn_of(new)
    if turn.mode is not Migration.new_only and turn.effective <= house_clock.today():
        return _carry_out(session, new, turn, actor)
    if turn.mode is not Migration.new_only:
        detail = {"rule": new.code, "version": new.version}
        job = recalculation.ask(session, CAUSE, str(new.version_id), actor.name, detail)
        job.not_before = turn.at
    return forecast(session, known, new, turn)


def turn_of(new: Rule) -> Turn:
    """When it comes into force: now, or as its date begins."""
    at = max(house_clock.now(), midnight(new.effective_from))
    return Turn(new.migration, new.effective_from, at)


def _carry_out(session: Session, new: Rule, turn: Turn, actor: Actor) -> Plan:
    clocks = _locked(session, new)
    carry = carrying(session, clocks, limits(session), new, turn)
    done: list[Moved] = []

    def change(one: Clock) -> None:
        if moved := observed(one, carry, turn):
            done.append(moved)

    occasion = {"cause": CAUSE, "rule": new.code, "version": new.version}
    recalculation.move(session, clocks, change, Told(actor, occasion))
    return Plan(turn, done, len(clocks) - len(done))


def _locked(session: Session, new: Rule) -> Sequence[Clock]:
    """Applications, tickets, then clocks, each by id, as everybody locks them."""
    wanted = select(Clock.application_id).where(concerned(new)).distinct()
    ids = session.scalars(wanted.order_by(Clock.application_id)).all()
    for first in range(0, len(ids), BATCH):
        recalculation.lock(session, ids[first : first + BATCH])
    return session.scalars(
        select(Clock).where(concerned(new)).order_by(Clock.id).with_for_update(),
        execution_options={"populate_existing": True},
    ).all()


def _concerned(session: Session, job: Recalculation) -> ColumnElement[bool]:
    return concerned(limits(session).versions[int(job.subject)])


def _change(session: Session, job: Recalculation, clocks: Sequence[Clock]) -> Change:
    known = limits(session)
    new = known.versions[int(job.subject)]
    carry = carrying(session, clocks, known, new, turn_of(new))

    def change(one: Clock) -> None:
        carry(one)

    return change


CAUSES.add(CAUSE, Cause(_concerned, _change))
