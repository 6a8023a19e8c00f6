"""What time limits are counted in: data only (DESIGN §3)."""

from enum import StrEnum


class Unit(StrEnum):
    """What an amount of time is counted in: one module of `kinds/` each."""

    hour = "hour"
    workday = "workday"
    day = "day"
    month = "month"


class AfterHours(StrEnum):
    """A start on a day off, or at or after the day's last close, counts as made then."""

    same_day = "same_day"
    next_workday = "next_workday"


class YearStatus(StrEnum):
    """Whether a year's days off are the State Council's, or only reckoned ahead (DOMAIN §6)."""

    published = "published"
    projected = "projected"
