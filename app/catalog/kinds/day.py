"""A calendar day."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from app.catalog.kinds.field import Field, narrow
from app.catalog.kinds.inputs import Cleaning, Day
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.foundation.messages import say

DAY = (
    "20(?:"
    "[0-9]{2}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    "|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    "|(?:[02468][048]|[13579][26])-02-29)"
)
"""Every day of the years 2000–2099, and no other string."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Date(Field):
    """ISO 8601, without a time zone: the county's day."""

    kind: ClassVar[str] = "date"
    widget: ClassVar[type[Cleaning]] = Day
    sort: ClassVar[Sort | None] = Sort.day

    def _clean(self, raw: Any) -> str | None:
        typed = narrow(raw)
        if typed and not re.fullmatch(DAY, typed):
            raise FieldProblem(say("Enter a day as 2026-12-31, between 2000 and 2099."))
        return typed or None

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "string", "format": "date", "pattern": f"^{DAY}$"}

    def _examples(self, _locale: str | None) -> list[Any]:
        return ["2026-12-31"]

    def export(self, value: Any) -> Any:
        """A date."""
        return None if value is None else date.fromisoformat(value)
