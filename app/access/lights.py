"""Lists by the light of their rows: the filter, and how many there are of each."""

from functools import cache
from typing import Any

from flask_appbuilder.models.filters import BaseFilter
from flask_babel import lazy_gettext
from sqlalchemy import ColumnElement, bindparam

from app.foundation import clock
from app.foundation.base import UTCDateTime
from app.sla.queries import lit
from app.sla.states import Light

LIGHT = "light"
"""The name of the filter; no table has such a column."""
PARAMETER = f"_flt_0_{LIGHT}"
"""The same in a page's address."""
SHOWN = (Light.normal, Light.soon, Light.overdue, Light.paused)
MOST = 1000
"""Counted no further than this."""
NOW: Any = bindparam("lit_at", callable_=lambda: clock.now(), type_=UTCDateTime())  # noqa: PLW0108  # of the moment it runs


class LightFilter(BaseFilter):
    """Rows that show this light now."""

    name = lazy_gettext("Equal to")
    arg_name = "eq"
    reader = Light

    def apply(self, query: Any, value: Light) -> Any:
        """As it is now."""
        return query.filter(lit_now(self.model, value))


def by_light(rows: Any, model: Any) -> dict[Light, Any]:
    """Light → those of the rows that show it now."""
    return {light: rows.filter(lit_now(model, light)) for light in SHOWN}


@cache
def lit_now(model: Any, light: Light) -> ColumnElement[bool]:
    """Rows that show this light when they are asked for; made once, as every list asks."""
    return lit(model, light, NOW)
