"""How an appointment stands by the answers of its parts, and when two of them collide."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from app.sitework.states.surveys import Answer, Outcome, SurveyState

LEAST, USUAL, MOST = 15, 60, 480
"""Minutes that a survey may last."""


class Part(Protocol):
    """What is asked of a part here."""

    answer: Answer
    outcome: Outcome | None


def standing(parts: Iterable[Part]) -> SurveyState:
    """Agreed when all who still take part will come; held when all have ended, one surveying."""
    every = list(parts)
    ahead = [one for one in every if one.outcome is None]
    if ahead:
        agreed = all(one.answer == Answer.yes for one in ahead)
        return SurveyState.agreed if agreed else SurveyState.proposed
    surveyed = any(one.outcome == Outcome.recorded for one in every)
    return SurveyState.held if surveyed else SurveyState.cancelled


def end(survey_at: datetime, minutes: int) -> datetime:
    """When the time set aside for it is over."""
    return survey_at + timedelta(minutes=minutes)


def collide(one: tuple[datetime, int], other: tuple[datetime, int]) -> bool:
    """Whether two appointments (start, minutes) share time; one may begin as the other ends."""
    return one[0] < end(*other) and other[0] < end(*one)
