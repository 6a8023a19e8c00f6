"""Some of several codes."""

from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms.fields.core import UnboundField

from app.catalog.kinds import inputs
from app.catalog.kinds.choice import ChoiceField
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import Sort
from app.foundation.labels import text
from app.foundation.messages import say


@dataclass(frozen=True, kw_only=True, eq=False)
class MultiChoice(ChoiceField):
    """Each code once, in the order of the document; none at all is an empty answer."""

    kind: ClassVar[str] = "multi_choice"
    sort: ClassVar[Sort | None] = None

    def _clean(self, raw: Any) -> list[str] | None:
        if not isinstance(raw, list | tuple):
            raise FieldProblem(say("This must be a list."))
        chosen = {self.known(one) for one in raw}
        return [code for code in self.codes if code in chosen] or None

    def _schema(self, locale: str | None) -> dict[str, Any]:
        least = {"minItems": 1} if self.required else {}
        items = super()._schema(locale)
        return {"type": "array", "items": items, "uniqueItems": True, **least}

    def _examples(self, _locale: str | None) -> list[Any]:
        return [list(self.codes[:1])]

    def _show(self, value: Any, locale: str | None) -> str:
        return text(say(", "), locale).join(self.shown(one, locale) for one in value)

    def wtform(self, **kwargs: Any) -> "UnboundField[Any]":
        """A list of boxes."""
        return inputs.unbound(inputs.Checks, self, **kwargs)
