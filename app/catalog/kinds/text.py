"""One line of free text."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from app.catalog.kinds.field import Field
from app.catalog.kinds.problem import FieldProblem
from app.catalog.kinds.sort import LONGEST, Sort
from app.foundation.labels import text
from app.foundation.messages import say

# Control characters, and the invisible signs that reorder or break a line. Emoji joiners stay.
INVISIBLE = r"\u200b\u2028-\u202e\u2066-\u2069\ufeff"
CONTROLS = r"\u0000-\u001f\u007f-\u009f"
SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, kw_only=True, eq=False)
class Text(Field):
    """NFC, stripped, without control characters; `max_length` in characters."""

    kind: ClassVar[str] = "text"
    keys: ClassVar[Mapping[str, Any]] = {
        "max_length": {"type": "integer", "minimum": 1, "maximum": 4000},
        "pattern": {"type": "string", "minLength": 1, "maxLength": 200},
        "personal": {"type": "boolean"},
    }
    refused: ClassVar[str] = CONTROLS + INVISIBLE
    sort: ClassVar[Sort | None] = Sort.text

    max_length: int = 200
    pattern: str = ""

    @cached_property
    def _pattern(self) -> str:
        """The whole law as one expression, the same for the schema and for us."""
        if self.pattern:
            return f"^(?=[^{self.refused}]*$)(?:{self.pattern})$"
        if self.required:
            return rf"^\s*[^\s{self.refused}][^{self.refused}]*$"
        return f"^[^{self.refused}]*$"

    def _clean(self, raw: Any) -> str | None:
        if not isinstance(raw, str):
            raise FieldProblem(say("This must be text."))
        value = self._compose(raw)
        if not value:
            return None
        if len(value) > self.max_length:
            raise FieldProblem(say("At most %(limit)s characters.", limit=self.max_length))
        if SURROGATES.search(value) or re.search(f"[{self.refused}]", value):
            raise FieldProblem(say("This holds signs that can't be seen or printed."))
        if self.pattern and not any(re.search(self._pattern, one) for one in (value, raw)):
            raise FieldProblem(say("This does not have the expected form."))
        return value

    def _compose(self, raw: str) -> str:
        """Few signs grow under NFC; where they do the text stays, so that it keeps its length."""
        plain = raw.strip()
        composed = unicodedata.normalize("NFC", plain)
        return composed if len(composed) <= len(plain) else plain

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        least = {"minLength": 1} if self.required else {}
        return {"type": "string", **least, "maxLength": self.max_length, "pattern": self._pattern}

    def _examples(self, locale: str | None) -> list[Any]:
        return [] if self.pattern else [text(self.label, locale)[: self.max_length]]

    def problems(self) -> list[tuple[str, str]]:
        """A pattern must compile, and needs an example for those who can't read it."""
        if self.filterable and self.sort and self.max_length > LONGEST:
            return [("max_length", f"at most {LONGEST} where lists are filtered by it")]
        try:
            re.compile(self.pattern)
        except re.error as error:
            return [("pattern", str(error))]
        if self.pattern and not self.examples:
            return [("examples", "a pattern needs an example")]
        return super().problems()
