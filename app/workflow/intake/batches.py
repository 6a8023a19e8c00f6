"""What a person does with a batch: bring it, match its columns, correct, have it written, undo it.

Each is a short transaction; what goes through all rows is left to the worker (`steps`).
"""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, Invalid, NotFound, Stale, WrongState
from app.foundation.messages import say
from app.intake.models import IntakeBatch, IntakeRow
from app.intake.queries import MAY, tally, visible_to
from app.intake.rules.columns import Column, folded, propose
from app.intake.rules.sheets import read_sheet
from app.intake.states import LIVE, BatchState, IntakeKind, Outcome
from app.journal.models import Event
from app.workflow import journalling
from app.workflow.intake.steps import examine
from app.workflow.intake.subjects import INTAKES, Scene
from app.workflow.transaction import writing

B = BatchState
SUBJECT = IntakeBatch.__tablename__
REMEMBERED = 10
"""How many earlier batches are asked how their columns were matched."""


def permit(kind: IntakeKind, actor: Actor) -> None:
    """Raises Forbidden."""
    if actor.user_id is None or not actor.may(MAY[kind]):
        raise Forbidden(say("Your role does not grant this."))


def take(kind: IntakeKind, name: str, content: bytes, actor: Actor) -> int:
    """The id of a new batch whose columns are matched as far as they can be guessed.

    Raises Forbidden, Invalid (`file`).
    """
    permit(kind, actor)
    sheet, intake = read_sheet(name, content), INTAKES[kind]
    if len(sheet.rows) > intake.most:
        said = say("The sheet has more than %(most)s rows: divide it.", most=intake.most)
        raise Invalid({"file": [said]})
    with writing() as session:
        columns = intake.columns(Scene(session, actor))
        batch = IntakeBatch(
            kind=kind,
            file_name=name.replace("\\", "/").rsplit("/", 1)[-1][-120:] or "-",
            digest=hashlib.sha256(content).hexdigest(),
            owner_id=actor.user_id,
            outlet_id=actor.outlet_id,
            headers=list(sheet.headers),
            matching=propose(sheet.headers, columns, _remembered(session, kind, actor)),
            total=len(sheet.rows),
            counts={Outcome.waiting: len(sheet.rows)},
        )
        session.add(batch)
        session.flush()
        rows = [
            {"batch_id": batch.id, "line": line, "cells": list(cells), "outcome": Outcome.waiting}
            for line, cells in sheet.rows
        ]
        session.execute(insert(IntakeRow), rows)
        journal(session, actor, "take", batch, rows=len(rows), digest=batch.digest)
        return batch.id


def _remembered(session: Session, kind: IntakeKind, actor: Actor) -> dict[str, str]:
    """How the same person matched such headers before; the latest counts."""
    query = select(IntakeBatch.headers, IntakeBatch.matching).where(
        IntakeBatch.owner_id == actor.user_id,
        IntakeBatch.kind == kind,
        IntakeBatch.state != B.taken,
    )
    found: dict[str, str] = {}
    for headers, matching in session.execute(
        query.order_by(IntakeBatch.id.desc()).limit(REMEMBERED)
    ):
        for header, path in zip(headers, matching, strict=True):
            if path:
                found.setdefault(folded(header), path)
    return found


def match(pk: int, version: int, matching: Sequence[str | None], actor: Actor) -> None:
    """Say as what each column is read, and have the rows checked anew.

    Raises Forbidden, NotFound, Stale, WrongState, Invalid (`matching`).
    """
    with writing() as session:
        batch = _locked(session, pk, version, actor, (B.taken, B.checked))
        columns = INTAKES[batch.kind].columns(Scene(session, actor))
        _check_matching(matching, columns, len(batch.headers))
        batch.matching = list(matching)
        _begin(batch, B.checking)
        journal(session, actor, "check", batch)


def _check_matching(matching: Sequence[str | None], columns: Sequence[Column], width: int) -> None:
    chosen = [one for one in matching if one]
    unknown = set(chosen) - {one.id for one in columns}
    if len(matching) != width or unknown:
        raise Invalid({"matching": [say("There is no such column any more: match them anew.")]})
    twice = next((one for one in columns if chosen.count(one.id) > 1), None)
    if twice:
        said = say("“%(column)s” is matched twice.", column=twice.label())
        raise Invalid({"matching": [said]})
    if not chosen:
        raise Invalid({"matching": [say("No column is matched.")]})


def correct(pk: int, version: int, cells: Mapping[int, Mapping[int, str]], actor: Actor) -> None:
    """Write cells (line → column of the sheet → text), and check these rows at once.

    Raises Forbidden, NotFound, Stale, WrongState.
    """
    with writing() as session:
        batch = _locked(session, pk, version, actor, (B.checked,))
        mine = IntakeRow.batch_id == batch.id, IntakeRow.line.in_(list(cells))
        rows = session.scalars(select(IntakeRow).where(*mine).order_by(IntakeRow.line)).all()
        for row in rows:
            new = list(row.cells)
            for at, value in cells[row.line].items():
                if 0 <= at < len(new):
                    new[at] = value.strip()
            row.cells = new
        examine(Scene(session, actor, batch.file_name), batch, rows)
        session.flush()
        batch.counts, batch.version = tally(session, batch.id), batch.version + 1
        journal(session, actor, "correct", batch, rows=len(rows), **batch.counts)


def commit(pk: int, version: int, actor: Actor, *, only_valid: bool = False) -> None:
    """Have new and changed rows written; with wrong ones among them only if `only_valid`.

    Raises Forbidden, NotFound, Stale, WrongState.
    """
    with writing() as session:
        batch = _locked(session, pk, version, actor, (B.checked,))
        if batch.counts.get(Outcome.wrong) and not only_valid:
            raise WrongState(say("Some rows are wrong: correct them, or take only the valid ones."))
        if not any(batch.counts.get(one) for one in (Outcome.new, Outcome.changed)):
            raise WrongState(say("There is nothing to write."))
        _begin(batch, B.committing)
        batch.committed_at = clock.now()
        journal(session, actor, "commit", batch, digest=batch.digest, **batch.counts)


def undo(pk: int, version: int, actor: Actor) -> None:
    """Have it taken back, row by row, as far as nobody has touched what it wrote.

    Raises Forbidden, NotFound, Stale, WrongState.
    """
    with writing() as session:
        batch = _locked(session, pk, version, actor, (B.committed, B.undone))
        if not batch.counts.get("done") and not batch.counts.get("kept"):
            raise WrongState(say("There is nothing to undo."))
        _begin(batch, B.undoing)
        journal(session, actor, "undo", batch, digest=batch.digest, **batch.counts)


def discard(pk: int, version: int, actor: Actor) -> None:
    """Give up what was not written: its rows are forgotten, with the names in them.

    Raises Forbidden, NotFound, Stale, WrongState.
    """
    with writing() as session:
        batch = _locked(session, pk, version, actor, (B.taken, B.checked, B.failed))
        if batch.committed_at is not None:
            raise WrongState(say("Some of its rows were written already: undo it instead."))
        session.execute(IntakeRow.__table__.delete().where(IntakeRow.batch_id == batch.id))
        batch.state, batch.finished_at = B.discarded, clock.now()
        batch.version += 1
        journal(session, actor, "discard", batch)


def _begin(batch: IntakeBatch, state: BatchState) -> None:
    """From the first row on; the worker takes it from here."""
    batch.state, batch.done, batch.last_line, batch.trouble = state, 0, 0, None
    batch.finished_at = None
    batch.version += 1


def _locked(
    session: Session, pk: int, version: int, actor: Actor, states: Sequence[BatchState]
) -> IntakeBatch:
    query = select(IntakeBatch).where(IntakeBatch.id == pk, visible_to(actor)).with_for_update()
    batch: IntakeBatch | None = session.scalar(query.execution_options(populate_existing=True))
    if batch is None:
        raise NotFound
    permit(batch.kind, actor)
    if batch.state in LIVE:
        raise WrongState(say("A worker is at it: wait until it is through."))
    if batch.state not in states:
        raise WrongState(say("This can't be done with the import any more."))
    if batch.version != version:
        raise Stale(say("This record was changed after you opened it."))
    return batch


def journal(session: Session, actor: Actor, verb: str, batch: IntakeBatch, **told: Any) -> None:
    """One event of the batch: of which file, and how many rows."""
    event = Event.row(
        actor,
        subject_kind=SUBJECT,
        subject_id=batch.id,
        verb=f"intake_{verb}",
        changes={},
        input={"kind": str(batch.kind), "file": batch.file_name, **told},
    )
    journalling.write(session, [(event, [])])
