"""A reference to an attachment that was uploaded before."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar

from app.catalog.kinds.field import Field
from app.catalog.kinds.problem import FieldProblem
from app.foundation.messages import say

DIGEST = "^[0-9a-f]{64}$"


@dataclass(frozen=True, kw_only=True, eq=False)
class File(Field):
    """The SHA-256 digest of the content, in hexadecimal; never required online (DOMAIN §2.2)."""

    kind: ClassVar[str] = "file"

    def _clean(self, raw: Any) -> str:
        if not isinstance(raw, str) or not re.fullmatch(DIGEST, raw.strip()):
            raise FieldProblem(say("This is not the digest of an attachment."))
        return raw.strip()

    def _schema(self, _locale: str | None) -> dict[str, Any]:
        return {"type": "string", "pattern": DIGEST}

    def _examples(self, _locale: str | None) -> list[Any]:
        return ["0" * 64]

    def _show(self, value: Any, _locale: str | None) -> str:
        return str(value)[:12]
