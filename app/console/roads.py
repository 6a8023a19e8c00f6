"""The roads of the catalogue, and until when each is not to be dug up."""

from typing import Any

from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterEqual
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from wtforms import BooleanField, StringField

from app.access.rules import Needed
from app.access.scoped import ScopedInterface
from app.catalog.models import Road
from app.catalog.rules.roads import protection
from app.catalog.states import SURFACE_LABELS
from app.console import display
from app.console.base import ScopedView
from app.console.directory import LABELS
from app.console.lookups import TownshipLookup
from app.console.naming import district_name, known
from app.foundation import clock
from app.foundation.labels import text
from app.foundation.permissions import Permission as P


def _label(road: Any) -> Markup:
    return Markup('<span class="lb-row-link">{}</span>').format(text(road.label))


def _protected(road: Any) -> Any:
    found = protection(road, clock.today(), known().county)
    if found is None:
        return "—"
    said = gettext("Spared until %(day)s", day=found.until)
    return display.badge("mark", "protected", said)


class RoadSearch(DynamicForm):
    township = StringField(LABELS["township"])
    main = BooleanField(lazy_gettext("Main road"))
    bridge = BooleanField(lazy_gettext("Bridge"))


class RoadView(ScopedView):
    """Read here, published with the county's configuration."""

    datamodel = ScopedInterface(Road)
    route_base = "/roads"
    include_route_methods = {"list"}
    permits: dict[str, Needed] = {"can_list": P.road_read}
    list_title = lazy_gettext("Roads")
    base_filters = [["active", FilterEqual, True]]
    base_order = ("sort", "asc")
    list_columns = [
        "label", "township", "main", "bridge", "surface", "length_m",
        "built_on", "overhauled_on", "protected", "sample",
    ]  # fmt: skip
    order_columns = ["length_m", "built_on", "overhauled_on"]
    label_columns = {
        "label": lazy_gettext("Road"),
        "township": LABELS["township"],
        "main": lazy_gettext("Main road"),
        "bridge": lazy_gettext("Bridge"),
        "surface": lazy_gettext("Surface"),
        "length_m": lazy_gettext("Length (m)"),
        "built_on": lazy_gettext("Handed over"),
        "overhauled_on": lazy_gettext("Last overhaul"),
        "protected": lazy_gettext("Not to be dug up"),
        "sample": LABELS["sample"],
    }
    formatters_columns = {
        "township": district_name,
        "main": display.yes_no,
        "bridge": display.yes_no,
        "sample": display.yes_no,
        "surface": display.words(SURFACE_LABELS),
        "length_m": lambda metres: metres or "",
        "built_on": lambda day: day or "",
        "overhauled_on": lambda day: day or "",
    }
    computed = {"label": _label, "protected": _protected}
    search_form = RoadSearch
    search_columns = ["township", "main", "bridge"]
    offered_filters = {"township": [TownshipLookup]}
