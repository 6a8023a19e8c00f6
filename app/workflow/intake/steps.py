"""The worker's part of an import: check, write or undo some rows, and commit how far it is.

A step is one transaction, so that a worker may be killed anywhere; of two workers each takes a
batch of its own.
"""

import logging
import time
from collections.abc import Iterable, Sequence

from sqlalchemy import Select, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.orm import Session

from app.extensions import begin_writing
from app.foundation import clock
from app.foundation.errors import DomainError
from app.foundation.messages import say
from app.intake.models import IntakeBatch, IntakeRow
from app.intake.queries import rows_of, tally
from app.intake.rules.columns import values_of
from app.intake.rules.sentences import kept
from app.intake.states import LIVE, BatchState, Fate, Outcome
from app.people.models import User
from app.people.queries import actor_of
from app.workflow.intake.subjects import INTAKES, Line, Scene
from app.workflow.transaction import in_step

log = logging.getLogger(__name__)

B = BatchState
NEXT = {B.checking: B.checked, B.committing: B.committed, B.undoing: B.undone}
BREATH = 0.02
"""Seconds between steps on SQLite, where who waits to write asks again every so often."""
TO_WRITE = (Outcome.new, Outcome.changed)


def work_once(session: Session) -> bool:
    """One step of the oldest batch that nobody else works at; False when there is none.

    What refuses the whole step makes the batch a failed one, and says why.
    """
    waiting = select(IntakeBatch).where(IntakeBatch.state.in_(LIVE)).order_by(IntakeBatch.id)
    if session.scalar(waiting.limit(1).with_only_columns(IntakeBatch.id)) is None:
        session.rollback()
        return False
    begin_writing(session)
    batch = session.scalar(waiting.limit(1).with_for_update(skip_locked=True))
    if batch is None:
        session.rollback()
        return False
    batch_id, trouble = batch.id, ""
    try:
        _step(session, batch)
        session.commit()
    except (InterfaceError, OperationalError):
        session.rollback()
        raise
    except DomainError as error:
        trouble = str(error) + " ".join(str(one) for said in error.errors.values() for one in said)
    except Exception:
        log.exception("import %s failed", batch_id)
        trouble = str(say("Something went wrong; the log says what."))
    if trouble:
        session.rollback()
        _fail(session, batch_id, trouble)
    if session.get_bind().dialect.name == "sqlite":
        time.sleep(BREATH)
    return True


def _fail(session: Session, batch_id: int, trouble: str) -> None:
    begin_writing(session)
    values = {"state": B.failed, "trouble": trouble[:500], "finished_at": clock.now()}
    session.execute(update(IntakeBatch).where(IntakeBatch.id == batch_id).values(values))
    session.commit()


def _step(session: Session, batch: IntakeBatch) -> None:
    """The next rows, in the name of whoever brought them."""
    actor = actor_of(session.get_one(User, batch.owner_id), "console")
    scene, intake = Scene(session, actor, batch.file_name), INTAKES[batch.kind]
    rows = session.scalars(_next(batch).limit(intake.step)).all()
    if rows and batch.state is B.checking:
        examine(scene, batch, rows)
    elif rows and batch.state is B.committing:
        _write(scene, batch, rows)
    elif rows:
        intake.undo(scene, rows)
    in_step(session)
    session.flush()
    batch.last_line = rows[-1].line if rows else batch.last_line
    batch.done = min(batch.done + len(rows), batch.total)
    if len(rows) < intake.step:
        _finish(session, batch)


def _next(batch: IntakeBatch) -> Select[IntakeRow]:
    query = rows_of(batch.id, batch.last_line)
    if batch.state is B.committing:
        return query.where(IntakeRow.outcome.in_(TO_WRITE))
    if batch.state is B.undoing:
        return query.where(IntakeRow.fate.in_((Fate.done, Fate.kept)))
    return query


def _finish(session: Session, batch: IntakeBatch) -> None:
    batch.state = NEXT[batch.state]
    batch.counts, batch.done = tally(session, batch.id), batch.total
    batch.finished_at = clock.now()
    batch.version += 1
    if batch.state is B.undone and batch.counts.get(Fate.kept):
        batch.state = B.committed


def examine(scene: Scene, batch: IntakeBatch, rows: Sequence[IntakeRow]) -> list[Line]:
    """Read the cells, ask the kind, and note with each row what was found."""
    intake = INTAKES[batch.kind]
    columns = intake.columns(scene)
    places = [one or "" for one in batch.matching]
    lines = []
    for row in rows:
        values, problems = values_of(columns, dict(zip(places, row.cells, strict=True)))
        line = Line(row, values)
        line.refuse(problems)
        lines.append(line)
    intake.check(scene, lines)
    _find_twice(scene.session, batch, lines)
    for line in lines:
        row = line.row
        row.key = line.key[:120] if line.key else None
        row.outcome = Outcome.wrong if line.problems else line.outcome
        row.problems = {path: kept(said) for path, said in line.problems.items()}
        row.warnings, row.diff = kept(line.warnings), line.diff
    return lines


def _find_twice(session: Session, batch: IntakeBatch, lines: Iterable[Line]) -> None:
    """What an earlier row of the sheet means already."""
    own = {line.row.line: line.key for line in lines if line.key}
    if not own:
        return
    rows = session.execute(
        select(IntakeRow.key, IntakeRow.line).where(
            IntakeRow.batch_id == batch.id,
            IntakeRow.key.in_(set(own.values())),
        )
    )
    others = [(key, line) for key, line in rows if key and line not in own]
    first: dict[str, int] = {}
    for key, line in [*others, *((key, line) for line, key in own.items())]:
        first[key] = min(line, first.get(key, line))
    for one in lines:
        if one.key and first[one.key] < one.row.line:
            one.wrong("", say("Row %(line)s says the same already.", line=first[one.key]))


def _write(scene: Scene, batch: IntakeBatch, rows: Sequence[IntakeRow]) -> None:
    """Look once more, since others may have been quicker; then write what still holds."""
    lines = examine(scene, batch, rows)
    for line in lines:
        if line.problems:
            line.row.fate = Fate.refused
            line.row.why = [one for said in line.row.problems.values() for one in said]
    INTAKES[batch.kind].write(scene, [one for one in lines if not one.problems])
