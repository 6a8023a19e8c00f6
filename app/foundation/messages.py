"""Sentences said by code that knows no request: an English msgid with values, for the faces."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from babel import Locale
from flask import has_app_context
from flask_babel import get_locale, gettext
from jinja2.runtime import Context
from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class _Reader:
    locale: Locale | None


_reader: ContextVar[_Reader | None] = ContextVar("reader", default=None)


@dataclass(frozen=True, slots=True)
class Message:
    """A translatable sentence; `str()` renders it in the reader's language."""

    msgid: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        values = {key: str(value) for key, value in self.values.items()}
        sentence = _translated(self.msgid)
        return sentence % values if values else sentence


def say(msgid: str, **values: Any) -> Message:
    """Declare a sentence; pybabel collects the msgid by this name."""
    return Message(msgid, values)


@contextmanager
def one_reader() -> Iterator[None]:
    """Inside, who reads is asked once: for thousands of sentences in one language."""
    token = _reader.set(_Reader(get_locale()))
    try:
        yield
    finally:
        _reader.reset(token)


def _translated(msgid: str) -> str:
    return translated(msgid) if has_app_context() else msgid


def locale_now() -> Locale | None:
    """The language of now; None where nobody asks."""
    reader = _reader.get()
    return reader.locale if reader else get_locale()


def translated(msgid: str) -> str:
    """The sentence in the language of now; catalogues don't change while a process lives."""
    return _kept(locale_now(), msgid)


def in_template(context: Context, msgid: str, /, **values: Any) -> str:
    """The same as templates say it: marked safe where they escape, with its values filled in."""
    sentence = translated(msgid)
    if context.eval_ctx.autoescape:
        sentence = Markup(sentence)  # noqa: S704  # our own catalogue
    return sentence % values  # as Jinja does it: every percent sign in it is doubled


@lru_cache(maxsize=16384)
def _kept(_locale: Locale | None, msgid: str) -> str:
    return str(gettext(msgid))
