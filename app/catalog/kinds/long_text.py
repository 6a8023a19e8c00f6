"""Free text of several lines."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.catalog.kinds.inputs import Area, Cleaning
from app.catalog.kinds.sort import Sort
from app.catalog.kinds.text import INVISIBLE, Text


@dataclass(frozen=True, kw_only=True, eq=False)
class LongText(Text):
    """Line breaks and tabs are kept; every kind of line break becomes the same one."""

    kind: ClassVar[str] = "long_text"
    keys: ClassVar[Mapping[str, Any]] = {one: Text.keys[one] for one in ("max_length", "personal")}
    refused: ClassVar[str] = r"\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f" + INVISIBLE
    widget: ClassVar[type[Cleaning]] = Area
    sort: ClassVar[Sort | None] = None

    max_length: int = 2000

    def _compose(self, raw: str) -> str:
        return super()._compose(raw.replace("\r\n", "\n").replace("\r", "\n"))
