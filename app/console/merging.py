"""Two people edit one form: what each changed is kept; where both did, the one who sends chooses.

A form carries what it began with (`original`), so no journal is asked what a field was: it holds
nothing that the form itself doesn't show, and whoever forges it spoils only their own merge. Where
both changed a field, the next form begins with theirs, carries `mine` and what was `before` both,
and asks `pick-<field>`: should the row go on once more meanwhile, it is merged once more.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from werkzeug.datastructures import MultiDict

from app.catalog.kinds import Field, FieldProblem
from app.console.forms import CatalogueForm
from app.console.stored import spoken
from app.foundation.errors import Problems
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say

ORIGINAL, BEFORE, MINE, PICK = "original", "before", "mine", "pick-"
CHOOSE = say("Choose yours or theirs, or write something else.")


class Part(Protocol):
    """What is compared and merged as one: a field, or a table of them."""

    @property
    def id(self) -> str: ...
    @property
    def label(self) -> Label: ...
    def clean(self, raw: Any) -> Any: ...
    def show(self, value: Any) -> str: ...


@dataclass(frozen=True)
class Table:
    """Inputs `<id>-<row>-<column>`: a row's cells mean something only together, and in order."""

    id: str
    label: Label
    columns: Mapping[str, Field]
    spare: int = 0
    """Empty rows at the end."""

    def read(self, values: Mapping[str, Any], rows: int) -> list[dict[str, Any]]:
        """Its rows among values by input."""
        return [
            {name: values.get(f"{self.id}-{at}-{name}") for name in self.columns}
            for at in range(rows)
        ]

    def clean(self, raw: Any) -> list[dict[str, Any]]:
        """Rows with something in them, cells with something in them."""
        rows = [{key: one for key, one in row.items() if one} for row in raw or ()]
        return [row for row in rows if row]

    def show(self, value: Any) -> str:
        """A line per row."""
        return "\n".join(
            " · ".join(spoken(one, row[name]) for name, one in self.columns.items() if name in row)
            for row in value
        )

    def write(self, sent: "MultiDict[str, str]", value: Any) -> None:
        """Put these rows in place of those that were sent."""
        for name in [one for one in sent if one.startswith(f"{self.id}-")]:
            sent.poplist(name)
        rows = self.clean(value)
        first = next(iter(self.columns))
        for at in range(len(rows), len(rows) + self.spare):
            sent.add(f"{self.id}-{at}-{first}", "")
        for at, row in enumerate(rows):
            for name, cell in row.items():
                cells: Iterable[Any] = cell if isinstance(cell, list) else [cell]
                sent.setlist(f"{self.id}-{at}-{name}", [str(one) for one in cells])


@dataclass(frozen=True)
class Merge:
    """What became of a form whose row had gone on: fields that only they changed, and both."""

    original: Mapping[str, Any]
    mine: Mapping[str, Any]
    now: Mapping[str, Any]
    taken: tuple[Part, ...]
    kept: tuple[Part, ...]
    clashing: tuple[Part, ...]

    def told(self, sent: Mapping[str, str]) -> dict[str, Any]:
        """The template's part of `stale`: only what differs, and what was picked already."""
        return {
            "picked": {one.id: sent.get(PICK + one.id) for one in self.clashing},
            "taken": [self._row(one) for one in self.taken],
            "clashes": [self._row(one) for one in self.clashing],
        }

    def entered(self, form: CatalogueForm) -> dict[str, Any]:
        """What the sender changed; the rest is left as it is now."""
        theirs = {one.id for one in self.taken}
        return {name: value for name, value in form.entered.items() if name not in theirs}

    def refilled(self, fields: Sequence[Field], sent: Mapping[str, Any]) -> CatalogueForm:
        """The form with their changes in it, and with what it takes to choose."""
        form = CatalogueForm(fields, self.filled(sent))
        carry(form, ORIGINAL, self.now)
        self.carry_in(form)
        return form

    def filled(self, sent: Mapping[str, Any]) -> "MultiDict[str, str]":
        """What was sent, with what only they changed in it."""
        filled: MultiDict[str, str] = MultiDict(sent)
        for one in self.taken:
            put(filled, one, self.now.get(one.id))
        return filled

    def carry_in(self, form: CatalogueForm) -> None:
        """What it takes to choose, along with the form."""
        clashing = {one.id for one in self.clashing}
        if clashing:
            carry(form, BEFORE, {key: self.original.get(key) for key in clashing})
            carry(form, MINE, {key: self.mine.get(key) for key in clashing})

    def _row(self, one: Part) -> dict[str, Any]:
        return {
            "id": one.id,
            "label": text(one.label),
            "original": spoken(one, self.original.get(one.id)),
            "mine": spoken(one, self.mine.get(one.id)),
            "theirs": spoken(one, self.now.get(one.id)),
        }


def merge(
    fields: Sequence[Part],
    original: Mapping[str, Any],
    mine: Mapping[str, Any],
    now: Mapping[str, Any],
    *,
    empties: bool,
) -> Merge:
    """Three ways, field by field; `empties`: whether leaving a field empty empties it."""
    taken, kept, clashing = [], [], []
    for one in fields:
        before, typed, after = (
            _canonical(one, values.get(one.id)) for values in (original, mine, now)
        )
        touched = typed != before and (empties or typed is not None)
        if touched and after not in (before, typed):
            clashing.append(one)
        elif touched and after == before:
            kept.append(one)
        elif not touched and after != before:
            taken.append(one)
    return Merge(original, mine, now, tuple(taken), tuple(kept), tuple(clashing))


def same(field: Part, one: Any, other: Any) -> bool:
    """Whether two values of a part mean the same."""
    return bool(_canonical(field, one) == _canonical(field, other))


def _canonical(field: Part, raw: Any) -> Any:
    try:
        return field.clean(raw)
    except FieldProblem:
        return raw


def carry(form: CatalogueForm, name: str, values: Mapping[str, Any]) -> None:
    """Values along with a form, unseen; put anew if they are there already."""
    form.add_hidden(name, json.dumps(values, ensure_ascii=False), None)


def carried(sent: Mapping[str, str], name: str) -> dict[str, Any] | None:
    """The same as they came back; None where there are none that can be read."""
    try:
        values = json.loads(sent.get(name, ""))
    except ValueError:
        return None
    return values if isinstance(values, dict) else None


def put(sent: "MultiDict[str, str]", field: Any, value: Any, name: str = "") -> None:
    """Write a value into what a form sends, in place of what it sent for this part."""
    if isinstance(field, Table):
        field.write(sent, value)
        return
    name = name or field.id
    parts = (name, f"{name}-value", f"{name}-unit")
    for part in parts:
        sent.poplist(part)
    if isinstance(value, Mapping):
        for part in value.keys() & {"value", "unit"}:
            sent.add(f"{name}-{part}", str(value[part] or ""))
    elif isinstance(value, list):
        sent.setlist(name, [str(one) for one in value])
    elif value is not None:
        sent.add(name, value if isinstance(value, str) else field.typed(value))


def chosen(
    fields: Sequence[Part], sent: Mapping[str, Any]
) -> tuple["MultiDict[str, str]", Problems]:
    """What was sent with each choice carried out, and what was left open."""
    picked: MultiDict[str, str] = MultiDict(sent)
    mine, theirs = carried(picked, MINE) or {}, carried(picked, ORIGINAL) or {}
    problems: dict[str, list[Message]] = {}
    for one in fields:
        if one.id not in mine:
            continue
        pick = picked.get(PICK + one.id)
        if pick in {"mine", "theirs"}:
            put(picked, one, (mine if pick == "mine" else theirs).get(one.id))
        elif pick != "other":
            problems[one.id] = [CHOOSE]
    return picked, problems


def undecided(fields: Sequence[Part], sent: Mapping[str, Any]) -> Merge:
    """The merge whose form came back, as it was."""
    before, mine, theirs = (carried(sent, name) or {} for name in (BEFORE, MINE, ORIGINAL))
    return Merge(before, mine, theirs, (), (), tuple(one for one in fields if one.id in mine))
