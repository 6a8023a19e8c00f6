"""What an event keeps of a change, and how personal values stay out of it."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

PERSONAL = frozenset({"contact", "phone", "address", "email"})
"""Columns whose values identify a person: kept in the erasable side table (DOMAIN §12)."""


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, list[Any]]:
    """Field → [before, after] for each that differs; a document's by themselves, `attrs.<id>`."""
    changes: dict[str, list[Any]] = {}
    for field in before.keys() | after.keys():
        old, new = before.get(field), after.get(field)
        if isinstance(old, Mapping) or isinstance(new, Mapping):
            inner = _differing(old or {}, new or {})
            changes |= {f"{field}.{name}": pair for name, pair in inner.items()}
        elif old != new:
            changes[field] = [old, new]
    return dict(sorted(changes.items()))


def _differing(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, list[Any]]:
    return {
        name: [old.get(name), new.get(name)]
        for name in old.keys() | new.keys()
        if old.get(name) != new.get(name)
    }


def digest(salt: str, value: Any) -> str | None:
    """A salted SHA-256 that can confirm a value but not tell it; None stays None."""
    if value is None:
        return None
    return hashlib.sha256((salt + json.dumps(value, ensure_ascii=False)).encode()).hexdigest()
