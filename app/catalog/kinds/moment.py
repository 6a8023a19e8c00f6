"""An instant."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar

from app.catalog.kinds.day import DAY
from app.catalog.kinds.field import Field, narrow
from app.catalog.kinds.inputs import Cleaning, Moment
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.foundation import clock
from app.foundation.messages import say

TIME = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
ZONED = rf"{DAY}T{TIME}:[0-5][0-9](?:\.[0-9]{{1,6}})?(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9])"
LOCAL = rf"{DAY}[T ]{TIME}(?::[0-5][0-9])?"


@dataclass(frozen=True, kw_only=True, eq=False)
class DateTime(Field):
    """ISO 8601 with a zone, kept in UTC; without one it is the county's wall clock."""

    kind: ClassVar[str] = "datetime"
    widget: ClassVar[type[Cleaning]] = Moment
    sort: ClassVar[Sort | None] = Sort.instant

    def _clean(self, raw: Any) -> str | None:
        typed = narrow(raw)
        if not typed:
            return None
        if not re.fullmatch(f"{ZONED}|{LOCAL}", typed):
            raise FieldProblem(say("Enter a date and time as 2026-12-31T09:00:00+08:00."))
        instant = datetime.fromisoformat(typed)
        aware = instant if instant.tzinfo else instant.replace(tzinfo=clock.ZONE)
        return aware.astimezone(UTC).isoformat().replace("+00:00", "Z")

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "pattern": f"^{ZONED}$"}

    def _examples(self, _locale: str | None) -> list[Any]:
        return ["2023-01-05T09:00:00+08:00"]

    def _show(self, value: Any, _locale: str | None) -> str:
        return f"{_local(value):%Y-%m-%d %H:%M}"

    def typed(self, value: Any) -> str:
        """As a browser's datetime-local holds it."""
        return "" if value is None else f"{_local(value):%Y-%m-%dT%H:%M}"

    def export(self, value: Any) -> Any:
        """The county's wall clock, without a zone: sheets know none."""
        return None if value is None else _local(value).replace(tzinfo=None)


def _local(value: str) -> datetime:
    return clock.local(datetime.fromisoformat(value))
