"""The time limits of one record: each clock, why it is due when it is, and whose time it was."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from flask_babel import gettext
from sqlalchemy import select

from app.applications.models import Application
from app.console import display, lights
from app.console.naming import known
from app.extensions import db
from app.foundation.labels import text
from app.sla.models import Extension
from app.sla.rules.picture import MARK_LABELS, Cell, Mark, weeks
from app.sla.rules.steps import WEEKDAYS, Step, StepKind, duration
from app.sla.rules.why import limit_in_words
from app.sla.states import BASIS_LABELS, CLOCK_STATE_LABELS, HOLDER_LABELS, NODE_LABELS, Basis
from app.workflow.accounts import Account, Held, accounts
from app.workflow.setting import Setting

FOR_A_NODE = "node:"
"""How a pause names the step whose time doesn't count."""
FOR_A_DIG = "dig:"
"""How a pause names the joint dig that is waited for."""
FOR_ANOTHER = "waits:"
"""How a part of the time names the organisation whose works have to come first."""
MINUTE = 60


def panel(setting: Setting, application: Application | None) -> dict[str, Any]:
    """What the page of an application or a ticket shows of its clocks: those that run first."""
    found = accounts(db.session(), setting, application)
    extensions = _extensions(found)
    running = _urgent_first([one for one in found if one.open])
    ended = [one for one in reversed(found) if not one.open]
    return {
        "running": [_clock(one, extensions.get(one.clock.id)) for one in running],
        "ended": [_clock(one, extensions.get(one.clock.id)) for one in ended],
        "weekdays": [str(one) for one in WEEKDAYS],
    }


def _urgent_first(running: Sequence[Account]) -> list[Account]:
    """Steps by their nearest due; beside the promise of a step the law's limit of it."""
    nearest: dict[str, tuple[bool, datetime]] = {}
    for one in running:
        due = one.clock.due_at
        standing = due is None, due or one.clock.started_at
        nearest[one.clock.node] = min(nearest.get(one.clock.node, standing), standing)

    def place(one: Account) -> tuple[Any, ...]:
        node = one.clock.node
        return *nearest[node], node, one.clock.basis is Basis.statutory

    return sorted(running, key=place)


def _extensions(found: Iterable[Account]) -> dict[int, Extension]:
    ids = [one.clock.id for one in found if one.clock.extended_by]
    if not ids:
        return {}
    rows = db.session.scalars(select(Extension).where(Extension.clock_id.in_(ids)))
    return {one.clock_id: one for one in rows}


def _clock(one: Account, extension: Extension | None) -> dict[str, Any]:
    clock_, steps = one.clock, one.steps
    return {
        "id": clock_.id,
        "node": text(NODE_LABELS[clock_.node]),
        "basis": text(BASIS_LABELS[clock_.basis]),
        "sample": text(known().county.disclaimer) if one.rule.sample else "",
        "light": lights.light_of(clock_) if one.open else None,
        "left": lights.left(clock_) if one.open else "",
        "state": None if one.open else _outcome(one),
        "facts": [
            {"label": label, "value": value} for label, value in _facts(one, extension) if value
        ],
        "warning": next((str(one) for one in steps if one.kind is StepKind.projected), ""),
        "steps": [{"kind": step.kind, "text": str(step)} for step in steps],
        **_picture(one, steps),
        "ledger": _ledger(one.ledger),
    }


def _outcome(one: Account) -> dict[str, str]:
    return display.state("clock", one.clock.state, CLOCK_STATE_LABELS)


def _facts(one: Account, extension: Extension | None) -> Iterator[tuple[str, str]]:
    clock_ = one.clock
    limit = str(limit_in_words(one.rule.terms))
    if clock_.extended_by:
        more = limit_in_words(one.rule.terms, clock_.extended_by)
        limit = gettext("%(limit)s, extended by %(by)s", limit=limit, by=more)
    yield gettext("Limit"), limit
    yield gettext("Rule"), text(one.rule.label)
    yield gettext("Start"), display.moment(clock_.started_at)
    yield gettext("Due"), display.moment(clock_.due_at) or gettext("not while it is paused")
    if clock_.basis is Basis.promised:
        yield gettext("Told the applicant"), display.moment(clock_.promised_at)
    yield gettext("Stopped"), display.moment(clock_.stopped_at)
    if clock_.kept is not None and clock_.basis is Basis.promised:
        yield gettext("Promise kept"), display.yes_no(clock_.kept)
    if extension is not None:
        yield gettext("Reason of the extension"), extension.reason


def _picture(one: Account, steps: Sequence[Step]) -> dict[str, Any]:
    """The weeks as the template draws them, and the marks that occur in them."""
    rows = weeks(one.calendar, steps, one.pauses)
    marks = {cell.mark for row in rows for cell in row if cell}
    return {
        "weeks": [[cell and _cell(cell) for cell in row] for row in rows],
        "legend": [{"code": one, "label": text(MARK_LABELS[one])} for one in Mark if one in marks],
    }


def _cell(cell: Cell) -> dict[str, Any]:
    day = cell.day
    return {
        "date": day.isoformat(),
        "label": f"{day.month}/{day.day}" if cell.first or day.day == 1 else str(day.day),
        "mark": cell.mark,
        "tag": text(cell.tag),
        "said": "\n".join(map(str, cell.said)),
        "first": cell.first,
        "last": cell.last,
    }


def _ledger(parts: Sequence[Held]) -> dict[str, Any]:
    """Rows, a sum for each holder where that tells more, and the whole.

    In whole minutes that add up: each part is what it adds to the minutes told before it.
    """
    rows, sums, told = list[dict[str, Any]](), dict[str, tuple[int, int]](), 0
    for part, until in zip(parts, accumulate(one.gross for one in parts), strict=True):
        gross, told = until // MINUTE - told, until // MINUTE
        net = 0 if part.span.get("paused") else gross
        who = text(HOLDER_LABELS[part.span["holder"]])
        before = sums.get(who, (0, 0))
        sums[who] = before[0] + gross, before[1] + net
        rows.append(_held(part, who) | _times(gross, net))
    several = len(rows) > len(sums) > 1
    return {
        "rows": rows,
        "sums": [{"who": who} | _times(*both) for who, both in sums.items()] if several else [],
        "total": _times(*map(sum, zip(*sums.values(), strict=True))),
    }


def _held(part: Held, who: str) -> dict[str, Any]:
    span = part.span
    told = [_reason(span), span.get("legal_basis"), span.get("evidence")]
    return {
        "who": who,
        "from": display.moment(part.begins_at),
        "to": display.moment(part.ends_at) or gettext("until now"),
        "paused": bool(span.get("paused")),
        "why": " · ".join(filter(None, told)),
    }


def _reason(span: Any) -> str:
    """Why it was paused, in words."""
    given = str(span.get("reason") or "")
    if given.startswith(FOR_A_NODE):
        return text(NODE_LABELS.get(given.removeprefix(FOR_A_NODE), given))
    if given.startswith(FOR_A_DIG):
        return str(gettext("waits for joint dig %(number)s", number=given.removeprefix(FOR_A_DIG)))
    if given.startswith(FOR_ANOTHER):
        return str(gettext("waits for %(who)s", who=given.removeprefix(FOR_ANOTHER)))
    label = next((one.label for one in known().reasons("suspend") if one.code == given), given)
    return text(label)


def _times(gross: int, net: int) -> dict[str, str]:
    return {"gross": _minutes(gross), "net": _minutes(net)}


def _minutes(minutes: int) -> str:
    return str(duration(timedelta(minutes=minutes))) if minutes else gettext("0 min")
