"""The closed grammar of conditions, and a service's published document as an object (DESIGN §2)."""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from app.catalog.kinds import Field, clean_form, make_field
from app.foundation.labels import Label

Tree = Mapping[str, Any]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
GROUPS = ("all", "any", "not")
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "empty")
DEEPEST = 10
"""How many groups may stand inside each other."""


# ---------------------------------------------------------------- conditions
def evaluate(tree: Tree, values: Mapping[str, Any]) -> bool:
    """Whether the condition holds for these answers; the browser reads the same tree.

    Numbers compare as numbers, other strings by code point; an absent value is in no order and
    equals nothing.
    """
    if "all" in tree:
        return all(evaluate(one, values) for one in tree["all"])
    if "any" in tree:
        return any(evaluate(one, values) for one in tree["any"])
    if "not" in tree:
        return not evaluate(tree["not"], values)
    return _compare(tree["op"], _value(values, tree["field"]), tree.get("value"))


def _value(values: Any, path: str) -> Any:
    for part in path.split("."):
        values = values.get(part) if isinstance(values, Mapping) else None
    return values


def _compare(operator: str, left: Any, right: Any) -> bool:
    if operator == "empty":
        return left is None or left in ("", [], {})
    if operator == "in":
        return any(_order(left, one) == 0 for one in right)
    if operator == "contains":
        if isinstance(left, str):
            return isinstance(right, str) and right in left
        return isinstance(left, list) and any(_order(one, right) == 0 for one in left)
    order = _order(left, right)
    if operator == "ne":
        return order != 0
    wanted = {"eq": (0,), "lt": (-1,), "le": (-1, 0), "gt": (1,), "ge": (0, 1)}[operator]
    return order in wanted


def _order(left: Any, right: Any) -> int | None:
    """-1, 0, 1 as `left` is before, equal to, after `right`; None where they don't compare."""
    one, other = _number(left), _number(right)
    if one is not None and other is not None:
        return (one > other) - (one < other)
    if isinstance(left, str) and isinstance(right, str):
        return (left > right) - (left < right)
    return 0 if isinstance(left, bool) and left is right else None


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int) or (isinstance(value, str) and NUMBER.fullmatch(value)):
        return Decimal(value)
    return None


Known = Mapping[str, Collection[str] | None]
"""What a condition may ask → the codes it can have, None for any value."""


def problems(tree: Any, known: Known, path: str = "", depth: int = 0) -> list[tuple[str, str]]:
    """(path, sentence) of everything that is no condition on these fields."""
    if not isinstance(tree, Mapping):
        return [(path, "a condition is an object")]
    group = next((name for name in GROUPS if name in tree), None)
    if group is None:
        return [(_under(path, key), said) for key, said in _leaf_problems(tree, known)]
    if len(tree) > 1 or depth > DEEPEST:
        return [(path, f"{group!r} stands alone, and at most {DEEPEST} inside each other")]
    inner = [tree["not"]] if group == "not" else tree[group]
    if not isinstance(inner, list) or not inner:
        return [(_under(path, group), "a list of conditions, not empty")]
    here = [_under(path, "not")] if group == "not" else _numbered(_under(path, group), inner)
    pairs = zip(here, inner, strict=True)
    return [found for at, one in pairs for found in problems(one, known, at, depth + 1)]


def _numbered(path: str, inner: list[Any]) -> list[str]:
    return [f"{path}[{at}]" for at in range(len(inner))]


def _under(path: str, key: str) -> str:
    return ".".join(part for part in (path, key) if part)


def _leaf_problems(leaf: Tree, known: Known) -> Iterable[tuple[str, str]]:
    operator, asked, value = leaf.get("op"), leaf.get("field"), leaf.get("value")
    expected = {"field", "op"} if operator == "empty" else {"field", "op", "value"}
    if set(leaf) != expected:
        return [("", f"a comparison has {', '.join(sorted(expected))} and nothing else")]
    if operator not in OPERATORS:
        return [("op", f"{operator!r} is not one of: {', '.join(OPERATORS)}")]
    if not isinstance(asked, str) or asked not in known:
        return [("field", f"{asked!r} is not one of: {', '.join(known)}")]
    return [] if operator == "empty" else _constant_problems(operator, value, known[asked])


def _constant_problems(
    operator: str, value: Any, codes: Collection[str] | None
) -> list[tuple[str, str]]:
    if (operator == "in") != isinstance(value, list):
        return [("value", "a list for 'in', a single value otherwise")]
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int) for one in given):
        return [("value", "text, a whole number, true or false; decimals as text")]
    if codes is None:
        return []
    return [
        ("value", f"{one!r} is not one of: {', '.join(sorted(codes))}")
        for one in given
        if one not in codes
    ]


# ---------------------------------------------------------------- services
@dataclass(frozen=True)
class Fact:
    """What rules ask about; proposed from the answers, set by the utility (DOMAIN §4)."""

    field: Field
    propose: tuple[tuple[Tree | None, Any], ...] = ()

    @property
    def id(self) -> str:
        """The name under which the ticket keeps it."""
        return self.field.id

    def proposed(self, answers: Mapping[str, Any]) -> Any:
        """The first proposal whose condition holds; None when none does."""
        return next(
            (value for when, value in self.propose if when is None or evaluate(when, answers)), None
        )


@dataclass(frozen=True)
class Split:
    """One ticket for each option chosen in `field`; option → suffix of the ticket's number."""

    field: str
    suffixes: Mapping[str, str]


@dataclass(frozen=True)
class ServiceForm:
    """One published version, interpreted; `version_id` 0 is a draft."""

    document: Mapping[str, Any]
    version_id: int = 0
    version: int = 0

    @property
    def code(self) -> str:
        """The natural key of the service."""
        return str(self.document["code"])

    @property
    def label(self) -> Label:
        """What the service is called."""
        return self.document["label"]  # type: ignore[no-any-return]  # a checked document

    @property
    def section(self) -> Label:
        """The title of its block on the official form."""
        return self.document.get("section") or self.label

    @property
    def sort(self) -> int:
        """Its place among the services."""
        return int(self.document.get("sort", 0))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The block's fields, in order."""
        return tuple(make_field(spec) for spec in self.document["fields"])

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What its rules may ask about."""
        return tuple(_fact(spec) for spec in self.document.get("facts", ()))

    @cached_property
    def split(self) -> Split | None:
        """By which field the service becomes several tickets."""
        given = self.document.get("split")
        if not given:
            return None
        suffixes = {code: one["suffix"] for code, one in given["options"].items()}
        return Split(given["field"], suffixes)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in use, in order."""
        return tuple(self.document["stages"])

    def options(self, answers: Mapping[str, Any]) -> list[str]:
        """One entry per ticket to make; "" where the service isn't split."""
        return list(answers.get(self.split.field) or ()) if self.split else [""]

    def suffix(self, option: str | None = "") -> str:
        """The end of the ticket's number (DOMAIN §8)."""
        return self.split.suffixes[option or ""] if self.split else str(self.document["suffix"])

    def option_label(self, option: str | None) -> Label:
        """What an option is called; empty where there is none."""
        for field in self.fields:
            if self.split and field.id == self.split.field:
                return dict(field.options()).get(option or "", option or "")
        return ""

    def attrs(self, answers: Mapping[str, Any], option: str | None) -> dict[str, Any]:
        """What one ticket keeps of the answers: the option is its own column."""
        chosen = self.split.field if option and self.split else None
        return {key: value for key, value in answers.items() if key != chosen}

    def shown(self, roles: Collection[str]) -> tuple[Field, ...]:
        """The fields of one ticket that these roles may see; its option is a column of its own."""
        split = self.split.field if self.split else None
        return tuple(
            one
            for one in self.fields
            if one.id != split and (not one.roles or not set(one.roles).isdisjoint(roles))
        )

    def clean(self, raw: Any, prefix: str = "") -> dict[str, Any]:
        """Canonical answers; raises Invalid with every problem at `prefix` + field id."""
        return clean_form(self.fields, raw, prefix=prefix)

    def propose(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Facts that follow from the answers."""
        found = {fact.id: fact.proposed(answers) for fact in self.facts}
        return {name: value for name, value in found.items() if value is not None}

    def inputs(self, verb: str) -> tuple[Field, ...]:
        """What the service asks besides at this action."""
        facts = {fact.id: fact.field for fact in self.facts}
        asked = self.document.get("inputs", {}).get(verb, ())
        return tuple(facts[one] if isinstance(one, str) else make_field(one) for one in asked)

    def notices(self, answers: Mapping[str, Any]) -> list[Label]:
        """What the applicant should know about these answers."""
        every = self.document.get("notices", ())
        return [one["text"] for one in every if evaluate(one["when"], answers)]


def _fact(spec: Mapping[str, Any]) -> Fact:
    propose = tuple((one.get("when"), one["value"]) for one in spec.get("propose", ()))
    return Fact(make_field({k: v for k, v in spec.items() if k != "propose"}), propose)


def digest(document: Any) -> str:
    """SHA-256 of the canonical JSON: equal documents have equal digests, whatever their order."""
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
