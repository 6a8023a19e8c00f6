"""What a section of a bundle knows: what its rows may hold, how they are read, written, removed.

Sections are declared in `county`; files, publishing and export know no single one of them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, Protocol

from sqlalchemy.orm import Session

from app.catalog.kinds.checking import Found
from app.foundation.registry import Registry

Row = dict[str, Any]
State = dict[str, dict[str, Row]]
"""Section → natural key → row: the whole configuration as plain data."""
Check = Callable[[Row, State], Iterable[Found]]


class Section(Protocol):
    """One kind of row."""

    @property
    def name(self) -> str:
        """The key in a file, and what the file and the folder are called."""

    @property
    def refers(self) -> Mapping[str, str]:
        """Column → the section whose keys it holds."""

    @property
    def folder(self) -> bool:
        """One file per row, in a folder of that name."""

    @property
    def single(self) -> bool:
        """One object, no list."""

    @property
    def parted_by(self) -> str:
        """The column whose values part the section for upgrades; empty: it comes as a whole."""

    def key(self, row: Row) -> str:
        """The natural key."""

    def formal(self, row: Any) -> list[Found]:
        """What is wrong with a row by itself."""

    def check(self, row: Row, state: State) -> Iterable[Found]:
        """What is wrong with it, seen in the whole."""

    def read(self, session: Session) -> dict[str, Row]:
        """What is in force."""

    def write(self, session: Session, rows: Mapping[str, Row], actor: str) -> None:
        """Bring rows that are new or changed into force."""

    def remove(self, session: Session, keys: Collection[str]) -> None:
        """Take rows out of force."""


SECTIONS: Registry[str, Section] = Registry("bundle section")


def register(section: Section) -> Section:
    """Sections are applied in the order of registration."""
    return SECTIONS.add(section.name, section)
