"""Which limits can be extended, and which extensions wait for a decision (DESIGN §3)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.messages import Message, say
from app.sla.models import Clock, Extension
from app.sla.rules.selection import Rule
from app.sla.rules.terms import LARGEST
from app.sla.states import NODE_LABELS, UNIT_LABELS, Basis, Node
from app.workflow.setting import Setting

MOST = 30
"""The longest extension, in the unit of the limit."""
OF_TICKETS = tuple(one for one in Node if one not in {Node.check, Node.application, Node.approval})

Asked = tuple[Clock, Extension]


def extendable(setting: Setting) -> list[Clock]:
    """Promised limits that have not passed and were never asked to be longer."""
    return [
        one
        for one in _promised(setting)
        if one.id not in setting.timing.extensions and not _passed(one) and _has_room(setting, one)
    ]


def why_none(setting: Setting) -> Message | None:
    """Why nothing can be extended; None when something can."""
    if extendable(setting):
        return None
    promised = _promised(setting)
    if not promised:
        return say("No promised limit runs here.")
    if all(one.id in setting.timing.extensions for one in promised):
        return say("A limit is extended once; that was asked for already.")
    return say("An extension is asked for before the limit is reached.")


def undecided(setting: Setting) -> list[Asked]:
    """Extensions that wait for a decision, with the clocks they are for."""
    by_clock = setting.timing.extensions
    asked = ((one, by_clock[one.id]) for one in setting.timing.clocks if one.id in by_clock)
    return [(one, extension) for one, extension in asked if extension.state == "asked"]


def node_field(offered: Mapping[Node, Message], *, default: str | None = None) -> Field:
    """Which limit: one of these, or of every node where none is at hand."""
    every = {one: NODE_LABELS[one] for one in OF_TICKETS}
    spec = {"id": "node", "type": "choice", "label": say("Which limit"), "required": True}
    choices = {"choices": _choices(offered or every), "retired": _choices(every)}
    return make_field({**spec, **choices, "default": default})


def _choices(labels: Mapping[Any, Message]) -> list[dict[str, Any]]:
    return [{"code": str(code), "label": label} for code, label in labels.items()]


def rule_of(setting: Setting, one: Clock) -> Rule:
    """The rule a clock runs by."""
    assert setting.timing.limits is not None  # noqa: S101  # whoever has clocks has read the rules
    return setting.timing.limits.versions[one.rule_version_id]


def described(setting: Setting, one: Clock) -> Message:
    """A limit with its amount, and when it is due."""
    terms = rule_of(setting, one).terms
    allowed = say("%(amount)s %(unit)s", amount=terms.amount, unit=UNIT_LABELS[terms.unit])
    values = {"node": NODE_LABELS[one.node], "allowed": allowed}
    if one.due_at is None:
        return say("%(node)s (%(allowed)s, paused)", **values)
    return say("%(node)s (%(allowed)s, due %(due)s)", **values, due=_local(one.due_at))


def told(setting: Setting, one: Clock, asked: Extension) -> Message:
    """The same with what was asked for, and why."""
    return say(
        "%(limit)s: %(amount)s %(unit)s more, because: %(reason)s",
        limit=described(setting, one),
        amount=asked.amount,
        unit=UNIT_LABELS[rule_of(setting, one).terms.unit],
        reason=asked.reason,
    )


def _promised(setting: Setting) -> list[Clock]:
    return [one for one in setting.timing.clocks if one.basis is Basis.promised]


def _passed(one: Clock) -> bool:
    """A pause that began when nothing was left hides no breach."""
    return not one.left_seconds if one.due_at is None else one.due_at < clock.now()


def _has_room(setting: Setting, one: Clock) -> bool:
    terms = rule_of(setting, one).terms
    return terms.amount + MOST <= LARGEST[terms.unit]


def _local(instant: datetime) -> str:
    return f"{clock.local(instant):%Y-%m-%d %H:%M}"
