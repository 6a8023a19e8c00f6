"""Tables of rows in a form: one input per cell, rows to spare, rows left out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from app.catalog.kinds import Field, make_field
from app.catalog.kinds.choice import ChoiceField
from app.console.slarules.fields import Menu
from app.foundation.errors import Problems
from app.foundation.messages import Message, say
from app.workflow.meetings.asked import MOST

SPARE = 3
"""Empty rows at the end; more are a click away, with JavaScript or without."""
DROP = "drop"


class Table:
    """Rows named `<name>-<number>-<column>`; those without anything written are left out.

    `written` are the columns that make a row; without any, every row counts.
    """

    def __init__(
        self, name: str, columns: Sequence[Field], written: Sequence[str], count: int
    ) -> None:
        self.name, self.columns, self._written = name, columns, written
        self.rows = range(min(count, MOST))
        self._used: list[int] = []

    def fields(self) -> Iterator[Field]:
        """The cells; nothing is required in a row that may stay empty."""
        for at in self.rows:
            for one in self.columns:
                cell = replace(one, id=f"{self.name}-{at}-{one.id}", required=False, default=None)
                folds = isinstance(cell, ChoiceField) and cell.kind == "choice"
                yield Menu(**vars(cell)) if folds else cell
            if self._written:
                yield _drop(f"{self.name}-{at}-{DROP}")

    def stored(self, rows: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
        """Field id → what stands in it."""
        return {
            f"{self.name}-{at}-{name}": value
            for at, row in enumerate(rows)
            for name, value in row.items()
        }

    def entered(self, entered: Mapping[str, Any]) -> list[dict[str, Any]]:
        """The rows in use, as the core takes them."""
        found = []
        self._used = [at for at in self.rows if self._is_used(at, entered)]
        for at in self._used:
            cells = {one.id: entered[f"{self.name}-{at}-{one.id}"] for one in self.columns}
            found.append({name: value for name, value in cells.items() if value is not None})
        return found

    def place(self, path: str) -> str:
        """Where a problem of the core's n-th row stands in the form."""
        table, _, rest = path.partition(".")
        at, _, column = rest.partition(".")
        if table != self.name or not at.isdecimal() or int(at) >= len(self._used):
            return path
        return f"{self.name}-{self._used[int(at)]}-{column or self.columns[0].id}"

    def _is_used(self, at: int, entered: Mapping[str, Any]) -> bool:
        row = f"{self.name}-{at}-"
        return not entered.get(row + DROP) and any(entered[row + one] for one in self._written)


def _drop(name: str) -> Field:
    spec = {"id": name, "type": "multi_choice", "label": say("Leave out")}
    return make_field(spec | {"choices": [{"code": "y", "label": say("Leave out")}]})


def counted(sent: Iterable[str], name: str) -> int:
    """How many rows of this table were sent."""
    numbers = (one.split("-")[1] for one in sent if one.startswith(f"{name}-"))
    return max((int(one) + 1 for one in numbers if one.isdecimal()), default=0)


def placed(errors: Problems, tables: Iterable[Table]) -> dict[str, Sequence[Message | str]]:
    """The core's problems by the fields of the form."""
    found: dict[str, Sequence[Message | str]] = {}
    for path, said in errors.items():
        here = path
        for one in tables:
            here = one.place(here)
        found[here] = said
    return found
