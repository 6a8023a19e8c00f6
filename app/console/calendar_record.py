"""The page of one revision of a calendar: its year, what waits, what runs, what was before."""

from collections.abc import Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.console import display
from app.console.calendar_page import STATUSES, YearPage, differences, in_words, legend, week
from app.console.progress import latest_job
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.labels import text
from app.foundation.numbers import whole
from app.foundation.permissions import Permission as P
from app.sla.models import CalendarProposal, CalendarVersion
from app.sla.rules.calendar import compile_calendar
from app.sla.rules.revising import changed_days, year_of
from app.workflow.calendars import proposals
from app.workflow.calendars.confirm import why_not

MOST = 20
"""Revisions that the page lists."""


class CalendarRecord:
    """What the template takes, for one reader."""

    def __init__(self, session: Session, version: CalendarVersion, actor: Actor) -> None:
        self._session, self._version, self._actor = session, version, actor
        self._revisions = session.scalars(
            select(CalendarVersion)
            .where(CalendarVersion.calendar == version.calendar)
            .order_by(CalendarVersion.id.desc())
            .limit(MOST)
        ).all()
        self._current = self._revisions[0].id == version.id
        self._waiting = proposals.pending(session, version.calendar) if self._current else None

    def page(self, asked: Mapping[str, str]) -> dict[str, Any]:
        """All of the template's context."""
        version = self._version
        return {
            "title": text(version.document["label"]),
            "version": version,
            "facts": self._facts(),
            "current": self._current,
            "current_url": self._url(self._revisions[0]),
            "may_edit": self._current and self._actor.may(P.calendar_edit),
            "waiting": self._waiting and self._proposal(self._waiting),
            "job": latest_job(self._session, "calendar", version.calendar),
            "years": self._years(asked),
            "revisions": [self._revision(at) for at in range(len(self._revisions))],
            **self._year(self._chosen(asked)),
        }

    def _facts(self) -> list[dict[str, Any]]:
        one = self._version
        document = one.document
        rows = {
            gettext("Code"): one.calendar,
            gettext("Revision"): one.revision,
            gettext("Working days of the week"): in_words("weekdays", document["weekdays"]),
            gettext("Usual opening hours"): in_words("windows", document["windows"]),
            gettext("Published at"): display.moment(one.published_at),
            gettext("Prepared by"): display.author(one.prepared_by),
            gettext("Confirmed by"): display.author(one.confirmed_by),
        }
        return [{"label": label, "value": value} for label, value in rows.items()]

    # ------------------------------------------------------------ the year
    def _chosen(self, asked: Mapping[str, str]) -> int:
        years = [int(one["year"]) for one in self._version.document["years"]]
        wanted = whole(asked.get("year", "")) or clock.today().year
        return wanted if wanted in years else max(years)

    def _years(self, asked: Mapping[str, str]) -> list[dict[str, Any]]:
        chosen = self._chosen(asked)
        return [
            {
                "year": one["year"],
                "status": one["status"],
                "label": str(STATUSES[one["status"]]),
                "shown": one["year"] == chosen,
            }
            for one in self._version.document["years"]
        ]

    def _year(self, year: int) -> dict[str, Any]:
        document = self._version.document
        arranged = year_of(document, year) or {}
        proposed = changed_days(document, self._waiting.document) if self._waiting else ()
        page = YearPage(
            document, compile_calendar(document), frozenset(one.date for one in proposed)
        )
        return {
            "year": year,
            "source": arranged.get("source"),
            "projected": arranged.get("status") == "projected",
            "workdays": page.workdays(year),
            "months": page.months(year),
            "week": week(),
            "legend": legend(),
        }

    # ------------------------------------------------------------ what waits, what was
    def _proposal(self, waiting: CalendarProposal) -> dict[str, Any]:
        return {
            "version": waiting.version,
            "who": proposals.name_of(self._session, waiting.prepared_by_id),
            "when": display.moment(waiting.updated_at),
            "note": waiting.note,
            "rows": differences(self._version.document, waiting.document),
            "actions": list(self._decisions(waiting)),
        }

    def _decisions(self, waiting: CalendarProposal) -> Any:
        mine = waiting.prepared_by_id == self._actor.user_id
        refusal = why_not(waiting, self._actor)
        stale = waiting.base_revision != self._version.revision
        reason = refusal or (proposals.STALE if stale else None)
        yield {
            "verb": "confirm",
            "label": gettext("Confirm the change"),
            "allowed": reason is None,
            "reason": str(reason or ""),
            "primary": True,
            "inputs": True,
            "url": url_for("CalendarView.confirm", pk=waiting.id),
        }
        yield {
            "verb": "reject",
            "label": gettext("Take back") if mine else gettext("Turn down"),
            "allowed": True,
            "danger": True,
            "inputs": True,
            "url": url_for("CalendarView.reject", pk=waiting.id),
        }

    def _revision(self, at: int) -> dict[str, Any]:
        one = self._revisions[at]
        before = self._revisions[at + 1] if at + 1 < len(self._revisions) else None
        return {
            "revision": one.revision,
            "url": self._url(one),
            "published_at": display.moment(one.published_at),
            "prepared_by": display.author(one.prepared_by),
            "confirmed_by": display.author(one.confirmed_by),
            "changed": len(differences(before.document, one.document)) if before else None,
            "shown": one.id == self._version.id,
        }

    def _url(self, version: CalendarVersion) -> str:
        return url_for("CalendarView.show", pk=version.id)
