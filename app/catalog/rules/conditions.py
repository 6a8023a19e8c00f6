"""The closed grammar of conditions: field, constant, comparison, all/any/not (DESIGN §2)."""

import re
from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from typing import Any

Tree = Mapping[str, Any]
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
GROUPS = ("all", "any", "not")
OPERATORS = ("eq", "ne", "lt", "le", "gt", "ge", "in", "contains", "empty")
DEEPEST = 10
"""How many groups may stand inside each other."""


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


Codes = Collection[str] | None
"""What a field can be compared with: codes, NUMBERS, or None for any value."""
NUMBERS: Codes = frozenset({"a number"})
Known = Mapping[str, Codes]
"""What a condition may ask → what it can be compared with."""


def either(one: Codes, other: Codes) -> Codes:
    """What a name can be compared with that means one field here and another there."""
    if one is other:
        return one
    if one is None or other is None or NUMBERS in (one, other):
        return None
    return {*one, *other}


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


def _constant_problems(operator: str, value: Any, codes: Codes) -> list[tuple[str, str]]:
    if (operator == "in") != isinstance(value, list):
        return [("value", "a list for 'in', a single value otherwise")]
    given = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int) for one in given):
        return [("value", "text, a whole number, true or false; decimals as text")]
    if codes is None:
        return []
    if codes is NUMBERS:
        return [("value", f"{one!r} is no number") for one in given if _number(one) is None]
    return [
        ("value", f"{one!r} is not one of: {', '.join(sorted(codes))}")
        for one in given
        if one not in codes
    ]
