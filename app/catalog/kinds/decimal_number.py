"""A number with decimals, never a float: it travels as a string."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal as Exact
from functools import cached_property
from typing import Any, ClassVar

from app.catalog.kinds.field import Field, narrow
from app.catalog.kinds.inputs import Cleaning, Digits
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.catalog.rules.conditions import NUMBERS, Codes
from app.foundation.messages import say

NUMBER_KEYS: Mapping[str, Any] = {
    "scale": {"type": "integer", "minimum": 0, "maximum": 6},
    "max": {"type": "integer", "minimum": 1, "maximum": 10**15},
    "positive": {"type": "boolean"},
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Decimal(Field):
    """From 0 (`positive`: above 0) to `max`, with up to `scale` places, as "630" or "12.5".

    No sign, no exponent, no leading or trailing zeros, so that equal values are equal strings.
    """

    kind: ClassVar[str] = "decimal"
    keys: ClassVar[Mapping[str, Any]] = NUMBER_KEYS
    widget: ClassVar[type[Cleaning]] = Digits
    sort: ClassVar[Sort | None] = Sort.number

    scale: int = 2
    max: int = 10**9
    positive: bool = False

    def _clean(self, raw: Any) -> str | None:
        typed = narrow(raw)
        if not typed:
            return None
        if not re.fullmatch(r"[0-9]{1,30}(\.[0-9]{1,30})?", typed):
            raise FieldProblem(say("Enter a number such as 630 or 12.5, digits only."))
        whole, _, places = typed.partition(".")
        whole, places = whole.lstrip("0") or "0", places.rstrip("0")
        self._check(whole, places)
        return f"{whole}.{places}" if places else whole

    def _check(self, whole: str, places: str) -> None:
        if len(places) > self.scale:
            raise FieldProblem(say("At most %(limit)s decimal places.", limit=self.scale))
        if Exact(f"{whole}.{places or 0}") > self.max:
            raise FieldProblem(say("At most %(limit)s.", limit=self.max))
        if self.positive and whole == "0" and not places:
            raise FieldProblem(say("This must be more than 0."))

    @cached_property
    def _pattern(self) -> str:
        """Exactly the numbers in range, as an expression any client understands."""
        places = f"(?:\\.[0-9]{{1,{self.scale}}})?" if self.scale else ""
        zeros = f"(?:\\.0{{1,{self.scale}}})?" if self.scale else ""
        below = list(_below(self.max)) + ([] if self.positive else ["0"])
        wholes = [f"(?:{'|'.join(below)}){places}"] if below else []
        small = [
            f"0\\.{'0' * zero}[1-9][0-9]{{0,{self.scale - zero - 1}}}" for zero in range(self.scale)
        ]
        return (
            f"^(?:{'|'.join([*wholes, *(small if self.positive else []), f'{self.max}{zeros}'])})$"
        )

    def paths(self) -> dict[str, Codes]:
        """Conditions compare with a number."""
        return {self.id: NUMBERS}

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "string", "pattern": self._pattern}

    def _examples(self, _locale: str | None) -> list[Any]:
        return ["1"]

    def export(self, value: Any) -> Any:
        """A number, for the sheet to add up."""
        return None if value is None else Exact(value)


def _below(limit: int) -> Iterator[str]:
    """Expressions for the whole numbers from 1 to `limit` - 1."""
    digits = str(limit)
    if len(digits) > 1:
        yield f"[1-9][0-9]{{0,{len(digits) - 2}}}"
    for at, digit in enumerate(digits):
        least, most = (0 if at else 1), int(digit) - 1
        if most >= least:
            yield f"{digits[:at]}[{least}-{most}][0-9]{{{len(digits) - at - 1}}}"
