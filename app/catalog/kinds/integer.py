"""A whole number."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.catalog.kinds.field import Field, narrow
from app.catalog.kinds.inputs import Cleaning, Digits
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.catalog.rules.conditions import NUMBERS, Codes
from app.foundation.messages import say


@dataclass(frozen=True, kw_only=True, eq=False)
class Integer(Field):
    """A JSON integer within [min, max]."""

    kind: ClassVar[str] = "integer"
    keys: ClassVar[Mapping[str, Any]] = {"min": {"type": "integer"}, "max": {"type": "integer"}}
    widget: ClassVar[type[Cleaning]] = Digits
    sort: ClassVar[Sort | None] = Sort.number

    min: int = 0
    max: int = 999_999_999

    def _clean(self, raw: Any) -> int | None:
        number = self._read(raw)
        if number is not None and not self.min <= number <= self.max:
            raise FieldProblem(
                say("Between %(least)s and %(most)s, please.", least=self.min, most=self.max)
            )
        return number

    def _read(self, raw: Any) -> int | None:
        if isinstance(raw, float) and raw.is_integer():
            return int(raw)
        if isinstance(raw, int) and not isinstance(raw, bool):
            return raw
        typed = narrow(raw) if isinstance(raw, str) else "?"
        if not typed:
            return None
        if not re.fullmatch("-?[0-9]{1,18}", typed):
            raise FieldProblem(say("Enter a whole number, digits only."))
        return int(typed)

    def paths(self) -> dict[str, Codes]:
        """Conditions compare with a number."""
        return {self.id: NUMBERS}

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "integer", "minimum": self.min, "maximum": self.max}

    def export(self, value: Any) -> Any:
        """The number itself."""
        return value

    def problems(self) -> list[tuple[str, str]]:
        """Bounds in the right order."""
        return [("max", "is below min")] if self.max < self.min else super().problems()
