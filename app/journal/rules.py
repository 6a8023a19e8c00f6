"""What an event keeps of a change, and how personal values stay out of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

PERSONAL = frozenset({"contact", "phone", "address", "email"})
"""Columns whose values identify a person: kept in the erasable side table (DOMAIN §12)."""


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field → [before, after] for each field that differs; nested answers by dotted path."""
    changes: dict[str, list[Any]] = {}
    for field in before.keys() | after.keys():
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if isinstance(old, Mapping) and isinstance(new, Mapping):
            inner = difference(old, new)
            changes |= {f"{field}.{path}": pair for path, pair in inner.items()}
        else:
            changes[field] = [old, new]
    return dict(sorted(changes.items()))


def digest(salt: str, value: Any) -> str | None:
    """A salted SHA-256 that can confirm a value but not tell it; None stays None."""
    if value is None:
        return None
    return hashlib.sha256((salt + json.dumps(value, ensure_ascii=False)).encode()).hexdigest()
