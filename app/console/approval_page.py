"""The record page of an approval: the package in full, and nothing else of the case."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access.actors import current_actor
from app.access.rules import TICKET_READ, allowed
from app.access.scoped import visible
from app.applications.models import Application
from app.approvals.models import Approval, ApprovalPackage
from app.approvals.states import STATE_LABELS
from app.catalog.states import LANE_LABELS
from app.console import commenting, display, lights, limits, packages, parts, record
from app.console.history import Words
from app.console.naming import district_name, kind_name, known, record_url
from app.console.timeline import Timeline
from app.console.timeline_kinds import chosen
from app.extensions import db
from app.foundation.actor import Actor
from app.foundation.errors import NotFound
from app.foundation.labels import text
from app.foundation.numbers import whole
from app.tickets.models import Ticket
from app.workflow.action import ACTIONS
from app.workflow.available import available_actions

SAID_BY = (Approval.organisation, Approval.utility, Approval.decided_by)


class ApprovalPage:
    """Everything the record page of an approval shows; raises NotFound for whom it isn't."""

    def __init__(self, pk: str) -> None:
        self.actor = current_actor()
        self.approval, self._application = _read(whole(pk), self.actor)
        offered = available_actions(db.session(), "approvals", [self.approval], self.actor)
        self.offered = offered[self.approval.id]
        self.setting = self.offered[0].setting

    def context(self, code: str | None = None) -> dict[str, Any]:
        """What the template takes: the head, and below it the part of this code or the overview."""
        approval, part = self.approval, parts.found("approvals", self, code)
        head = {
            "title": approval.number,
            "record": self._head(),
            "steps": [],
            "actions": record.action_bar(self.offered, self.actor),
            "action_endpoint": f"/actions/approvals/{approval.id}",
            "version": approval.version,
            "back_url": url_for("ApprovalView.list"),
            "tabs": parts.tabs("approvals", self, approval.id, part),
            "part": part,
        }
        return {**head, **(part.build(self) if part else self._overview())}

    def _overview(self) -> dict[str, Any]:
        approval = self.approval
        package = packages.told(
            approval.package, packages.drawings_of([approval.package_id])[approval.package_id]
        )
        return {
            "package": package,
            "sections": list(self._sections()),
            "limits": limits.panel(self.setting, self._application),
            "siblings": [],
            "rounds": self._rounds(),
            **chosen(self._timeline()),
            "comment": commenting.box(self.offered, self.actor),
            "notices": [{"tone": "warning", "text": one} for one in [package["warning"]] if one],
        }

    def _head(self) -> dict[str, Any]:
        one = self.approval
        facts = [
            (gettext("Kind"), kind_name(one.kind)),
            (gettext("Lane"), text(LANE_LABELS[one.lane])),
            (gettext("Department"), display.named(one.organisation)),
            (gettext("Utility"), display.named(one.utility)),
            (gettext("Ticket"), self._ticket_link()),
            (gettext("Township"), district_name(one.township)),
            (gettext("Requested at"), display.moment(one.requested_at)),
            (gettext("Due"), display.moment(one.due_at)),
            (gettext("Suspended since"), display.moment(one.suspended_at)),
            (gettext("Decided at"), display.moment(one.decided_at)),
            (gettext("Decided by"), display.person(one.decided_by)),
        ]
        return {
            "number": one.number,
            "enterprise": one.enterprise,
            "state": display.state("approval", one.state, STATE_LABELS),
            "light": lights.light_of(one) if lights.left(one) else None,
            "left": lights.left(one),
            "facts": [{"label": label, "value": value} for label, value in facts if value],
        }

    def _ticket_link(self) -> str:
        """For whoever sees the ticket itself; a department doesn't."""
        if not allowed(TICKET_READ, self.actor):
            return ""
        seen = (Ticket.id == self.approval.ticket_id) & visible(Ticket, self.actor)
        number = db.session.scalar(select(Ticket.number).where(seen))
        url = record_url("tickets", self.approval.ticket_id) + "/approvals"
        return display.link(url, number) if number else ""

    def _sections(self) -> Iterable[dict[str, Any]]:
        """What was said about it, and what the kind rests on."""
        for verb, entered in self.approval.results.items():
            action = ACTIONS.get(("approvals", verb))
            asked = action.told(self.setting) if action else ()
            given = (one for one in asked if one.id in entered)
            rows = record.answer_rows(given, entered, self.actor)
            if action and rows:
                yield {"label": str(action.label), "rows": rows}
        kind = known().approval_kinds.get(self.approval.kind)
        if kind and kind.legal_basis:
            row = {"label": text(kind.label), "value": kind.legal_basis, "wide": True}
            yield {"label": gettext("Legal basis"), "rows": [row]}

    def _rounds(self) -> list[dict[str, Any]]:
        """The same kind for the same works, asked for before or again."""
        one = self.approval
        same = (Approval.ticket_id == one.ticket_id) & (Approval.kind == one.kind)
        query = select(Approval).where(same, visible(Approval, self.actor)).order_by(Approval.id)
        found = db.session.scalars(query).all()
        return [
            {
                "number": each.number,
                "url": record_url("approvals", each.id),
                "round": each.round,
                "state": display.state("approval", each.state, STATE_LABELS),
                "decided": display.moment(each.decided_at),
                "said": list(packages.said(each)),
                "current": each is one,
            }
            for each in found
            if len(found) > 1
        ]

    def _timeline(self) -> list[dict[str, Any]]:
        settings = {(Approval.__tablename__, self.approval.id): self.setting}
        words = Words(db.session(), known(), self.actor)
        return Timeline(db.session(), words, settings).items()


def _read(pk: int | None, actor: Actor) -> tuple[Approval, Application]:
    """With its application, for the rules' sake only: nothing of that is shown."""
    whose = joinedload(Approval.package).joinedload(ApprovalPackage.requested_by)
    query = (
        select(Approval, Application)
        .join(Application, Application.id == Approval.application_id)
        .where(Approval.id == pk, visible(Approval, actor))
        .options(whose, *map(joinedload, SAID_BY))
    )
    found = db.session.execute(query).one_or_none()
    if found is None:
        raise NotFound
    return found.Approval, found.Application
