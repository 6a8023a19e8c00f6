"""Passwords, sessions and outlets, by their rules alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from app.foundation.actor import Actor
from app.people.rules import choose_outlet, password_problem, session_over

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    "password", ["Huoqiu-demo-2023", "abcdefgh1!", "ABCdef1234", "城关镇Abc1234!"]
)
def test_long_and_mixed_password_is_accepted(password: str) -> None:
    assert password_problem(password) is None


@pytest.mark.parametrize("password", ["", "Ab1!", "abcdefghijkl", "abcdef123456", "A1!" * 50])
def test_short_plain_or_endless_password_is_refused(password: str) -> None:
    assert password_problem(password)


@pytest.mark.parametrize(
    ("begun", "seen", "over"),
    [
        (timedelta(minutes=59), timedelta(minutes=59), False),
        (timedelta(hours=1), timedelta(hours=1), True),
        (timedelta(hours=7, minutes=59), timedelta(0), False),
        (timedelta(hours=8), timedelta(0), True),
    ],
)
def test_session_ends_after_an_idle_hour_or_a_working_day(
    begun: timedelta, seen: timedelta, over: bool
) -> None:
    assert session_over(NOON - begun, NOON - seen, NOON) is over


@dataclass
class Counter:
    id: int
    organisation_id: int
    channels: list[str]


HALL, ONLINE, SHARED = Counter(1, 1, ["hall"]), Counter(2, 1, ["online"]), Counter(3, 2, ["hall"])


def actor(organisation_id: int, outlet_id: int | None = None) -> Actor:
    return Actor(7, "clerk", "Clerk", organisation_id=organisation_id, outlet_id=outlet_id)


def test_clerk_takes_applications_for_the_own_counter() -> None:
    assert choose_outlet([HALL, ONLINE, SHARED], "hall", actor(2, 3)) is SHARED


def test_counter_of_the_own_organisation_comes_before_others() -> None:
    assert choose_outlet([HALL, ONLINE, SHARED], "hall", actor(2)) is SHARED


def test_online_application_goes_to_the_online_outlet() -> None:
    assert choose_outlet([HALL, ONLINE, SHARED], "online", actor(2, 3)) is ONLINE


def test_channel_that_nobody_takes_has_no_outlet() -> None:
    assert choose_outlet([HALL], "wechat", actor(1, 1)) is None
