"""A postal address in one line."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from app.catalog.kinds.text import Text


@dataclass(frozen=True, kw_only=True, eq=False)
class Address(Text):
    """A kind of its own, so that faces can mask it and offer a map."""

    kind: ClassVar[str] = "address"
    keys: ClassVar[Mapping[str, Any]] = {"max_length": Text.keys["max_length"]}

    personal: bool = True
