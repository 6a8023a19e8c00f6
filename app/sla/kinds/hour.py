"""Hours run through the windows and stand still in pauses."""

from collections.abc import Sequence
from datetime import datetime

from app.sla.kinds.kind import Kind
from app.sla.rules.calendar import Calendar
from app.sla.rules.pauses import Pause, advance
from app.sla.rules.terms import Terms
from app.sla.states import Unit


def due(calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]) -> datetime:
    """The earliest instant at which the hours have elapsed."""
    return advance(calendar, start, terms.time, pauses)


KIND = Kind(Unit.hour, due)
