"""A name → thing table that refuses to hold two things under one name."""

from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")


class Registry(Mapping[K, T]):
    """Filled while modules load, read afterwards, in the order of registration."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._items: dict[K, T] = {}

    def add(self, key: K, item: T) -> T:
        """Register `item`; raises ValueError when the name is taken."""
        if key in self._items:
            raise ValueError(f"{self._what} {key!r} is registered twice")
        self._items[key] = item
        return item

    def __getitem__(self, key: K) -> T:
        return self._items[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._items)

    def __len__(self) -> int:
        return len(self._items)
