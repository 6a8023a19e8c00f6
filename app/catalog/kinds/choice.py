"""One of several codes."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from wtforms.fields.core import UnboundField

from app.catalog.kinds import inputs
from app.catalog.kinds.field import SHOWN, Choice, Field
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.catalog.rules.conditions import Codes
from app.foundation.labels import text
from app.foundation.messages import say

IN_SIGHT = 5
"""Up to so many choices stand side by side; more fold into a list."""
CHOICE_KEYS: Mapping[str, Any] = {
    "choices": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/choice"}}
}


@dataclass(frozen=True, kw_only=True, eq=False)
class ChoiceField(Field):
    """The code is kept; its label is shown."""

    kind: ClassVar[str] = "choice"
    keys: ClassVar[Mapping[str, Any]] = CHOICE_KEYS
    sort: ClassVar[Sort | None] = Sort.code

    choices: tuple[Choice, ...]
    retired: tuple[Choice, ...] = ()
    """Not offered now, though answers given before may have them: they keep their label."""

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """What may be chosen, in the order of the document."""
        return tuple(choice.code for choice in self.choices)

    def known(self, raw: Any) -> str:
        """`raw` if it is a code; raises FieldProblem."""
        if not isinstance(raw, str):
            raise FieldProblem(say("This must be text."))
        if raw not in self.codes:
            codes = ", ".join(self.codes)
            raise FieldProblem(
                say("“%(raw)s” is not one of: %(codes)s.", raw=raw[:SHOWN], codes=codes)
            )
        return raw

    def _clean(self, raw: Any) -> Any:
        return self.known(raw)

    def options(self, locale: str | None = None) -> list[tuple[str, str]]:
        """(code, label) in the order of the document."""
        return [(choice.code, text(choice.label, locale)) for choice in self.choices]

    def paths(self) -> dict[str, Codes]:
        """Conditions compare with a code."""
        return {self.id: frozenset(self.codes)}

    def _schema(self, locale: str | None) -> dict[str, Any]:
        return {
            "type": "string",
            "enum": list(self.codes),
            "x-labels": dict(self.options(locale)),
        }

    def shown(self, code: Any, locale: str | None) -> str:
        """The label of a code, whether or not it is offered now."""
        every = (*self.retired, *self.choices)
        return {one.code: text(one.label, locale) for one in every}.get(code, str(code))

    def _show(self, value: Any, locale: str | None) -> str:
        return self.shown(value, locale)

    def wtform(self, **kwargs: Any) -> "UnboundField[Any]":
        """Radio buttons for few choices, a list for many."""
        few = len(self.choices) <= IN_SIGHT
        return inputs.unbound(inputs.Radios if few else inputs.Select, self, **kwargs)
