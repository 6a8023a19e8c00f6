"""The actions on applications; importing this package declares them all."""

from app.workflow.applications import (
    accept,
    amend,
    comment,
    decline,
    dispatch,
    hand_over,
    request_supplement,
    submit,
    supplement,
    withdraw,
)

__all__ = [
    "accept",
    "amend",
    "comment",
    "decline",
    "dispatch",
    "hand_over",
    "request_supplement",
    "submit",
    "supplement",
    "withdraw",
]
