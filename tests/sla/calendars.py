"""The county's calendar of 2026 as DOMAIN §6 tells it, and ways to write instants briefly."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.foundation import clock
from app.sla.rules.calendar import Calendar, compile_calendar
from app.sla.rules.deadline import Pause, Terms
from app.sla.states import AfterHours, Unit

OFF_2026 = {
    "New Year": ("01-01", "01-03"),
    "Spring Festival": ("02-15", "02-23"),
    "Tomb-Sweeping Day": ("04-04", "04-06"),
    "Labour Day": ("05-01", "05-05"),
    "Dragon Boat Festival": ("06-19", "06-21"),
    "Mid-Autumn Festival": ("09-25", "09-27"),
    "National Day": ("10-01", "10-07"),
}
MADE_UP_2026 = ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")


def closed(name: str, first: str, last: str, year: int) -> list[dict[str, Any]]:
    begin, end = (date.fromisoformat(f"{year}-{day}") for day in (first, last))
    days = [begin + timedelta(days=one) for one in range((end - begin).days + 1)]
    label = {"zh": name, "en": name}
    return [{"date": day.isoformat(), "open": False, "name": label} for day in days]


def made_up(day: str) -> dict[str, Any]:
    return {"date": day, "open": True, "name": {"zh": "make-up", "en": "make-up"}}


def year(number: int, *days: dict[str, Any], status: str = "published") -> dict[str, Any]:
    return {"year": number, "status": status, "days": list(days)}


def document(*years: dict[str, Any], **changed: Any) -> dict[str, Any]:
    return {
        "code": "county",
        "label": {"zh": "county", "en": "county"},
        "weekdays": [1, 2, 3, 4, 5],
        "windows": [["09:00", "12:00"], ["13:00", "17:00"]],
        "years": list(years),
    } | changed


def days_of_2026() -> list[dict[str, Any]]:
    off = [day for name, span in OFF_2026.items() for day in closed(name, *span, 2026)]
    return [*off, *(made_up(f"2026-{day}") for day in MADE_UP_2026)]


def county(**changed: Any) -> Calendar:
    """2025 without holidays, 2026 as published, 2027 projected."""
    projected = year(2027, *closed("New Year", "01-01", "01-01", 2027), status="projected")
    return compile_calendar(document(year(2025), year(2026, *days_of_2026()), projected, **changed))


COUNTY = county()


def at(text: str) -> datetime:
    """`06-08 12:30` or `06-08 12:30:01` on the county's clock in 2026, as an instant in UTC."""
    return datetime.fromisoformat(f"2026-{text}").replace(tzinfo=clock.ZONE).astimezone(UTC)


def pause(begins: str, ends: str) -> Pause:
    return Pause(at(begins), at(ends))


def terms(text: str, after_hours: str = "same_day") -> Terms:
    """`5 workday`, `3.5 hour`."""
    amount, unit = text.split()
    return Terms(Unit(unit), Decimal(amount), AfterHours(after_hours))
