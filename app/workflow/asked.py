"""May it be done, and is what was entered any good: the same answer for every face."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.catalog.kinds import Field, clean_form
from app.foundation import clock
from app.foundation.errors import DomainError, Forbidden, Invalid, WrongState
from app.foundation.messages import say
from app.tickets.models import Ticket
from app.workflow.action import Action
from app.workflow.nouns import NOUNS
from app.workflow.setting import Setting

TOLERANCE = timedelta(minutes=2)
"""How far another machine's clock may be ahead of ours."""


def refusal(action: Action, setting: Setting) -> DomainError | None:
    """Why the actor can't do this to the row now; None when it can be done."""
    if not setting.actor.may(action.permission):
        return Forbidden(say("Your role does not include “%(action)s”.", action=action.label))
    if why := action.relation(setting):
        return Forbidden(why)
    row = setting.row
    stage = row.stage if isinstance(row, Ticket) else None
    lifecycle = NOUNS[action.noun].lifecycle
    why = lifecycle.refusal(action.verb, row.state, stage) or action.guard(setting)
    return WrongState(why) if why else None


def clean_input(
    asked: Sequence[Field], data: Mapping[str, Any], earliest: datetime | None = None
) -> tuple[dict[str, Any], datetime]:
    """The clean input and the event time (aware UTC); raises Invalid by field."""
    clean = clean_form(asked, data)
    entered = clean.pop("occurred_at", None)
    at = datetime.fromisoformat(entered) if entered else clock.now()
    if at > clock.now() + TOLERANCE:
        raise Invalid({"occurred_at": [say("Lies in the future.")]})
    if entered and earliest and at < earliest:
        at = _within_its_minute(at, earliest)
    return {key: value for key, value in clean.items() if value is not None}, at


def _within_its_minute(at: datetime, earliest: datetime) -> datetime:
    """People enter minutes: in the same one it happened after; before it, it can't have."""
    if at < earliest.replace(second=0, microsecond=0):
        when = f"{clock.local(earliest):%Y-%m-%d %H:%M}"
        raise Invalid({"occurred_at": [say("Before %(when)s, when what it follows happened.",
                                           when=when)]})  # fmt: skip
    return earliest
