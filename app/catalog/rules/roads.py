"""Roads and the years in which they are not to be dug up (《城市道路管理条例》 art. 33)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from app.catalog.states import Surface
from app.foundation.labels import Label, text
from app.foundation.messages import Message, say


@dataclass(frozen=True)
class RoadEntry:
    code: str
    label: Label
    township: str | None = None
    main: bool = False
    bridge: bool = False
    built_on: date | None = None
    """When it was handed over for use."""
    overhauled_on: date | None = None
    length_m: int | None = None
    surface: Surface | None = None
    sample: bool = False


class Years(Protocol):
    """How long a road is protected: the county's settings."""

    @property
    def protected_years_new(self) -> int:
        """Years after it was handed over."""

    @property
    def protected_years_overhauled(self) -> int:
        """Years after an overhaul was finished."""


@dataclass(frozen=True)
class Protection:
    """Why a road is not to be dug up, and the first day on which it may be again."""

    reason: Message
    until: date


def years_later(day: date, years: int) -> date:
    """The day on which so many years are full; of 29 February the day after the 28th."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28) + timedelta(days=1)


def full_years(since: date | None, on: date) -> int | None:
    """Full years between two days, 0 before the first is over; None where it isn't known."""
    if since is None:
        return None
    years = on.year - since.year
    return max(years - (years_later(since, years) > on), 0)


def protection(road: RoadEntry, on: date, years: Years) -> Protection | None:
    """The protection that ends last, where there is one on this day."""
    found = []
    if road.built_on:
        spared = years.protected_years_new
        said = say(
            "%(road)s was handed over on %(day)s: within %(years)s years it may be dug up only for"
            " special needs, approved by the county government.",
            road=text(road.label), day=road.built_on, years=spared,
        )  # fmt: skip
        found.append(Protection(said, years_later(road.built_on, spared)))
    if road.overhauled_on:
        spared = years.protected_years_overhauled
        said = say(
            "%(road)s was overhauled on %(day)s: within %(years)s years it may be dug up only for"
            " special needs, approved by the county government.",
            road=text(road.label), day=road.overhauled_on, years=spared,
        )  # fmt: skip
        found.append(Protection(said, years_later(road.overhauled_on, spared)))
    running = [one for one in found if on < one.until]
    return max(running, key=lambda one: one.until, default=None)


def road_facts(road: RoadEntry | None, on: date, years: Years) -> Mapping[str, Any]:
    """What lanes ask about a road; nothing is known of one that isn't in the catalogue."""
    if road is None:
        return {}
    return {
        "main_road": road.main,
        "bridge": road.bridge,
        "road_age_years": full_years(road.built_on, on),
        "overhauled_years": full_years(road.overhauled_on, on),
        "protected_road": protection(road, on, years) is not None,
    }
