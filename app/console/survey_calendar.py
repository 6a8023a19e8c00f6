"""The calendar of joint surveys: a week at a glance, and a day to take along (DOMAIN §2.5)."""

from datetime import date, timedelta
from typing import Any

from flask import request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import format_date, gettext

from app.access.actors import current_actor
from app.access.rules import TICKET_READ, Needed
from app.console.survey_agenda import Agenda, Entry
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Malformed
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.people.states import OrganisationKind
from app.workflow.directory import Directory, Place

WEEK, FIRST, LAST = 7, date(2000, 1, 1), date(2100, 1, 1)


class SurveyView(BaseView):
    """By week or by day; whoever isn't a utility may look at one organisation alone."""

    route_base = "/surveys"
    default_view = "calendar"
    permits: dict[str, Needed] = {"calendar": TICKET_READ}

    @expose("/", methods=["GET"])
    def calendar(self) -> Any:
        """`day` names the day or one of the week's, `view` is `week` or `day`."""
        day, by_day = _day(request.args.get("day")), request.args.get("view") == "day"
        directory = Directory(db.session())
        offered = _offered(directory)
        code = request.args.get("organisation", "")
        chosen = directory.organisations.get(code) if code in offered else None
        first = day if by_day else day - timedelta(days=day.weekday())
        days, actor = (first, 1 if by_day else WEEK), current_actor()
        agenda = Agenda(db.session(), actor, directory, days, _whose(chosen))
        entries = agenda.entries()
        return self.render_template(
            "lianban/survey_day.html" if by_day else "lianban/survey_week.html",
            title=gettext("Joint surveys"),
            period=_period(first, by_day=by_day),
            organisation=chosen.name if chosen else "",
            organisations=offered,
            code=code if chosen else "",
            days=_days(agenda, entries, code if chosen else ""),
            entries=entries,
            more=agenda.more,
            links=_links(first, code if chosen else "", by_day=by_day),
            day=first.isoformat(),
            view="day" if by_day else "week",
        )


def _day(typed: str | None) -> date:
    try:
        found = date.fromisoformat(typed) if typed else clock.today()
    except ValueError as error:
        raise Malformed(say("Enter a day as 2026-12-31.")) from error
    return min(max(found, FIRST), LAST)


def _offered(directory: Directory) -> dict[str, str]:
    """Which organisations can be looked at alone: a utility sees nothing but its own anyway."""
    if current_actor().may(Permission.ticket_read_own):
        return {}
    kinds = {OrganisationKind.utility}
    return {one.code: one.name for one in directory.organisations.values() if one.kind in kinds}


def _whose(chosen: Place | None) -> int | None:
    """The actor's own organisation where it is a utility, else the one that was chosen."""
    actor = current_actor()
    if actor.may(Permission.ticket_read_own) and actor.organisation_id is not None:
        return actor.organisation_id
    return chosen.id if chosen else None


def _period(first: date, *, by_day: bool) -> str:
    if by_day:
        return str(format_date(first, "full"))
    return f"{first} – {first + timedelta(days=WEEK - 1)}"


def _days(agenda: Agenda, entries: list[Entry], code: str) -> list[dict[str, Any]]:
    today = clock.today()
    return [
        {
            "label": format_date(day, "EEE d"),
            "name": agenda.name_of(day),
            "off": not agenda.is_working(day),
            "today": day == today,
            "url": _address(day, code, "day"),
            "entries": [one for one in entries if one.day == day],
        }
        for day in agenda.days
    ]


def _links(first: date, code: str, *, by_day: bool) -> list[dict[str, Any]]:
    view, step = ("day", 1) if by_day else ("week", WEEK)
    before, after = first - timedelta(days=step), first + timedelta(days=step)
    other = "week" if by_day else "day"
    label = gettext("Week") if by_day else gettext("Day list")
    return [
        {"label": gettext("Earlier"), "url": _address(before, code, view)},
        {"label": gettext("Today"), "url": _address(clock.today(), code, view)},
        {"label": gettext("Later"), "url": _address(after, code, view)},
        {"label": label, "url": _address(first, code, other)},
    ]


def _address(day: date, code: str, view: str) -> str:
    return url_for("SurveyView.calendar", day=day, view=view, organisation=code or None)
