"""Lists by the light of their rows: the filter, and how many there are of each."""

from typing import Any

from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext

from app.foundation import clock
from app.sla.queries import lit
from app.sla.states import Light

LIGHT = "light"
"""The name of the filter; no table has such a column."""
PARAMETER = f"_flt_0_{LIGHT}"
"""The same in a page's address."""
SHOWN = (Light.normal, Light.soon, Light.overdue, Light.paused)
MOST = 1000
"""Counted no further than this."""


class LightFilter(BaseFilter):
    """Rows that show this light now."""

    name = lazy_gettext("Equal to")
    arg_name = "eq"
    reader = Light

    def apply(self, query: Any, value: Light) -> Any:
        """As it is now."""
        return query.filter(lit(self.model, value, clock.now()))


def by_light(rows: Any, model: Any) -> dict[Light, Any]:
    """Light → those of the rows that show it now."""
    now = clock.now()
    return {light: rows.filter(lit(model, light, now)) for light in SHOWN}
