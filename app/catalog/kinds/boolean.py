"""Yes or no, or not stated."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.catalog.kinds.field import Field
from app.catalog.kinds.inputs import Cleaning, Radios
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.catalog.rules.conditions import Codes
from app.foundation.labels import text
from app.foundation.messages import say

WORDS = {
    **dict.fromkeys(("true", "1", "y", "on"), True),
    **dict.fromkeys(("false", "0", "n", "off"), False),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Boolean(Field):
    """A JSON boolean; forms send words."""

    kind: ClassVar[str] = "boolean"
    widget: ClassVar[type[Cleaning]] = Radios
    sort: ClassVar[Sort | None] = Sort.flag

    def _clean(self, raw: Any) -> bool:
        value = WORDS.get(raw.strip().lower()) if isinstance(raw, str) else raw
        if not isinstance(value, bool):
            raise FieldProblem(say("This must be true or false."))
        return value

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "boolean"}

    def options(self, locale: str | None = None) -> list[tuple[str, str]]:
        """Yes and no."""
        return [("true", text(say("yes"), locale)), ("false", text(say("no"), locale))]

    def paths(self) -> dict[str, Codes]:
        """Conditions compare with true and false."""
        return {self.id: None}

    def _show(self, value: Any, locale: str | None) -> str:
        return dict(self.options(locale))[self.typed(value)]

    def typed(self, value: Any) -> str:
        """The option's code."""
        return "" if value is None else str(value).lower()
