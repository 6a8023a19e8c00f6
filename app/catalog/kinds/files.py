"""References to several attachments of one record."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from wtforms.fields.core import UnboundField

from app.catalog.kinds import inputs
from app.catalog.kinds.field import SHOWN, Field
from app.catalog.kinds.file import DIGEST
from app.catalog.kinds.problem import FieldProblem
from app.foundation.labels import text
from app.foundation.messages import say

MOST = 50
"""Files in one answer."""


@dataclass(frozen=True, slots=True)
class Offered:
    """An attachment that may be chosen."""

    digest: str
    name: str
    attachment_id: int
    picture: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Files(Field):
    """SHA-256 digests of contents, each once, in the order they are offered.

    `offered` are the files of the record that is acted on; None where no record is known yet: then
    any digest fits. Where nothing is offered nothing can be required.
    """

    kind: ClassVar[str] = "files"

    offered: Sequence[Offered] | None = None
    purpose: str = "other"
    """What files are for that are attached while the question is answered."""

    def __post_init__(self) -> None:
        if self.offered is not None and not self.offered:
            object.__setattr__(self, "required", False)

    def _clean(self, raw: Any) -> list[str] | None:
        if not isinstance(raw, list | tuple):
            raise FieldProblem(say("This must be a list."))
        if len(raw) > MOST:
            raise FieldProblem(say("At most %(most)s files.", most=MOST))
        chosen = dict.fromkeys(map(self._known, raw))
        if self.offered is None:
            return list(chosen) or None
        return [one.digest for one in self.offered if one.digest in chosen] or None

    def _known(self, raw: Any) -> str:
        if not isinstance(raw, str) or not re.fullmatch(DIGEST, raw.strip()):
            raise FieldProblem(say("This is not the digest of an attachment."))
        digest: str = raw.strip()
        if self.offered is not None and all(one.digest != digest for one in self.offered):
            raise FieldProblem(say("“%(raw)s” is not attached to this record.", raw=raw[:SHOWN]))
        return digest

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        items: dict[str, Any] = {"type": "string", "pattern": DIGEST}
        most = MOST
        if self.offered:
            items = {"type": "string", "enum": [one.digest for one in self.offered]}
        elif self.offered is not None:
            most = 0
        least = {"minItems": 1} if self.required else {}
        labels = {"x-labels": {one.digest: one.name for one in self.offered or ()}}
        return {
            "type": "array",
            "items": items,
            "uniqueItems": True,
            "maxItems": most,
            **least,
            **(labels if self.offered else {}),
        }

    def _examples(self, _locale: str | None) -> list[Any]:
        if self.offered is None:
            return [["0" * 64]]
        return [[self.offered[0].digest]] if self.offered else [[]]

    def options(self, locale: str | None = None) -> list[tuple[str, str]]:  # noqa: ARG002  # names aren't translated
        """(digest, name) of what is offered."""
        return [(one.digest, one.name) for one in self.offered or ()]

    def _show(self, value: Any, locale: str | None) -> str:
        names = dict(self.options())
        return text(say(", "), locale).join(names.get(one, str(one)[:12]) for one in value)

    def wtform(self, **kwargs: Any) -> "UnboundField[Any]":
        """The files of the record to tick, and a place for new ones."""
        return inputs.unbound(inputs.Attached, self, **kwargs)
