"""The record page of an application."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access import personal
from app.access.actors import current_actor
from app.access.scoped import visible
from app.applications.models import Application
from app.applications.states import ENDED, STATE_LABELS, ApplicationState
from app.console import commenting, display, lights, limits, parts, record
from app.console.history import Words
from app.console.naming import district_name, known
from app.console.timeline import Timeline
from app.console.timeline_kinds import chosen
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.foundation.labels import text
from app.foundation.numbers import whole
from app.tickets.models import Ticket
from app.workflow.available import available_actions
from app.workflow.official_form import CHANNEL, extras
from app.workflow.setting import Setting

TAKEN_BY = (Application.outlet, Application.first_receiver, Application.entered_by)


class ApplicationPage:
    """Everything the record page of an application shows: of its tickets only the visible ones.

    Raises NotFound for whom it isn't.
    """

    def __init__(self, pk: str) -> None:
        self.actor = current_actor()
        self.application, self.tickets = _read(whole(pk), self.actor)
        application = self.application
        offered = available_actions(db.session(), "applications", [application], self.actor)
        self.offered = offered[application.id]
        setting = self.offered[0].setting
        self.directory, self.beside = setting.directory, setting.beside

    def context(self, code: str | None = None) -> dict[str, Any]:
        """What the template takes: the head, and below it the part of this code or the overview."""
        application, part = self.application, parts.found("applications", self, code)
        head = {
            "title": application.number,
            "record": self._head(),
            "steps": self._steps(),
            "actions": record.action_bar(self.offered, self.actor),
            "action_endpoint": f"/actions/applications/{application.id}",
            "version": application.version,
            "back_url": url_for("ApplicationView.list"),
            "tabs": parts.tabs("applications", self, application.id, part),
            "part": part,
        }
        return {**head, **(part.build(self) if part else self._overview())}

    def _overview(self) -> dict[str, Any]:
        application = self.application
        return {
            "sections": list(self._sections()),
            "limits": limits.panel(self.offered[0].setting, application),
            "siblings_first": True,
            "siblings": record.sibling_rows(self.tickets),
            **chosen(self._timeline()),
            "comment": commenting.box(self.offered, self.actor),
            "notices": self._notices(),
        }

    def _head(self) -> dict[str, Any]:
        application = self.application
        facts = [
            (text(CHANNEL.label), CHANNEL.show(application.channel)),
            (gettext("Receiving window"), display.named(application.outlet)),
            (gettext("Entered by"), display.person(application.entered_by)),
            (gettext("First receiver"), display.person(application.first_receiver)),
            (gettext("Township"), district_name(application.township)),
        ]
        return {
            "number": application.number,
            "enterprise": application.enterprise,
            "address": personal.shown(self.actor, "address", application.address),
            "state": display.state("application", application.state, STATE_LABELS),
            "light": lights.light_of(application) if lights.left(application) else None,
            "left": lights.left(application),
            "facts": [{"label": label, "value": value} for label, value in facts if value],
        }

    def _steps(self) -> list[dict[str, str]]:
        """Each step with its day; what an ended application never reached is marked so."""
        application = self.application
        ended = application.state in ENDED
        last = application.state if ended else ApplicationState.completed
        steps: list[tuple[str, str, datetime | None]] = [
            ("create", gettext("Entry"), application.created_at),
            ("submit", gettext("Submission"), application.submitted_at),
            ("accept", gettext("Acceptance"), application.accepted_at),
            ("dispatch", gettext("Dispatch"), application.dispatched_at),
            ("end", text(STATE_LABELS[last]), application.ended_at),
        ]
        todo = iter(["skipped"] * len(steps) if ended else ["current"])
        return [
            record.step(code, label, "done" if at else next(todo, "todo"), display.day(at))
            for code, label, at in steps
        ]

    def _sections(self) -> Iterable[dict[str, Any]]:
        application, actor = self.application, self.actor
        yield {
            "label": gettext("Basic information of the enterprise"),
            "rows": record.basic_rows(application, actor),
        }
        yield from self._answers()
        fields = extras(known())
        values = {
            one.id: personal.shown(actor, one.id, getattr(application, one.id)) for one in fields
        }
        yield {
            "label": gettext("Not part of the official form"),
            "rows": record.rows_of(fields, values),
        }

    def _answers(self) -> Iterable[dict[str, Any]]:
        """A block per visible ticket by its own version; options with equal answers share one."""
        blocks: dict[str, dict[str, Any]] = {}
        for ticket in self.tickets:
            form = known().version(ticket.service_version_id)
            rows = record.answer_rows(form.shown(self.actor.roles), ticket.attrs, self.actor)
            key = f"{form.version_id} {[row['value'] for row in rows]}"
            block = blocks.setdefault(key, {"form": form, "rows": rows, "options": []})
            block["options"].append(text(form.option_label(ticket.option)))
        for block in blocks.values():
            form, options = block["form"], " / ".join(filter(None, block["options"]))
            yield {
                "label": " · ".join(filter(None, [text(form.section), options])),
                "note": gettext("Form version %(version)s", version=form.version),
                "rows": block["rows"],
            }

    def _notices(self) -> list[dict[str, str]]:
        said = {
            text(one): None
            for ticket in self.tickets
            for one in known().version(ticket.service_version_id).notices(ticket.attrs)
        }
        return [{"tone": "info", "text": one} for one in said]

    def _timeline(self) -> list[dict[str, Any]]:
        rows: list[Application | Ticket] = [self.application, *self.tickets]
        settings = {
            (row.__tablename__, row.id): Setting(
                row, self.tickets, self.actor, known(), self.directory, self.beside
            )
            for row in rows
        }
        words = Words(db.session(), known(), self.actor)
        return Timeline(db.session(), words, settings).items()


def _read(pk: int | None, actor: Actor) -> tuple[Application, list[Ticket]]:
    """The application and its tickets, as far as the actor sees each: one statement."""
    whose = select(Application.id).where(Application.id == pk, visible(Application, actor))
    mine = (Ticket.application_id == Application.id) & visible(Ticket, actor)
    query = (
        select(Application, Ticket)
        .outerjoin(Ticket, mine)
        .where(Application.id.in_(whose.correlate(None)))
        .options(joinedload(Ticket.organisation), *map(joinedload, TAKEN_BY))
        .order_by(Ticket.id)
    )
    rows = db.session.execute(query).all()
    if not rows:
        raise NotFound
    return rows[0].Application, [row.Ticket for row in rows if row.Ticket]
