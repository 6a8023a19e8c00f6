"""What a unit knows: how an amount of it becomes a deadline."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.sla.rules.calendar import Calendar
from app.sla.rules.pauses import Pause
from app.sla.rules.terms import Terms
from app.sla.states import Unit

Due = Callable[[Calendar, datetime, Terms, Sequence[Pause]], datetime]


@dataclass(frozen=True, slots=True)
class Kind:
    """One unit: pure functions of calendar, aware start, terms and pauses."""

    unit: Unit
    due: Due
