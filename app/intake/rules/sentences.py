"""Sentences kept with a row: said again in the language of whoever reads them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from app.foundation.messages import Message

Said = list[Any]
"""[msgid, values]"""


def kept(messages: Iterable[Message | str]) -> list[Said]:
    """As JSON; what a value says is said now."""
    return [
        [one, {}]
        if isinstance(one, str)
        else [one.msgid, {key: str(value) for key, value in one.values.items()}]
        for one in messages
    ]


def told(sentences: Sequence[Said] | None) -> str:
    """All of them, in the reader's language."""
    return " ".join(str(Message(msgid, values)) for msgid, values in sentences or ())


def all_told(problems: Mapping[str, Sequence[Said]]) -> dict[str, str]:
    """The same by path."""
    return {path: told(sentences) for path, sentences in problems.items()}
