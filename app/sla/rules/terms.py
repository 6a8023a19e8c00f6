"""How much time is allowed, and counted how."""

from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_CEILING, Decimal

from app.foundation.messages import Message, say
from app.sla.states import AfterHours, Unit

_HOUR = 3600 * 10**6
"""Microseconds."""
LARGEST = {Unit.hour: 20_000, Unit.workday: 2_500, Unit.day: 3_660, Unit.month: 120}
"""About ten years each: more than any rule allows, less than it takes to count for long."""


class DeadlineError(ValueError):
    """What was asked has no deadline; says why in the reader's language."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


@dataclass(frozen=True, slots=True)
class Terms:
    """An amount above 0; hours may be fractions. Raises DeadlineError."""

    unit: Unit
    amount: Decimal
    after_hours: AfterHours = AfterHours.same_day
    count: int = field(init=False, repr=False, compare=False)
    """The amount of whole units; of hours those begun."""

    def __post_init__(self) -> None:
        amount = self.amount
        if not amount.is_finite() or amount <= 0:
            raise DeadlineError(say("The amount is a number above 0."))
        if amount > LARGEST[self.unit]:
            raise DeadlineError(say("The amount is at most %(most)s.", most=LARGEST[self.unit]))
        count = int(amount.to_integral_value(ROUND_CEILING))
        if count != amount and self.unit is not Unit.hour:
            raise DeadlineError(say("Only hours may have fractions."))
        object.__setattr__(self, "count", count)

    @property
    def time(self) -> timedelta:
        """The amount of hours to the microsecond, so that 1/3 written as a float is 20 minutes."""
        return timedelta(microseconds=max(round(self.amount * _HOUR), 1))
