"""A number with a choice of units."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from app.catalog.kinds.decimal_number import NUMBER_KEYS, Decimal
from app.catalog.kinds.field import Choice, Field
from app.catalog.kinds.inputs import Amount, Cleaning
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.catalog.rules.conditions import NUMBERS, Codes
from app.foundation.labels import text
from app.foundation.messages import say


@dataclass(frozen=True, kw_only=True, eq=False)
class Quantity(Field):
    """{"value": "630", "unit": <code>}; the only unit there is may be left out."""

    kind: ClassVar[str] = "quantity"
    keys: ClassVar[Mapping[str, Any]] = {
        **NUMBER_KEYS,
        "units": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/unit"}},
    }
    widget: ClassVar[type[Cleaning]] = Amount

    units: tuple[Choice, ...]
    scale: int = 2
    max: int = 10**9
    positive: bool = False

    @cached_property
    def _number(self) -> Decimal:
        return Decimal(
            id=self.id,
            label=self.label,
            scale=self.scale,
            max=self.max,
            positive=self.positive,
        )

    def _clean(self, raw: Any) -> dict[str, str] | None:
        if not isinstance(raw, Mapping) or set(raw) - {"value", "unit"}:
            raise FieldProblem(say("This must be an object of value and unit."))
        value = self._number.clean(raw.get("value"))
        if value is None:
            return None
        codes = [unit.code for unit in self.units]
        unit = raw.get("unit") or (codes[0] if len(codes) == 1 else None)
        if unit not in codes:
            raise FieldProblem(say("The unit must be one of %(codes)s.", codes=", ".join(codes)))
        return {"value": value, "unit": unit}

    def options(self, locale: str | None = None) -> list[tuple[str, str]]:
        """The units."""
        return [(unit.code, text(unit.label, locale)) for unit in self.units]

    def paths(self) -> dict[str, Codes]:
        """Conditions ask for the number and for the unit."""
        codes = frozenset(unit.code for unit in self.units)
        return {self.id: None, f"{self.id}.value": NUMBERS, f"{self.id}.unit": codes}

    def sorts(self) -> dict[str, Sort]:
        """Lists are filtered by the number and by the unit."""
        return {f"{self.id}.value": Sort.number, f"{self.id}.unit": Sort.code}

    def _schema(self, locale: str | None) -> dict[str, Any]:
        unit = {
            "type": "string",
            "enum": [unit.code for unit in self.units],
            "x-labels": dict(self.options(locale)),
        }
        return {
            "type": "object",
            "properties": {"value": self._number.schema(locale), "unit": unit},
            "required": ["value", "unit"],
            "additionalProperties": False,
        }

    def _examples(self, _locale: str | None) -> list[Any]:
        return [{"value": "1", "unit": self.units[0].code}]

    def _show(self, value: Any, locale: str | None) -> str:
        unit = value["unit"]
        return f"{value['value']} {dict(self.options(locale)).get(unit, unit)}"
