"""What a kind of import knows: its columns, what a row would do, how it is written and undone."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from sqlalchemy.orm import Session

from app.catalog.kinds import Field, FieldProblem
from app.catalog.queries import Catalogue, catalogue
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Stale
from app.foundation.messages import Message, say
from app.foundation.registry import Registry
from app.intake.models import IntakeRow
from app.intake.rules.columns import Column
from app.intake.rules.sentences import kept
from app.intake.states import Fate, IntakeKind, Outcome

SINCE = say("It was changed since the import.")


@dataclass
class Scene:
    """In whose name, and under which configuration."""

    session: Session
    actor: Actor
    file_name: str = ""

    @cached_property
    def catalogue(self) -> Catalogue:
        """As it is in force in this transaction."""
        return catalogue(self.session)


@dataclass
class Line:
    """One row under examination; `values` are raw, by path."""

    row: IntakeRow
    values: dict[str, Any]
    problems: dict[str, list[Message | str]] = field(default_factory=dict)
    warnings: list[Message] = field(default_factory=list)
    outcome: Outcome = Outcome.new
    key: str | None = None
    diff: list[list[Any]] = field(default_factory=list)
    work: Any = None
    """What there is to write, as the kind left it there."""
    before: dict[str, Any] | None = None
    subject: Any = None
    """The record that is there already."""

    def wrong(self, path: str, *said: Message | str) -> None:
        """Note a problem; the first of a path stands."""
        self.problems.setdefault(path, list(said))

    def refuse(self, errors: Mapping[str, Sequence[Message | str]]) -> None:
        """Problems by path."""
        for path, said in errors.items():
            self.wrong(path, *said)

    def compare(self, fields: Iterable[tuple[str, Field]], stored: Mapping[str, Any]) -> None:
        """Read what the row says about a record that is there: `work` and `before` by path.

        An empty cell says nothing.
        """
        work, before = {}, {}
        for path, one in fields:
            if path not in self.values or path in self.problems:
                continue
            try:
                value = one.clean(self.values[path])
            except FieldProblem as problem:
                self.wrong(path, problem.message)
                continue
            if value is not None and value != stored.get(path):
                work[path], before[path] = value, stored.get(path)
                self.diff.append([path, one.show(stored.get(path)), one.show(value)])
        self.work, self.before = work, before
        self.outcome = Outcome.changed if work else Outcome.same

    def written(self, subject_id: int | None, version: int | None = None) -> None:
        """It was done."""
        self.row.fate, self.row.why = Fate.done, None
        self.row.subject_id, self.row.subject_version = subject_id, version
        self.row.before = self.before

    def refused(self, error: DomainError) -> None:
        """It was not."""
        self.row.fate, self.row.why = Fate.refused, kept(error.messages)


class Intake(ABC):
    """One kind; `step` rows are checked, written or undone in one transaction."""

    kind: ClassVar[IntakeKind]
    step: ClassVar[int] = 10_000
    most: ClassVar[int] = 2_000
    """Rows of one sheet."""

    @abstractmethod
    def columns(self, scene: Scene) -> Sequence[Column]:
        """What a sheet of this kind may hold, for this actor, now."""

    @abstractmethod
    def check(self, scene: Scene, lines: Sequence[Line]) -> None:
        """Say of each line what it would do, or what is wrong with it."""

    @abstractmethod
    def write(self, scene: Scene, lines: Sequence[Line]) -> None:
        """Do what `check` has just found; each line is then written or refused."""

    @abstractmethod
    def undo(self, scene: Scene, rows: Sequence[IntakeRow]) -> None:
        """Take back what was written, of each row as long as nobody has touched it since."""


def undone(row: IntakeRow, error: DomainError | None = None) -> None:
    """What became of a row that was to be undone."""
    if error is None:
        row.fate, row.why = Fate.undone, None
    else:
        row.fate = Fate.kept
        row.why = kept([SINCE] if isinstance(error, Stale) else error.messages)


INTAKES: Registry[IntakeKind, Intake] = Registry("kind of import")
