"""The county's roads: who digs where and when, and what is not dug again (DOMAIN §13)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from flask import request, url_for
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.access.actors import current_actor
from app.access.filtering import LARGEST
from app.access.rules import TICKET_READ, Needed
from app.access.scoped import visible
from app.catalog.queries import Catalogue
from app.console import display
from app.console.digs import rows, strips
from app.console.naming import known
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Malformed
from app.foundation.labels import text
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.sitework.models.digs import Dig
from app.sitework.queries.digs import Shown, agreed_on, dug_on, is_own, roads_dug
from app.sitework.rules.stretches import avoided, trench
from app.workflow.directory import Directory

BEFORE, AHEAD = timedelta(days=30), timedelta(days=60)
"""The period that is shown unasked, around today."""
LONGEST = timedelta(days=731)
ROADS, ROWS = 5, 24
"""Roads on one page, and excavations drawn of each."""


@dataclass(frozen=True)
class County:
    """What rows of excavations are told with."""

    catalogue: Catalogue
    directory: Directory


class DigView(BaseView):
    """Utilities see each other's roads, stretches and days here, and nobody's cases."""

    route_base = "/digs"
    default_view = "list"
    permits: dict[str, Needed] = {"list": TICKET_READ}

    @expose("/list/", methods=["GET"])
    def list(self) -> Any:
        """A strip and the windows of each road, the busiest first."""
        county = County(known(), Directory(db.session()))
        asked = _asked(county)
        return self.render_template("lianban/county_digs.html", **_Page(county, asked).context())


def _asked(county: County) -> Shown:
    """Raises Malformed for what is no day, or too long a time."""
    today = clock.today()
    first = _day("first") or today - BEFORE
    last = _day("last") or max(first, today) + AHEAD
    if last < first or last - first > LONGEST:
        said = say("A period of at most two years, please.")
        raise Malformed(said, {"last": [said]})
    chosen = county.directory.organisations.get(request.args.get("organisation", ""))
    return Shown(first, last, request.args.get("road") or None, chosen.id if chosen else None)


def _day(name: str) -> date | None:
    given = request.args.get(name, "")
    try:
        return date.fromisoformat(given) if given else None
    except ValueError as error:
        said = say("Enter a day as 2026-12-31, between 2000 and 2099.")
        raise Malformed(said, {name: [said]}) from error


class _Page:
    def __init__(self, county: County, asked: Shown) -> None:
        self._county, self._asked, session = county, asked, db.session()
        scope = visible(Dig, current_actor())
        self._roads = session.execute(roads_dug(asked, scope)).all()
        chosen = [one for one in self._roads if asked.road_key in {None, one[0]}]
        self._page = min(whole(request.args.get("page", "0")) or 0, LARGEST // ROADS)
        self._shown = chosen[self._page * ROADS : (self._page + 1) * ROADS]
        self._more = len(chosen) > (self._page + 1) * ROADS
        keys = [one[0] for one in self._shown]
        self._digs = session.scalars(dug_on(asked, keys, scope)).all() if keys else []
        self._agreed = {one[0]: one[1:] for one in session.execute(agreed_on(asked))}
        found = county.directory.by_id.values()
        self._names = strips.Names((one.id, display.named(one)) for one in found)

    def context(self) -> Mapping[str, Any]:
        """What the template takes."""
        by_road = {key: [*some] for key, some in groupby(self._digs, lambda one: one.road_key)}
        return {
            "title": gettext("Digs"),
            "tiles": list(self._tiles()),
            "query": self._query(),
            "roads": [self._road(one, by_road.get(one[0], [])) for one in self._shown],
            "legend": self._names.legend(self._digs),
            "earlier": self._url(self._page - 1) if self._page else None,
            "later": self._url(self._page + 1) if self._more else None,
        }

    def _tiles(self) -> Any:
        count, metres = (sum(one[at] for one in self._roads) for at in (3, 4))
        merged, saved = (sum(one[at] for one in self._agreed.values()) for at in (0, 1))
        for label, number in (
            (gettext("Roads concerned"), len(self._roads)),
            (gettext("Excavations"), count),
            (gettext("Metres planned"), metres),
            (gettext("Joint digs agreed"), merged),
            (gettext("Metres not dug again"), saved),
        ):
            yield {"label": label, "count": number, "tone": "neutral"}

    def _query(self) -> dict[str, Any]:
        asked, chosen = self._asked, request.args.get("organisation", "")
        organisations = self._county.directory.organisations.values()
        return {
            "first": asked.first.isoformat(),
            "last": asked.last.isoformat(),
            "roads": [
                {"code": one[0], "label": self._label(one), "chosen": one[0] == asked.road_key}
                for one in self._roads
            ],
            "organisations": [
                {"code": one.code, "label": display.named(one), "chosen": one.code == chosen}
                for one in organisations
                if one.kind == "utility"
            ],
        }

    def _label(self, road: Sequence[Any]) -> str:
        entry = self._county.catalogue.roads.get(road[1] or "")
        return text(entry.label) if entry else road[2] or road[1] or ""

    def _road(self, road: Sequence[Any], digs: Sequence[Dig]) -> dict[str, Any]:
        label, drawn, actor = self._label(road), digs[:ROWS], current_actor()
        merged, saved = self._agreed.get(road[0], (0, 0))
        return {
            "label": label,
            "notes": rows.warnings(self._county, digs),
            "facts": [
                {"label": gettext("Excavations"), "value": road[3]},
                {"label": gettext("Metres planned"), "value": road[4]},
                {"label": gettext("Metres of trench, dug once"), "value": trench(digs)},
                {"label": gettext("Metres needed twice"), "value": avoided(digs)},
                {"label": gettext("Joint digs agreed"), "value": merged},
                {"label": gettext("Metres not dug again"), "value": saved},
            ],
            "drawings": [
                strips.along_road(label, drawn, self._names),
                strips.through_days(rows.days_title(), drawn, self._names),
            ] if drawn else [],
            "left_out": len(digs) - len(drawn),
            "digs": [
                rows.dig_row(self._county, one, own=is_own(one, actor)) for one in drawn
            ],
        }  # fmt: skip

    def _url(self, page: int) -> str:
        asked: dict[str, Any] = {**request.args.to_dict(), "page": page}
        return url_for("DigView.list", **asked)
