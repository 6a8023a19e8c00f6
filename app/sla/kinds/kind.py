"""What a unit knows: how an amount of it becomes a deadline, and how that is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from app.foundation.messages import Message
from app.sla.rules.calendar import Calendar
from app.sla.rules.pauses import Pause
from app.sla.rules.steps import Step
from app.sla.rules.terms import Terms
from app.sla.states import Unit

Due = Callable[[Calendar, datetime, Terms, Sequence[Pause]], datetime]
Steps = Callable[[Calendar, datetime, Terms, Sequence[Pause]], list[Step]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One unit: pure functions of calendar, aware start, terms and pauses."""

    unit: Unit
    due: Due
    steps: Steps
    """One step or more for each day from the start's to the last, and none for others."""
    amount: Callable[[Terms], Message]
    """The terms in words."""
