"""What the journal keeps of a rule, in words."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import gettext

from app.console import display
from app.console.naming import known
from app.console.slarules import words
from app.foundation import clock
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say
from app.sla.rules.selection import Rule
from app.sla.states import BASIS_LABELS, NODE_LABELS, UNIT_LABELS
from app.workflow.slarules.standing import MIGRATION_LABELS

LABELS: Mapping[str, Message] = {
    "label.zh": say("Name"),
    "label.en": say("English name"),
    "node": say("Node"),
    "basis": say("Basis"),
    "unit": say("Unit"),
    "amount": say("Limit"),
    "after_hours": say("After-hours policy"),
    "net_of": say("Time not counted"),
    "levels": say("Levels"),
    "effective_from": say("Effective from"),
    "version": say("Version"),
    "migration": say("Which clocks it changes"),
    "moved": say("Clocks moved"),
    "earlier": say("Due earlier"),
    "later": say("Due later"),
    "soon": say("Newly due soon"),
    "breached": say("Newly breached"),
    "rescued": say("No longer due soon"),
}


def rule_label(kind: str, path: str) -> str | None:
    """What a part of a rule is called; None where it has another name, or is no rule's."""
    if kind != "sla_rule":
        return None
    if path.partition(".")[0] == "when":
        return str(gettext("Condition"))
    return str(LABELS[path]) if path in LABELS else None


def rule_part(path: str, value: Any) -> str:
    """A part of a rule as people read it."""
    if value is None or value == []:
        return ""
    coded: Mapping[str, Mapping[Any, Label]] = {
        "node": NODE_LABELS,
        "basis": BASIS_LABELS,
        "unit": UNIT_LABELS,
        "after_hours": words.AFTER_HOURS,
        "migration": MIGRATION_LABELS,
        "service": {code: form.label for code, form in known().services.items()},
    }
    if path in coded:
        return text(coded[path].get(value, str(value)))
    several: Mapping[str, Callable[[Any], str]] = {"net_of": _nodes, "levels": _levels}
    if path in several:
        return several[path](value)
    if isinstance(value, bool):
        return display.yes_no(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _nodes(value: Any) -> str:
    return str(gettext(", ")).join(text(NODE_LABELS[one]) for one in value)


def _levels(value: Any) -> str:
    rule = Rule({"levels": value}, clock.today())
    return str(gettext("; ")).join(
        gettext("%(label)s: %(value)s", label=words.level(one), value=words.told(one.tell))
        for one in rule.levels
    )
