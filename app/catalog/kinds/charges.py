"""What is charged: fees of the catalogue, each with its amount (DOMAIN §2.11, §7)."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal as Exact
from functools import cached_property, reduce
from typing import Any, ClassVar

from app.catalog.kinds import charging
from app.catalog.kinds.decimal_number import Decimal
from app.catalog.kinds.field import SHOWN, Field
from app.catalog.kinds.inputs import Cleaning
from app.catalog.kinds.problem import FieldProblem
from app.catalog.rules.fees import FeeEntry, plain
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.foundation.money import spoken

MOST, LONGEST = 50, 200
"""Charges of one form, and characters of a name that are looked at."""
AMOUNT = Decimal(id="amount", label=say("Amount in yuan"), scale=2, max=10**8)
LOCALES = ("zh", "en")
_NUMBER = re.compile(r"[-+¥]?[0-9][0-9.,]*")


def unguarded(_name: str) -> Message | None:
    return None


def parted(charge: str) -> tuple[str, str]:
    """Name and amount of “name amount”; one that ends without a number has none."""
    words = " ".join(unicodedata.normalize("NFKC", charge).split())
    name, _, amount = words.rpartition(" ")
    return (name, amount) if _NUMBER.fullmatch(amount) else (words, "")


@dataclass(frozen=True, kw_only=True, eq=False)
class Charges(Field):
    """A list of “<code or name> <amount in yuan>”.

    `guard` says why a name can't be charged, so that it can name the notice that abolished it. No
    document of a service asks this: the fees are the catalogue's.
    """

    kind: ClassVar[str] = "charges"
    widget: ClassVar[type[Cleaning]] = charging.ChargesInput

    fees: tuple[FeeEntry, ...] = ()
    guard: Callable[[str], Message | None] = unguarded

    @cached_property
    def _codes(self) -> dict[str, str]:
        """Code or label in any language, however it is typed → code."""
        return {plain(name): one.code for one in self.fees for name in _names(one)}

    # ------------------------------------------------------------ reading
    def _clean(self, raw: Any) -> list[str] | None:
        if not isinstance(raw, list | tuple) or not all(isinstance(one, str) for one in raw):
            raise FieldProblem(say("This must be a list of texts."))
        if len(raw) > MOST:
            raise FieldProblem(say("At most %(limit)s fees.", limit=MOST))
        charges: list[str] = []
        problems: list[Message] = []
        for one in raw:
            try:
                charges.append(self._charge(one))
            except FieldProblem as problem:
                problems.append(problem.message)
        if problems:
            raise FieldProblem(reduce(_both, problems))
        return charges or None

    def _charge(self, raw: str) -> str:
        name, typed = parted(raw)
        if not name:
            raise FieldProblem(say("Each amount needs the name of its fee."))
        if refusal := self.guard(name[:LONGEST]):
            raise FieldProblem(refusal)
        code = self._codes.get(plain(name))
        if code is None:
            raise FieldProblem(say("“%(name)s” is not offered here.", name=name[:SHOWN]))
        amount = AMOUNT.clean(typed)
        if amount is None:
            raise FieldProblem(say("“%(name)s” needs an amount in yuan.", name=name[:SHOWN]))
        return f"{code} {amount}"

    # ------------------------------------------------------------ describing
    def _schema(self, _locale: str | None) -> dict[str, Any]:
        least = {"minItems": 1} if self.required else {}
        amount = AMOUNT.schema()["pattern"].removeprefix("^").removesuffix("$")
        names = "|".join(_literal(name) for one in self.fees for name in _names(one))
        items = {"type": "string", "pattern": f"^(?:{names}) {amount}$"}
        return {"type": "array", "items": items, "maxItems": MOST if self.fees else 0, **least}

    def _examples(self, _locale: str | None) -> list[Any]:
        return [[f"{one.code} {_proposed(one) or 100}"] for one in self.fees[:1]] or [[]]

    # ------------------------------------------------------------ showing
    def offered(self) -> Iterator[tuple[str, str, str]]:
        """Name, amount to propose, and price per unit of each fee, for the reader."""
        for one in self.fees:
            told = [one.price or "", text(one.unit)]
            yield text(one.label), _proposed(one), " / ".join(filter(None, told))

    def parted(self, charge: str) -> tuple[str, str]:
        """Name and amount for two inputs; a code by its name."""
        name, amount = parted(charge)
        label = next((one.label for one in self.fees if one.code == name), name)
        return text(label), amount

    def wrong(self, name: str, amount: str) -> bool:
        """Whether what was typed into two inputs is no charge."""
        try:
            self.clean([f"{name} {amount}".strip()] if name or amount else [])
        except FieldProblem:
            return True
        return False

    def _show(self, value: Sequence[str], locale: str | None) -> str:
        pairs = (self.parted(one) for one in value)
        return text(say(", "), locale).join(f"{one} {spoken(Exact(much))}" for one, much in pairs)


def amounts(charges: Sequence[str]) -> dict[str, Exact]:
    """Code → yuan of clean charges; a fee that is charged twice is added up."""
    sums: dict[str, Exact] = {}
    for one in charges:
        code, _, amount = one.rpartition(" ")
        sums[code] = sums.get(code, Exact(0)) + Exact(amount)
    return sums


def _names(fee: FeeEntry) -> list[str]:
    labels = (unicodedata.normalize("NFC", text(fee.label, locale)) for locale in LOCALES)
    return list(dict.fromkeys([fee.code, *filter(None, labels)]))


def _literal(name: str) -> str:
    """The name as an expression that any client's engine understands."""
    return re.sub(r"[\\^$.*+?()\[\]{}|/]", r"\\\g<0>", name)


def _proposed(fee: FeeEntry) -> str:
    """The price, where it is a plain amount."""
    try:
        return AMOUNT.clean(fee.price or "") or ""
    except FieldProblem:
        return ""


def _both(one: Message, other: Message) -> Message:
    return say("%(one)s %(other)s", one=one, other=other)
