"""Sentences said by code that knows no request: an English msgid with values, for the faces."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import has_app_context
from flask_babel import gettext


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence; `str()` renders it in the reader's language."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        values = {key: str(value) for key, value in self.values.items()}
        sentence = gettext(self.msgid) if has_app_context() else self.msgid
        return sentence % values if values else sentence


def say(msgid: str, **values: Any) -> Message:
    """Declare a sentence; pybabel collects the msgid by this name."""
    return Message(msgid, values)
