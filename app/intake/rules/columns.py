"""A field of the catalogue as a column of a sheet: cells are read by it, and written for it."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.catalog.kinds import Field, FieldProblem
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say

UNIT = "unit"
CODED = frozenset({"choice", "multi_choice", "boolean"})
NO_CELL = frozenset({"file", "files", "charges"})
"""Kinds whose answers don't fit into a cell."""
BETWEEN = re.compile("[,\uff0c\u3001;\uff1b\n]")
DAY = re.compile(
    r"^(\d{4})\s*[-/.\u5e74]\s*(\d{1,2})\s*[-/.\u6708]\s*(\d{1,2})\s*\u65e5?(.*)$", re.DOTALL
)
"""Year, month, day and the rest, with signs between them or the words for year, month, day."""
TIME = re.compile(r"^[T\s]*(\d{1,2}):(\d{2})(?::\d{2}(?:\.0+)?)?$")
AMOUNT = re.compile(r"^([0-9.]+)\s*(\S.*)$")
LOCALES = ("zh", "en")
SHOWN = 40


def folded(words: str) -> str:
    """How headers and choices are compared: width, case, blanks and the star don't matter."""
    return re.sub(r"[\s*]", "", unicodedata.normalize("NFKC", words)).casefold()


@dataclass(frozen=True, eq=False)
class Column:
    """One column: `path` is where its value belongs, `part` a part of a value with a unit.

    `others` are further names of the choices (a code, an abbreviation) → the choice's code.
    """

    path: str
    field: Field
    group: Label = ""
    part: str = ""
    others: tuple[tuple[str, str], ...] = ()

    @property
    def id(self) -> str:
        """The path, and which part of it."""
        return f"{self.path}.{self.part}" if self.part else self.path

    def label(self, locale: str | None = None) -> str:
        """As the header says it: the block first where several have such a field."""
        own = self.short(locale)
        group = text(self.group, locale) if self.group else ""
        return f"{group} · {own}" if group else own

    def short(self, locale: str | None = None) -> str:
        """Without its block."""
        own = text(self.field.label, locale)
        return text(say("%(field)s (unit)", field=own), locale) if self.part == UNIT else own

    @property
    def required(self) -> bool:
        """Whether every row needs it; of a block, only rows that ask for the block do."""
        return self.field.required and not self.group and not self.part

    def offered(self, locale: str | None = None) -> list[str]:
        """What its drop-down offers; nothing where the cell is free."""
        if self.part == UNIT or self.field.kind in {"choice", "boolean"}:
            return [label for _, label in self.field.options(locale)]
        return []

    @cached_property
    def codes(self) -> Mapping[str, str]:
        """What may stand in a cell, folded → the code that is meant."""
        pairs = [(label, code) for locale in LOCALES for code, label in self.field.options(locale)]
        pairs += [*self.others, *((code, code) for code, _ in self.field.options())]
        return {folded(words): code for words, code in pairs}

    # ------------------------------------------------------------ reading
    def read(self, cell: str) -> Any:
        """The raw value that the field's `clean` takes; raises FieldProblem, None for nothing."""
        cell = cell.strip()
        if not cell:
            return None
        if self.part == UNIT or self.field.kind in {"choice", "boolean"}:
            return self._code(cell)
        if self.field.kind == "multi_choice":
            return [self._code(one) for one in BETWEEN.split(cell) if one.strip()]
        if self.field.kind in {"date", "datetime"}:
            return _plain_moment(cell)
        return cell

    def _code(self, cell: str) -> str:
        found = self.codes.get(folded(cell))
        if found is None:
            labels = ", ".join(label for _, label in self.field.options())
            raise FieldProblem(
                say("“%(raw)s” is not one of: %(codes)s.", raw=cell[:SHOWN], codes=labels)
            )
        return found

    # ------------------------------------------------------------ writing
    def write(self, value: Any, locale: str | None = None) -> str:
        """A canonical value as it stands in a cell; `read` of it cleans to the same."""
        if value is None:
            return ""
        if self.field.kind == "quantity":
            value = value["unit"] if self.part == UNIT else value["value"]
            return self._name(value, locale) if self.part == UNIT else str(value)
        if self.field.kind == "multi_choice":
            return "\u3001".join(self._name(one, locale) for one in value)
        if self.field.kind in CODED:
            return self._name(self.field.typed(value), locale)
        return self.field.typed(value)

    def _name(self, code: str, locale: str | None) -> str:
        """The label, if it is read as this code again."""
        label = dict(self.field.options(locale)).get(code, code)
        plain = self.codes.get(folded(label)) == code and not BETWEEN.search(label)
        return label if plain else code


def columns_of(fields: Iterable[Field], group: Label = "", prefix: str = "") -> list[Column]:
    """The columns of a form's fields; an amount with a choice of units has two."""
    found = []
    for one in fields:
        if one.kind not in NO_CELL:
            found.append(Column(prefix + one.id, one, group))
            if one.kind == "quantity" and len(one.options()) > 1:
                found.append(Column(prefix + one.id, one, group, UNIT))
    return found


def values_of(
    columns: Sequence[Column], cells: Mapping[str, str]
) -> tuple[dict[str, Any], dict[str, list[Message]]]:
    """Path → raw value of what is not empty, and the problems; `cells` by the columns' ids."""
    values: dict[str, Any] = {}
    problems: dict[str, list[Message]] = {}
    for column in columns:
        try:
            raw = column.read(cells.get(column.id, ""))
        except FieldProblem as problem:
            problems[column.path] = [problem.message]
            continue
        if raw is None:
            continue
        if column.field.kind != "quantity":
            values[column.path] = raw
        elif column.part == UNIT:
            values.setdefault(column.path, {})[UNIT] = raw
        else:
            values[column.path] = _amount(column, raw) | values.get(column.path, {})
    return values, problems


def _amount(column: Column, cell: str) -> dict[str, str]:
    """A number, and the unit behind it if somebody wrote it there."""
    found = AMOUNT.match(cell)
    unit = column.codes.get(folded(found[2])) if found else None
    return {"value": found[1], UNIT: unit} if found and unit else {"value": cell}


def _plain_moment(cell: str) -> str:
    """2026/6/1 9:00, 2026年6月1日 and the like as 2026-06-01T09:00; what is neither stays."""
    found = DAY.match(unicodedata.normalize("NFKC", cell))
    if not found:
        return cell
    year, month, day, rest = found.groups()
    plain, rest = f"{year}-{int(month):02d}-{int(day):02d}", rest.strip()
    time = TIME.match(rest)
    if time:
        return f"{plain}T{int(time[1]):02d}:{time[2]}"
    return plain if not rest else cell


def propose(
    headers: Sequence[str], columns: Sequence[Column], remembered: Mapping[str, str]
) -> list[str | None]:
    """For each header the id of the column it seems to be; each column once, the surest first.

    `remembered`: header, folded → id, as the same person matched it the last time.
    """
    names: dict[str, list[str]] = {}
    for column in columns:
        for locale in LOCALES:
            names.setdefault(folded(column.label(locale)), []).append(column.id)
            names.setdefault(folded(column.short(locale)), []).append(column.id)
        names.setdefault(folded(column.id), []).append(column.id)
    known = {column.id for column in columns}
    unique = {name: ids[0] for name, ids in names.items() if len(set(ids)) == 1}
    taken: set[str] = set()
    found: list[str | None] = []
    for header in headers:
        name = folded(header)
        guess = remembered.get(name) or unique.get(name)
        if guess is None and name in names:
            guess = next((one for one in names[name] if one not in taken), None)
        guess = guess if guess in known and guess not in taken else None
        taken |= {guess} if guess else set()
        found.append(guess)
    return found
