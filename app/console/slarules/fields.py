"""What the form of a rule asks, and how a document stands in it."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from wtforms.fields.core import UnboundField

from app.catalog.kinds import Field, make_field
from app.catalog.kinds.choice import ChoiceField
from app.catalog.kinds.inputs import Select, unbound
from app.catalog.queries import Catalogue
from app.catalog.rules.conditions import Tree
from app.console.merging import Table
from app.console.notices import AUDIENCES
from app.console.slarules.words import AFTER_HOURS, OPERATORS, plain
from app.foundation.labels import Label, text
from app.foundation.messages import say
from app.sla.states import BASIS_LABELS, NODE_LABELS, UNIT_LABELS, AfterHours, Basis
from app.workflow.wording import Asked, value

REACHED: Mapping[str, Label] = {
    "share": say("per cent of the time used"),
    "due": say("when due"),
    "before-hour": say("working hours before due"),
    "before-workday": say("working days before due"),
    "after-hour": say("working hours after due"),
    "after-workday": say("working days after due"),
}
SPARE = 2
"""Empty rows at the end of each table; more come when the rule is saved."""
MOST = 20
"""Rows of a table."""


class Menu(ChoiceField):
    """A choice that folds into a list however few there are: rows of tables are narrow."""

    def wtform(self, **kwargs: Any) -> "UnboundField[Any]":
        return unbound(Select, self, **kwargs)


def choice(
    name: str, label: Label, options: Mapping[Any, Label], *, menu: bool = False, **more: Any
) -> Field:
    """One of some codes."""
    choices = [{"code": str(code), "label": words} for code, words in options.items()]
    made = make_field({"id": name, "type": "choice", "label": label, "choices": choices, **more})
    return Menu(**vars(made)) if menu else made


def line(name: str, label: Label, most: int = 120, **more: Any) -> Field:
    """A short text."""
    return make_field({"id": name, "type": "text", "label": label, "max_length": most, **more})


def head(known: Catalogue, *, new: bool) -> Iterator[Field]:
    """What the rule is called and which cases it is for; the code is chosen once."""
    if new:
        code = {"pattern": "[a-z0-9][a-z0-9_-]*", "examples": ["scheme-on-trial"]}
        yield line("code", say("Code"), 60, required=True, **code)
    yield line("label-zh", say("Name"), required=True)
    yield line("label-en", say("English name"), required=True)
    yield choice("node", say("Node"), NODE_LABELS, required=True)
    yield choice("basis", say("Basis"), BASIS_LABELS, required=True, default=Basis.promised)
    yield choice("service", say("Service"), {k: v.label for k, v in known.services.items()})


def limit() -> Iterator[Field]:
    """How long, counted how, from when on."""
    about = say("A whole number; of hours also fractions.")
    yield line("amount", say("Limit"), 8, required=True, help=about)
    yield choice("unit", say("Unit"), UNIT_LABELS, required=True, default="workday")
    policy = say("After-hours policy")
    same = AfterHours.same_day
    yield choice("after_hours", policy, AFTER_HOURS, required=True, default=same)
    spec = {"id": "net_of", "type": "multi_choice", "label": say("Time not counted")}
    about = say("The clock stands still while the case is at these nodes.")
    nodes = [{"code": str(code), "label": label} for code, label in NODE_LABELS.items()]
    yield make_field(spec | {"choices": nodes, "help": about})
    yield make_field({"id": "effective_from", "type": "date", "label": say("Effective from")})
    about = say("Shown with “sample, no official promise” wherever the limit is.")
    yield make_field({"id": "sample", "type": "boolean", "label": say("Sample"), "help": about})
    yield make_field({"id": "sort", "type": "integer", "label": say("Order"), "default": 0})


def comparison(at: int, asked: Asked) -> Iterator[Field]:
    """One row of the condition."""
    names = {code: text(field.label) for code, field in asked.items()}
    yield choice(f"when-{at}-field", say("Fact"), names, menu=True)
    yield choice(f"when-{at}-op", say("Comparison"), OPERATORS, menu=True)
    yield line(f"when-{at}-value", say("Value"), 200)


def level(at: int) -> Iterator[Field]:
    """One row of the levels."""
    yield line(f"level-{at}-code", say("Code"), 40, pattern="[a-z][a-z0-9_]*")
    yield line(f"level-{at}-zh", say("Name"), 40)
    yield line(f"level-{at}-en", say("English name"), 40)
    yield line(f"level-{at}-amount", say("How much"), 8)
    yield choice(f"level-{at}-when", say("Reached"), REACHED, menu=True)
    spec = {"id": f"level-{at}-tell", "type": "multi_choice", "label": say("Who is told")}
    told = [{"code": str(code), "label": label} for code, label in AUDIENCES.items()]
    yield make_field(spec | {"choices": told})
    spec = {"id": f"level-{at}-always", "type": "multi_choice", "label": say("When it is told")}
    yield make_field(
        spec | {"choices": [{"code": "y", "label": say("Also outside working hours")}]}
    )


def tables(asked: Asked) -> tuple[Table, Table]:
    """What is compared and merged a table at a time."""
    made = ("when", say("Condition"), comparison(0, asked)), ("level", say("Levels"), level(0))
    one, other = (
        Table(name, label, {one.id.split("-", 2)[2]: one for one in columns}, SPARE)
        for name, label, columns in made
    )
    return one, other


# ---------------------------------------------------------------- a document in the form
def split(tree: Tree | None) -> tuple[list[Tree], list[Tree]]:
    """Comparisons that all must hold, and parts that rows can't show."""
    parts = tree["all"] if tree and "all" in tree else [tree] if tree else []
    comparisons = [one for one in parts if "op" in one]
    return comparisons, [one for one in parts if "op" not in one]


def stored(document: Mapping[str, Any], asked: Asked) -> dict[str, Any]:
    """Field id → what stands in it."""
    columns = (
        "code",
        "node",
        "basis",
        "service",
        "unit",
        "after_hours",
        "net_of",
        "sample",
        "sort",
    )
    found = {name: document[name] for name in (*columns, "effective_from") if name in document}
    found["amount"] = str(document.get("amount", ""))
    found |= {f"label-{code}": words for code, words in document.get("label", {}).items()}
    for at, one in enumerate(split(document.get("when"))[0]):
        field = asked.get(one["field"])
        shown = value(field, one.get("value")) if field else one.get("value")
        found |= {f"when-{at}-{key}": one[key] for key in ("field", "op")}
        found[f"when-{at}-value"] = shown
    for at, one in enumerate(document.get("levels", ())):
        found |= {f"level-{at}-{key}": words for key, words in _level(one).items()}
    return found


def _level(one: Mapping[str, Any]) -> dict[str, Any]:
    label = one["label"]
    found = {"code": one["code"], "zh": label["zh"], "en": label["en"], "tell": one["tell"]}
    found["always"] = ["y"] if one.get("always") else []
    if "share" in one:
        if one["share"] == "1":
            return found | {"when": "due"}
        return found | {"when": "share", "amount": plain(Decimal(one["share"]) * 100)}
    kind = "before" if "before" in one else "after"
    terms = one[kind]
    return found | {"when": f"{kind}-{terms['unit']}", "amount": str(terms["amount"])}


def rows(document: Mapping[str, Any], sent: Sequence[str]) -> tuple[int, int]:
    """How many rows of comparisons and of levels the form has."""
    if sent:
        return _most(sent, "when"), _most(sent, "level")
    comparisons = len(split(document.get("when"))[0])
    return comparisons + SPARE, len(document.get("levels", ())) + SPARE


def _most(sent: Sequence[str], kind: str) -> int:
    numbers = (name.split("-")[1] for name in sent if name.startswith(f"{kind}-"))
    return min(max((int(one) + 1 for one in numbers if one.isdecimal()), default=0), MOST)
