"""What one field definition knows; each kind adds how its value is read, described and shown."""

import unicodedata
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import marshmallow
from wtforms.fields.core import UnboundField

from app.catalog.kinds import inputs, loading
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.catalog.rules.conditions import Codes, Tree
from app.foundation.labels import Label, text
from app.foundation.messages import say

EMPTY = "—"
SHOWN = 40
"""How much of a refused value a message repeats, in characters."""


@dataclass(frozen=True, slots=True)
class Choice:
    code: str
    label: Label


@dataclass(frozen=True, slots=True)
class Unit:
    """What a number counts; `before` it where people write it so, as in DN100."""

    label: Label = ""
    before: bool = False

    def beside(self, shown: str, locale: str | None) -> str:
        """The number with its unit."""
        unit = text(self.label, locale)
        if self.before or not unit:
            return f"{unit}{shown}"
        return f"{shown} {unit}"


def narrow(raw: Any) -> str:
    """Numbers, dates and phones as typed with an input method: full-width signs made plain."""
    if not isinstance(raw, str):
        raise FieldProblem(say("This must be text."))
    return unicodedata.normalize("NFKC", raw).strip()


@dataclass(frozen=True, kw_only=True, eq=False)
class Field(ABC):
    """Stable id, labels and constraints; `roles` empty means everyone who sees the record."""

    kind: ClassVar[str]
    keys: ClassVar[Mapping[str, Any]] = {}
    """JSON Schema of what a specification of this kind may hold beside the common keys."""
    sort: ClassVar[Sort | None] = None
    """How answers of this kind compare; None where no list can be filtered by them."""

    id: str
    label: Label
    help: Label = ""
    required: bool = False
    default: Any = None
    unit: Unit = Unit()
    examples: tuple[Any, ...] = ()
    roles: tuple[str, ...] = ()
    personal: bool = False
    """Whether the answer identifies a person (DOMAIN §12): masked, and erasable in the journal."""
    erasable: bool = False
    """Whether it is free words that may tell of a person: shown as they are, but erasable, too."""
    needs: tuple[str, ...] = ()
    """Fields that an answer to this one calls for: told in the schema, checked by the action."""
    filterable: bool = False
    column: bool = False
    when: Tree | None = None
    """Asked only where this holds for the answers before it; else what was sent isn't kept."""

    @property
    def apart(self) -> bool:
        """Whether the journal keeps answers to it where they can be erased."""
        return self.personal or self.erasable

    # ------------------------------------------------------------ reading
    def clean(self, raw: Any) -> Any:
        """The canonical JSON value, None for nothing entered; raises FieldProblem."""
        return None if raw is None or raw == "" else self._clean(raw)

    def demand(self, raw: Any) -> Any:
        """The same, and a required field must have a value."""
        value = self.clean(raw)
        if value is None and self.required:
            raise FieldProblem(say("This field is required."))
        return value

    @abstractmethod
    def _clean(self, raw: Any) -> Any:
        """Read what is not plainly empty."""

    # ------------------------------------------------------------ describing
    def schema(self, locale: str | None = None) -> dict[str, Any]:
        """JSON Schema, flat and self-contained: what fits it is accepted by `clean` (DESIGN §4)."""
        said = {
            "title": text(self.label, locale),
            "description": text(self.help, locale),
            "default": self.default,
            "examples": list(self.examples) or self._examples(locale),
            "x-kind": self.kind,
            "x-unit": text(self.unit.label, locale),
            "x-unit-before": self.unit.before or None,
            "x-when": dict(self.when) if self.when else None,
        }
        return self._schema(locale) | {
            key: value for key, value in said.items() if value not in (None, "", [])
        }

    @abstractmethod
    def _schema(self, _locale: str | None) -> dict[str, Any]:
        """Type and constraints."""

    def _examples(self, _locale: str | None) -> list[Any]:
        """Offered where the schema alone does not tell a value."""
        return []

    def options(self, locale: str | None = None) -> list[tuple[str, str]]:  # noqa: ARG002  # kinds use it
        """(code, label) of what may be chosen; nothing where the value is free."""
        return []

    def paths(self) -> dict[str, Codes]:
        """What a condition may ask of this field → what that can be compared with."""
        return {self.id: None}

    def sorts(self) -> dict[str, Sort]:
        """What a list may ask of this field, named as in conditions → how it compares."""
        return {self.id: self.sort} if self.sort else {}

    def problems(self) -> list[tuple[str, str]]:
        """(path, sentence) of what contradicts itself in the definition."""
        if self.filterable and (self.personal or not self.sorts()):
            return [("filterable", "no list is filtered by such answers")]
        given = [("default", self.default)] if self.default is not None else []
        given += [(f"examples[{at}]", one) for at, one in enumerate(self.examples)]
        return [(path, problem) for path, one in given if (problem := self.refusal(one))]

    def refusal(self, value: Any) -> str | None:
        """Why a definition can't offer `value`: it is refused, or has another canonical form."""
        try:
            clean = self.clean(value)
        except FieldProblem as problem:
            return str(problem.message)
        return None if clean == value else f"write it as {clean!r}"

    # ------------------------------------------------------------ showing
    def show(self, value: Any, locale: str | None = None) -> str:
        """The value for people."""
        return EMPTY if value is None else self.unit.beside(self._show(value, locale), locale)

    def _show(self, value: Any, _locale: str | None) -> str:
        return str(value)

    def typed(self, value: Any) -> str:
        """The value as it stands in an input."""
        return "" if value is None else str(value)

    def export(self, value: Any) -> Any:
        """The value for a cell of a sheet."""
        return None if value is None else self._show(value, None)

    # ------------------------------------------------------------ faces
    def marshmallow(self) -> marshmallow.fields.Field[Any]:
        """The field of a marshmallow schema; its metadata is this field's schema."""
        return loading.Cleaned(self)

    def wtform(self, **kwargs: Any) -> "UnboundField[Any]":
        """The field of a WTForms form; it keeps what was typed until it can be read."""
        return inputs.unbound(self.widget, self, **kwargs)

    widget: ClassVar[type[inputs.Cleaning]] = inputs.Line
