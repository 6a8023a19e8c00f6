"""Rules in words: how long a limit is, whose it is, who is told when."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from flask_babel import gettext

from app.console.notices import AUDIENCES
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.sla.kinds import KINDS
from app.sla.rules.selection import Level, Rule
from app.sla.states import BASIS_LABELS, NODE_LABELS, AfterHours

OPERATORS: Mapping[str, Message] = {
    "eq": say("is"),
    "ne": say("is not"),
    "in": say("is one of"),
    "contains": say("includes"),
    "lt": say("is below"),
    "le": say("is at most"),
    "gt": say("is above"),
    "ge": say("is at least"),
    "empty": say("is not stated"),
}
AFTER_HOURS: Mapping[str, Message] = {
    AfterHours.same_day: say("A start after hours counts as made that day"),
    AfterHours.next_workday: say("A start after hours counts as made on the next working day"),
}


def limit(rule: Rule) -> str:
    """`3 working days`."""
    return str(KINDS[rule.terms.unit].amount(rule.terms))


def place(rule: Rule) -> str:
    """The node it limits, and by whose word where it isn't the county's."""
    node, basis = rule.slot
    return f"{text(NODE_LABELS[node])} · {text(BASIS_LABELS[basis])}"


def level(one: Level) -> str:
    """When a level is reached."""
    if one.share == 1:
        return str(gettext("when due"))
    if one.share is not None:
        share = (one.share * 100).normalize()
        return str(gettext("at %(share)s %% of the time", share=f"{share:f}"))
    terms = one.before or one.after
    assert terms is not None  # noqa: S101  # a level has one of the three
    amount = KINDS[terms.unit].amount(terms)
    if one.before:
        return str(gettext("%(amount)s before due", amount=amount))
    return str(gettext("%(amount)s after due", amount=amount))


def told(audiences: Sequence[str]) -> str:
    """Who is told."""
    return str(gettext(", ")).join(str(AUDIENCES[one]) for one in audiences)


def plain(amount: Decimal) -> str:
    """Without trailing noughts."""
    return f"{amount.normalize():f}"
