"""A section whose rows are rows of one table, made from the declarations of its columns."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.kinds.checking import Found, schema_problems
from app.people.models import Organisation
from app.workflow.bundle.sections import Check, Row, State


@dataclass(frozen=True)
class Column:
    """A key of a row; `attribute` is the model's where it has another name.

    A value equal to `default` is not written. With `organisation` the file holds a code, the table
    an id; with `day` the file holds `2026-03-01`, the table a date.
    """

    name: str
    schema: Mapping[str, Any]
    default: Any = None
    needed: bool = False
    refers: str | None = None
    organisation: bool = False
    day: bool = False

    @property
    def attribute(self) -> str:
        """The model's attribute."""
        return f"{self.name}_id" if self.organisation else self.name


@dataclass(frozen=True)
class Table:
    """A section whose rows are rows of one table; what can rest inactive is never deleted."""

    name: str
    model: Any
    columns: tuple[Column, ...]
    natural: tuple[str, ...] = ("code",)
    checked: Check = lambda _row, _state: ()
    folder: bool = False
    single: bool = False
    parted_by: str = ""

    @cached_property
    def _validator(self) -> Draft202012Validator:
        schema = {
            "type": "object",
            "required": [column.name for column in self.columns if column.needed],
            "properties": {column.name: column.schema for column in self.columns},
            "additionalProperties": False,
        }
        return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def formal(self, row: Any) -> list[Found]:
        """Keys and types of the columns."""
        return list(schema_problems(self._validator, row))

    @property
    def refers(self) -> Mapping[str, str]:
        """Column → section."""
        return {column.name: column.refers for column in self.columns if column.refers}

    def key(self, row: Row) -> str:
        """The natural columns, joined."""
        return "/".join(str(row.get(name, "")) for name in self.natural)

    def check(self, row: Row, state: State) -> Iterable[Found]:
        """The section's own rule."""
        return self.checked(row, state)

    def read(self, session: Session) -> dict[str, Row]:
        """Active rows, in their order."""
        codes = {number: code for code, number in _organisations(session).items()}
        rows = [self._plain(one, codes) for one in self._stored(session) if self._in_force(one)]
        rows.sort(key=lambda row: (row.get("sort", 0), self.key(row)))
        return {self.key(row): row for row in rows}

    def write(self, session: Session, rows: Mapping[str, Row], _actor: str) -> None:
        """Insert or update; a reference to a row of the same section is set when all are there."""
        stored = self._by_key(session)
        for key in rows:
            if key in stored:
                stored[key].version += 1
            else:
                stored[key] = self.model()
        own = [column for column in self.columns if column.refers == self.name]
        for columns in ([one for one in self.columns if one not in own], own):
            ids = _organisations(session)
            for key, row in rows.items():
                self._set(stored[key], columns, row, ids)
            session.add_all(stored[key] for key in rows)
            session.flush()

    def _set(
        self, stored: Any, columns: Iterable[Column], row: Row, ids: Mapping[str, int]
    ) -> None:
        for column in columns:
            value = row.get(column.name, column.default)
            if column.organisation and value:
                value = ids.get(value)
            elif column.day and value:
                value = date.fromisoformat(value)
            setattr(stored, column.attribute, value)
        if hasattr(self.model, "active"):
            stored.active = True

    def remove(self, session: Session, keys: Collection[str]) -> None:
        """Rows that others may point to stay, out of force."""
        stored = self._by_key(session)
        for key in keys:
            if hasattr(self.model, "active"):
                stored[key].active = False
                stored[key].version += 1
            else:
                session.delete(stored[key])
        session.flush()

    def _stored(self, session: Session) -> Iterator[Any]:
        yield from session.scalars(select(self.model).order_by(self.model.id))

    def _in_force(self, stored: Any) -> bool:
        return bool(getattr(stored, "active", True))

    def _by_key(self, session: Session) -> dict[str, Any]:
        codes = {number: code for code, number in _organisations(session).items()}
        return {self.key(self._plain(one, codes)): one for one in self._stored(session)}

    def _plain(self, stored: Any, codes: Mapping[int, str]) -> Row:
        row: Row = {}
        for column in self.columns:
            value = getattr(stored, column.attribute)
            if column.organisation:
                value = codes.get(value)
            elif isinstance(value, date):
                value = value.isoformat()
            elif isinstance(value, StrEnum):
                value = value.value
            if value != column.default:
                row[column.name] = value
        return row


def _organisations(session: Session) -> dict[str, int]:
    return dict(session.execute(select(Organisation.code, Organisation.id)).all())
