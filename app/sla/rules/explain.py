"""Every due date explains itself, step by step: the terms, each day, each pause, the result."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from app.foundation.messages import say
from app.sla.kinds import KINDS
from app.sla.rules.calendar import Calendar
from app.sla.rules.deadline import due, projected
from app.sla.rules.pauses import Pause, union
from app.sla.rules.steps import Step, StepKind, moment
from app.sla.rules.terms import Terms


def explain(
    calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause] = ()
) -> list[Step]:
    """The steps from start to due; `str()` of one is its sentence in the reader's language.

    Raises what `due` raises.
    """
    due_at, kind = due(calendar, start, terms, pauses), KINDS[terms.unit]
    return [
        Step(StepKind.terms, None, say("Limit: %(amount)s", amount=kind.amount(terms))),
        Step(StepKind.start, calendar.local_date(start), say("Start: %(at)s", at=moment(start))),
        *_pauses(start, due_at, pauses),
        *kind.steps(calendar, start, terms, pauses),
        Step(StepKind.due, None, say("Due: %(at)s", at=moment(due_at))),
        *_projection(calendar, start, due_at),
    ]


def _pauses(start: datetime, due_at: datetime, pauses: Sequence[Pause]) -> Iterator[Step]:
    for pause in union(pauses):
        if pause.begins_at < due_at and pause.ends_at > start:
            begins, ends = moment(max(pause.begins_at, start)), moment(pause.ends_at)
            said = say("Paused: %(begins)s to %(ends)s", begins=begins, ends=ends)
            yield Step(StepKind.pause, None, said)


def _projection(calendar: Calendar, start: datetime, due_at: datetime) -> Iterator[Step]:
    if projected(calendar, start, due_at):
        said = say("The calendar of a year on the way is not published yet: due may still move.")
        yield Step(StepKind.projected, None, said)
