"""Which rule gives the limit: the most specific wins, an equal tie is refused (DESIGN §3)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from itertools import combinations
from typing import Any

from app.catalog.rules.conditions import Tree, evaluate
from app.foundation.labels import Label
from app.sla.rules.deadline import Terms
from app.sla.states import AfterHours, Basis, Migration, Node, Unit

Facts = Mapping[str, Any]
"""What conditions ask about: answers, facts, service, option, channel, township, …"""
Slot = tuple[Node, Basis]
"""What is limited, and by whose word."""


@dataclass(frozen=True)
class Level:
    """When somebody is told: a share of the time used, or an offset before or after due."""

    code: str
    label: Label
    tell: tuple[str, ...]
    share: Decimal | None = None
    before: Terms | None = None
    after: Terms | None = None
    always: bool = False
    """Told outside working hours too."""


@dataclass(frozen=True)
class Rule:
    """One published version, interpreted."""

    document: Mapping[str, Any]
    effective_from: date
    version_id: int = 0
    version: int = 0
    retired: bool = False
    migration: Migration = Migration.new_only

    @property
    def code(self) -> str:
        """The natural key."""
        return str(self.document["code"])

    @property
    def label(self) -> Label:
        """What the rule is called."""
        return self.document["label"]  # type: ignore[no-any-return]  # a checked document

    @cached_property
    def slot(self) -> Slot:
        """What it limits, and by whose word."""
        return Node(self.document["node"]), Basis(self.document.get("basis", Basis.promised))

    @property
    def service(self) -> str | None:
        """The one service it is for; None for any."""
        return self.document.get("service")

    @property
    def when(self) -> Tree | None:
        """What else must hold."""
        return self.document.get("when")

    @property
    def sample(self) -> bool:
        """Whether it is shown as 示例，非官方承诺 (DOMAIN §5)."""
        return bool(self.document.get("sample", False))

    @property
    def net_of(self) -> tuple[str, ...]:
        """Nodes whose time does not count: the clock is paused meanwhile."""
        return tuple(self.document.get("net_of", ()))

    @cached_property
    def terms(self) -> Terms:
        """Unit, amount and after-hours policy."""
        return _terms(self.document)

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        """When who is told."""
        return tuple(_level(one) for one in self.document.get("levels", ()))

    @cached_property
    def specificity(self) -> int:
        """How much it asks: the service, and every comparison of its condition."""
        return (self.service is not None) + _comparisons(self.when)

    def matches(self, facts: Facts) -> bool:
        """Whether it is about a subject with these facts."""
        if self.service is not None and facts.get("service") != self.service:
            return False
        return self.when is None or evaluate(self.when, facts)


def in_force(versions: Iterable[Rule], on: date) -> Iterator[Rule]:
    """Of each rule the latest version that is effective on this local date, unless retired."""
    latest: dict[str, Rule] = {}
    for one in sorted(versions, key=lambda rule: (rule.effective_from, rule.version)):
        if one.effective_from <= on:
            latest[one.code] = one
    return (one for one in latest.values() if not one.retired)


def choose(rules: Iterable[Rule], slot: Slot, facts: Facts) -> Rule | None:
    """The most specific rule of this slot; None: no rule, no clock.

    Of equals, which publishing refuses, the first by code.
    """
    fitting = [one for one in rules if one.slot == slot and one.matches(facts)]
    return min(fitting, key=lambda one: (-one.specificity, one.code), default=None)


def ties(rules: Sequence[Rule]) -> list[tuple[Rule, Rule]]:
    """Pairs that can both be the most specific for one subject."""
    return [
        (one, other)
        for one, other in combinations(rules, 2)
        if one.slot == other.slot
        and one.specificity == other.specificity
        and not _disjoint(one, other)
    ]


def _disjoint(one: Rule, other: Rule) -> bool:
    """Whether some field would have to have two values at once."""
    wanted, others = _required(one), _required(other)
    return any(
        values.isdisjoint(others[field]) for field, values in wanted.items() if field in others
    )


def _required(rule: Rule) -> dict[str, frozenset[Any]]:
    """Field → the only values it may have, as far as the condition says so outright."""
    found: dict[str, frozenset[Any]] = {}
    if rule.service is not None:
        found["service"] = frozenset({rule.service})
    for leaf in _conjuncts(rule.when):
        values = {"eq": [leaf.get("value")], "in": leaf.get("value")}.get(str(leaf.get("op")))
        if values is not None:
            allowed = frozenset(map(_canonical, values))
            found[leaf["field"]] = found.get(leaf["field"], allowed) & allowed
    return found


def _canonical(value: Any) -> Any:
    return (type(value), value) if isinstance(value, bool) else str(value)


def _conjuncts(tree: Tree | None) -> Iterator[Tree]:
    if tree is None:
        return
    if "all" in tree:
        for one in tree["all"]:
            yield from _conjuncts(one)
    elif "op" in tree:
        yield tree


def _comparisons(tree: Tree | None) -> int:
    """How many comparisons must hold at least."""
    if tree is None:
        return 0
    if "any" in tree:
        return min(map(_comparisons, tree["any"]))
    inner = [tree["not"]] if "not" in tree else tree.get("all")
    return sum(map(_comparisons, inner)) if inner else 1


def _terms(given: Mapping[str, Any]) -> Terms:
    return Terms(
        Unit(given["unit"]),
        Decimal(str(given["amount"])),
        AfterHours(given.get("after_hours", AfterHours.same_day)),
    )


def _level(given: Mapping[str, Any]) -> Level:
    return Level(
        code=given["code"],
        label=given.get("label", given["code"]),
        tell=tuple(given["tell"]),
        share=Decimal(str(given["share"])) if "share" in given else None,
        before=_terms(given["before"]) if "before" in given else None,
        after=_terms(given["after"]) if "after" in given else None,
        always=bool(given.get("always", False)),
    )
