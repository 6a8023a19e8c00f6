"""Rules in words: what a condition asks, how long a limit is, who is told when."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from app.catalog.kinds import Field, make_field
from app.catalog.queries import Catalogue
from app.catalog.rules.conditions import Tree
from app.console.notices import AUDIENCES
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.sla.kinds import KINDS
from app.sla.rules.selection import Level, Rule
from app.sla.states import BASIS_LABELS, NODE_LABELS, AfterHours

COMPARED: Mapping[str, Message] = {
    "eq": say("%(field)s is %(value)s"),
    "ne": say("%(field)s is not %(value)s"),
    "in": say("%(field)s is one of %(value)s"),
    "contains": say("%(field)s includes %(value)s"),
    "lt": say("%(field)s is below %(value)s"),
    "le": say("%(field)s is at most %(value)s"),
    "gt": say("%(field)s is above %(value)s"),
    "ge": say("%(field)s is at least %(value)s"),
    "empty": say("%(field)s is not stated"),
}
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
Asked = Mapping[str, Field]
"""What conditions may ask about → how it is called and shown."""


def askable(known: Catalogue, service: str | None) -> dict[str, Field]:
    """Facts that every case has, then the answers and facts of one service, or of all."""
    found = {one.id: one for one in _of_every_case(known)}
    for code, form in known.services.items():
        if service in {None, code}:
            for field in (*form.fields, *(one.field for one in form.facts)):
                found |= {path: one for path, one in _parts(field) if path not in found}
    return found


def _of_every_case(known: Catalogue) -> Iterator[Field]:
    options: Mapping[str, tuple[Message, Iterable[tuple[str, Any]]]] = {
        "township": (say("Township"), ((k, v.label) for k, v in known.districts.items())),
        "channel": (say("Entry channel"), known.channels.items()),
        "service": (say("Service"), ((k, v.label) for k, v in known.services.items())),
    }
    for name, (label, pairs) in options.items():
        choices = [{"code": code, "label": words} for code, words in pairs]
        yield make_field({"id": name, "type": "choice", "label": label, "choices": choices})
    yield make_field({"id": "external_works", "type": "boolean", "label": say("External works")})
    yield make_field({"id": "organisation", "type": "text", "label": say("Handling organisation")})


def _parts(field: Field) -> Iterator[tuple[str, Field]]:
    """A field, or the parts of a number with its unit."""
    if field.kind != "quantity":
        yield field.id, field
        return
    label = gettext("%(label)s: %(value)s", label=text(field.label), value=gettext("unit"))
    choices = [{"code": code, "label": words} for code, words in field.options()]
    unit = {"id": f"{field.id}.unit", "type": "choice", "label": label, "choices": choices}
    number = {"id": f"{field.id}.value", "type": "text", "label": field.label}
    yield f"{field.id}.value", make_field(number)
    yield f"{field.id}.unit", make_field(unit)


def condition(tree: Tree | None, asked: Asked) -> str:
    """A condition as people say it; what isn't known is told by its id."""
    if not tree:
        return str(gettext("every case"))
    for group, between in (("all", gettext(" and ")), ("any", gettext(" or "))):
        if group in tree:
            inner = [_inside(one, asked) for one in tree[group]]
            return str(between).join(inner)
    if "not" in tree:
        return str(gettext("not (%(condition)s)", condition=condition(tree["not"], asked)))
    field = asked.get(tree["field"])
    name = text(field.label) if field else str(tree["field"])
    said = COMPARED[tree["op"]]
    return str(Message(said.msgid, {"field": name, "value": value(field, tree.get("value"))}))


def _inside(tree: Tree, asked: Asked) -> str:
    said = condition(tree, asked)
    return f"({said})" if {"all", "any"} & set(tree) else said


def value(field: Field | None, given: Any) -> str:
    """A constant as its field shows it."""
    if isinstance(given, list):
        return str(gettext(", ")).join(value(field, one) for one in given)
    if field is None or given is None:
        return "" if given is None else str(given)
    if field.kind == "multi_choice":
        return dict(field.options()).get(given, str(given))
    try:
        return field.show(given)
    except (KeyError, TypeError, ValueError):
        return str(given)


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
