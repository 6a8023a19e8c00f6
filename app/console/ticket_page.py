"""The record page of a ticket."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.actors import current_actor
from app.access.scoped import visible
from app.applications.models import Application
from app.console import commenting, display, lights, limits, parts, record
from app.console.history import Words
from app.console.naming import district_name, known, record_url, service_name
from app.console.timeline import Timeline
from app.console.timeline_kinds import chosen
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.foundation.labels import text
from app.foundation.numbers import whole
from app.tickets.models import Ticket
from app.tickets.states import EXTERNAL_WORKS_ONLY, STAGE_LABELS, STATE_LABELS, Stage
from app.workflow.action import ACTIONS
from app.workflow.available import available_actions
from app.workflow.setting import Setting, Timing

WORKED_BY = (Ticket.organisation, Ticket.specialist, Ticket.assignee, Ticket.first_receiver)


class TicketPage:
    """Everything the record page of a ticket shows; raises NotFound for whom it isn't."""

    def __init__(self, pk: str) -> None:
        self.actor = current_actor()
        self.ticket, self.application, self.tickets = _read(whole(pk), self.actor)
        self.form = known().version(self.ticket.service_version_id)
        offered = available_actions(db.session(), "tickets", [self.ticket], self.actor)
        self.offered = offered[self.ticket.id]
        self.setting = replace(self.offered[0].setting, timing=Timing())

    def context(self, code: str | None = None) -> dict[str, Any]:
        """What the template takes: the head, and below it the part of this code or the overview."""
        ticket, part = self.ticket, parts.found("tickets", self, code)
        head = {
            "title": ticket.number,
            "record": self._head(),
            "steps": self._steps(),
            "actions": record.action_bar(self.offered, self.actor),
            "action_endpoint": f"/actions/tickets/{ticket.id}",
            "version": ticket.version,
            "back_url": url_for("TicketView.list"),
            "tabs": parts.tabs("tickets", self, ticket.id, part),
            "part": part,
        }
        return {**head, **(part.build(self) if part else self._overview())}

    def _overview(self) -> dict[str, Any]:
        ticket = self.ticket
        return {
            "sections": list(self._sections()),
            "limits": limits.panel(self.offered[0].setting, self.application),
            "siblings": self._siblings(),
            **chosen(self._timeline()),
            "comment": commenting.box(self.offered, self.actor),
            "notices": [
                {"tone": "info", "text": text(one)} for one in self.form.notices(ticket.attrs)
            ],
        }

    def _head(self) -> dict[str, Any]:
        ticket = self.ticket
        facts = [
            (gettext("Application"), self._application_link()),
            (gettext("Service"), service_name(self.form, ticket.option)),
            (gettext("Handling organisation"), display.named(ticket.organisation)),
            (gettext("Specialist"), self._specialist()),
            (gettext("Township"), district_name(ticket.township)),
            (gettext("Dispatched at"), display.moment(ticket.dispatched_at)),
            (gettext("Due"), display.moment(ticket.due_at)),
            (gettext("Survey at"), display.moment(ticket.survey_at)),
            (gettext("Urged at"), display.moment(ticket.urged_at)),
            (gettext("Reply due"), display.moment(ticket.reply_due_at)),
        ]
        return {
            "number": ticket.number,
            "enterprise": ticket.enterprise,
            "state": display.state("ticket", ticket.state, STATE_LABELS),
            "light": lights.light_of(ticket),
            "left": lights.left(ticket),
            "facts": [{"label": label, "value": value} for label, value in facts if value],
        }

    def _specialist(self) -> str:
        one = self.ticket.specialist
        return " ".join(part for part in (one.name, one.phone) if part) if one else ""

    def _steps(self) -> list[dict[str, str]]:
        """The stages its service version uses; those it leaves out are marked so."""
        order = list(Stage)
        here = order.index(self.ticket.stage)
        return [
            record.step(stage, text(STAGE_LABELS[stage]), self._status(stage, here))
            for stage in order
            if stage in self.form.stages
        ]

    def _status(self, stage: Stage, here: int) -> str:
        at = list(Stage).index(stage)
        unsurveyed = stage == Stage.survey and "record_survey" not in self.ticket.results
        left_out = stage in EXTERNAL_WORKS_ONLY or unsurveyed
        if unsurveyed and at < here and self.ticket.results.get("answer_survey"):
            return "skipped"
        if self.ticket.external_works is False and left_out and at != here:
            return "skipped"
        if at < here or (self.ticket.connected_at and self.ticket.ended_at):
            return "done"
        return "current" if at == here and self.ticket.ended_at is None else "todo"

    def _sections(self) -> Iterable[dict[str, Any]]:
        ticket = self.ticket
        if self.application is not None:
            yield {
                "label": gettext("Basic information of the enterprise"),
                "rows": record.basic_rows(self.application, self.actor),
            }
        answers = record.answer_rows(self.form.shown(self.actor.roles), ticket.attrs, self.actor)
        yield {
            "label": text(self.form.section),
            "note": gettext("Form version %(version)s", version=self.form.version),
            "rows": answers,
        }
        facts = [one.field for one in self.form.facts]
        if facts:
            rows = record.answer_rows(facts, ticket.facts, self.actor)
            yield {"label": gettext("Facts"), "rows": rows}
        yield from self._results()

    def _results(self) -> Iterable[dict[str, Any]]:
        """What was entered at each action, by the labels of its form."""
        for verb, entered in self.ticket.results.items():
            action = ACTIONS.get(("tickets", verb))
            asked = action.told(self.setting) if action else ()
            given = (one for one in asked if one.id in entered)
            rows = record.answer_rows(given, entered, self.actor)
            if action and rows:
                yield {"label": str(action.label), "rows": rows}

    def _siblings(self) -> list[dict[str, Any]]:
        found = self.tickets
        return record.sibling_rows(found, self.ticket.id) if len(found) > 1 else []

    def _timeline(self) -> list[dict[str, Any]]:
        settings = {(Ticket.__tablename__, self.ticket.id): self.setting}
        if self.application is not None:
            settings[Application.__tablename__, self.application.id] = Setting(
                self.application, [self.ticket], self.actor, known(), self.setting.directory,
                self.setting.beside,
            )  # fmt: skip
        words = Words(db.session(), known(), self.actor)
        return Timeline(db.session(), words, settings).items()

    def _application_link(self) -> str:
        if self.application is None:
            return ""
        url = record_url("applications", self.application.id)
        return display.link(url, self.application.number)


def _read(pk: int | None, actor: Actor) -> tuple[Ticket, Application | None, list[Ticket]]:
    """The ticket, its application, and all tickets of it, as far as the actor sees each."""
    own = select(Ticket.application_id).where(Ticket.id == pk).scalar_subquery()
    whose = select(Application.id).where(Application.id == own, visible(Application, actor))
    query = (
        select(Ticket, Application)
        .outerjoin(Application, Application.id.in_(whose.correlate(None)))
        .where(Ticket.application_id == own, visible(Ticket, actor))
        .options(*map(joinedload, WORKED_BY))
        .order_by(Ticket.id)
    )
    rows = db.session.execute(query).all()
    for ticket, application in rows:
        if ticket.id == pk:
            return ticket, application, [row.Ticket for row in rows]
    raise NotFound
