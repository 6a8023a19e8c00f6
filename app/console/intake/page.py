"""What the page of one batch shows: how far it is, its rows by outcome, what can be done."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.applications.models import Application
from app.console import display
from app.console.record import step
from app.foundation.actor import Actor
from app.intake.models import IntakeBatch, IntakeRow
from app.intake.queries import earlier, rows_of
from app.intake.rules.columns import Column
from app.intake.rules.sentences import all_told, told
from app.intake.states import (
    FATE_LABELS,
    KIND_LABELS,
    LIVE,
    OUTCOME_LABELS,
    STATE_LABELS,
    BatchState,
    Fate,
    IntakeKind,
    Outcome,
)
from app.workflow.intake.subjects import INTAKES, Scene

PAGE = 25
"""Rows of one page."""
B = BatchState
TABS: Mapping[str, Any] = {one.value: OUTCOME_LABELS[one] for one in (
    Outcome.wrong, Outcome.new, Outcome.changed, Outcome.same,
)} | {one.value: FATE_LABELS[one] for one in Fate}  # fmt: skip
NAMED = 3
"""So many cells name a row."""
REACHED = {B.taken: 0, B.checking: 1, B.checked: 1, B.committing: 2}


class BatchPage:
    """One batch under its reader's eyes."""

    def __init__(self, session: Session, batch: IntakeBatch, actor: Actor) -> None:
        self.session, self.batch, self.actor = session, batch, actor

    @cached_property
    def columns(self) -> dict[str, Column]:
        """What the sheet may hold, by id."""
        scene = Scene(self.session, self.actor)
        return {one.id: one for one in INTAKES[self.batch.kind].columns(scene)}

    def context(self, tab: str | None, after: int) -> dict[str, Any]:
        """Everything the template takes."""
        batch = self.batch
        live = batch.state in LIVE
        tab = tab if tab in TABS else self._urgent()
        same = earlier(self.session, batch) if batch.committed_at is None else None
        return {
            "title": batch.file_name,
            "batch": batch,
            "kind": str(KIND_LABELS[batch.kind]),
            "state": display.state("intake", batch.state, STATE_LABELS),
            "steps": self._steps(),
            "facts": self._facts(),
            "counts": [
                {"label": str(label), "count": batch.counts.get(code, 0), "code": code}
                for code, label in TABS.items()
            ],
            "tabs": [] if live else self._tabs(tab),
            "tab": tab,
            "job": self.job() if live else None,
            "rows": [] if live or not tab else self.rows(tab, after),
            "earlier": same,
            "earlier_when": display.moment(same.created_at) if same else "",
            "earlier_who": display.person(same.owner) if same else "",
            "may": self._may(),
            "headers": batch.headers,
        } | self._paging(tab, after)

    def _urgent(self) -> str | None:
        return next((one for one in TABS if self.batch.counts.get(one)), None)

    def _steps(self) -> list[dict[str, Any]]:
        """Upload → columns → dry run → written."""
        labels = (
            gettext("Upload"), gettext("Match columns"), gettext("Check"), gettext("Write"),
        )  # fmt: skip
        reached = 1 + REACHED.get(self.batch.state, 3)
        if self.batch.state in {B.discarded, B.failed}:
            reached = 1
        return [
            step(str(at), label, "done" if at < reached else "current" if at == reached else "todo",
                 "")
            for at, label in enumerate(labels)
        ]  # fmt: skip

    def _facts(self) -> list[dict[str, Any]]:
        batch = self.batch
        return [
            {"label": gettext("Kind of record"), "value": str(KIND_LABELS[batch.kind])},
            {"label": gettext("Rows"), "value": batch.total},
            {"label": gettext("Brought by"), "value": display.person(batch.owner)},
            {"label": gettext("Brought at"), "value": display.moment(batch.created_at)},
            {"label": gettext("Content (SHA-256)"), "value": batch.digest[:16] + "…"},
        ]

    def _tabs(self, current: str | None) -> list[dict[str, Any]]:
        return [
            {
                "label": str(label),
                "url": url_for(".show", pk=self.batch.id, tab=code),
                "count": self.batch.counts[code],
                "current": code == current,
            }
            for code, label in TABS.items()
            if self.batch.counts.get(code)
        ]

    def _may(self) -> dict[str, bool]:
        state, counts = self.batch.state, self.batch.counts
        to_write = counts.get(Outcome.new, 0) + counts.get(Outcome.changed, 0)
        return {
            "match": state in {B.taken, B.checked},
            "commit": state is B.checked and bool(to_write) and not counts.get(Outcome.wrong),
            "commit_valid": state is B.checked and bool(to_write and counts.get(Outcome.wrong)),
            "correct": state is B.checked,
            "sheet": bool(counts.get(Outcome.wrong) or counts.get(Fate.refused)),
            "undo": state in {B.committed, B.undone}
            and bool(counts.get(Fate.done) or counts.get(Fate.kept)),
            "discard": state in {B.taken, B.checked, B.failed} and self.batch.committed_at is None,
        }

    def job(self) -> dict[str, Any]:
        """The bar of what the worker does; `url` while there is more to tell."""
        batch = self.batch
        live = batch.state in LIVE
        return {
            "label": str(STATE_LABELS[batch.state]),
            "done": batch.done,
            "total": batch.total,
            "counts": gettext("%(done)s of %(total)s rows", done=batch.done, total=batch.total),
            "url": url_for("IntakeView.progress", pk=batch.id) if live else None,
        }

    # ------------------------------------------------------------ rows
    def _found(self, tab: str, after: int) -> list[IntakeRow]:
        query = rows_of(self.batch.id, after)
        column = IntakeRow.outcome if tab in set(Outcome) else IntakeRow.fate
        return list(self.session.scalars(query.where(column == tab).limit(PAGE + 1)))

    @cached_property
    def _more(self) -> dict[str, Any]:
        return {}

    def rows(self, tab: str, after: int) -> list[dict[str, Any]]:
        """A page of rows: what names them, what is wrong cell by cell, what would change."""
        found = self._found(tab, after)
        self._more["next"] = found[PAGE - 1].line if len(found) > PAGE else None
        links = self._links(found)
        return [self._row(one, links) for one in found[:PAGE]]

    def _paging(self, tab: str | None, after: int) -> dict[str, Any]:
        pk, following = self.batch.id, self._more.get("next")
        return {
            "first_url": url_for(".show", pk=pk, tab=tab) if after else None,
            "next_url": url_for(".show", pk=pk, tab=tab, after=following) if following else None,
            "after": after,
        }

    def _row(self, row: IntakeRow, links: Mapping[int, tuple[str, str]]) -> dict[str, Any]:
        problems = all_told(row.problems)
        named = [cell for cell in row.cells if cell][:NAMED]
        return {
            "line": row.line,
            "name": " · ".join(named),
            "cells": self._cells(row, problems),
            "said": problems.get("", "") or self._elsewhere(problems),
            "warnings": told(row.warnings),
            "diff": [
                {"label": self._label(path), "before": before, "after": after}
                for path, before, after in row.diff
            ],
            "why": told(row.why),
            "link": links.get(row.subject_id or 0),
        }

    def _cells(self, row: IntakeRow, problems: Mapping[str, str]) -> list[dict[str, Any]]:
        """The cells that are wrong, each with its sentence and what may stand there."""
        found = []
        for at, matched in enumerate(self.batch.matching):
            column = self.columns.get(matched or "")
            if column and column.path in problems:
                name = f"cell-{row.line}-{at}"
                offered = column.offered()
                found.append(
                    {"name": name, "label": column.label(), "value": row.cells[at],
                     "said": problems[column.path], "offered": offered}
                )  # fmt: skip
        return found

    def _elsewhere(self, problems: Mapping[str, str]) -> str:
        """What is wrong with what no column holds."""
        held = {self.columns[one].path for one in self.batch.matching if one in self.columns}
        rest = [(path, said) for path, said in problems.items() if path and path not in held]
        return " ".join(f"{self._label(path)}{gettext(': ')}{said}" for path, said in rest)

    def _label(self, path: str) -> str:
        column = next((one for one in self.columns.values() if one.path == path), None)
        return column.label() if column else gettext("The row")

    def _links(self, rows: Sequence[IntakeRow]) -> dict[int, tuple[str, str]]:
        """Where what was written is to be seen."""
        ids = [one.subject_id for one in rows if one.subject_id]
        if self.batch.kind is not IntakeKind.applications or not ids:
            return {}
        query = select(Application.id, Application.number).where(Application.id.in_(ids))
        return {
            pk: (number, url_for("ApplicationView.show", pk=pk))
            for pk, number in self.session.execute(query)
        }
