"""In whose place a deputy acts: what is told of it beside the deputy's own name."""

from collections.abc import Mapping
from typing import Any

from app.foundation.actor import Absent, Actor

HOLDERS = ("first_receiver_id", "assignee_id")
"""Columns of a case that say whose it is; `entered_by_id` only until somebody receives it."""


def absent_holder(actor: Actor, row: Mapping[str, Any]) -> Absent | None:
    """The absent colleague whose row this was; None where it was the actor's own, or nobody's."""
    if not actor.stands_in_for:
        return None
    held = {row.get(one) for one in HOLDERS} - {None} or {row.get("entered_by_id")}
    if actor.user_id in held:
        return None
    by_specialist = row.get("specialist_id")
    theirs = (
        one
        for one in actor.stands_in_for
        if one.user_id in held or by_specialist in one.specialist_ids
    )
    return next(theirs, None)


def in_place_of(absent: Absent | None) -> dict[str, Any]:
    """The columns of an event that tell it."""
    return {"acting_for_id": absent.user_id, "acting_for": absent.name} if absent else {}
