"""How values look on a screen: badges, local times, names."""

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from flask import current_app
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from app.foundation import clock
from app.foundation.labels import Label, language, text

NOTICEABLE = 60
"""Minutes between an event and its entry from which on the gap is shown (DOMAIN §4)."""
HOUR, DAY = 60, 24 * 60


def author(name: str | None) -> str:
    """Who published something: a person's name as it was, or the machine."""
    return gettext("The system") if name == "system" else name or ""


def moment(instant: datetime | None) -> str:
    """An instant on the county's wall clock, to the minute; empty when there is none."""
    return f"{clock.local(instant):%Y-%m-%d %H:%M}" if instant else ""


def moment_of(stored: str | None) -> str:
    """The same from a journalled value."""
    return moment(datetime.fromisoformat(stored)) if stored else ""


def day(instant: datetime | None) -> str:
    """The local date of an instant."""
    return f"{clock.local(instant):%Y-%m-%d}" if instant else ""


def gap(occurred: datetime, recorded: datetime) -> str | None:
    """How long after the fact it was entered, in words; None when it was entered at once."""
    minutes = int((recorded - occurred).total_seconds() // 60)
    if minutes < NOTICEABLE:
        return None
    if minutes < 2 * DAY:
        number = minutes // HOUR
        return str(ngettext("Entered %(num)s hour later", "Entered %(num)s hours later", number))
    number = minutes // DAY
    return str(ngettext("Entered %(num)s day later", "Entered %(num)s days later", number))


def badge(kind: str, code: str, label: Label) -> Markup:
    """The mark of a state or a light: always with its text."""
    return _badge(kind, str(code), text(label))


@lru_cache(maxsize=2048)
def _badge(kind: str, code: str, label: str) -> Markup:
    macros: Any = current_app.jinja_env.get_template("lianban/macros.html").module
    marked: Markup = macros.badge(kind, code, label)
    return marked


def badges(kind: str, labels: Mapping[Any, Label]) -> Callable[[Any], Markup | str]:
    """A list's formatter: code → badge."""
    return lambda code: badge(kind, code, labels.get(code, code)) if code else ""


def state(kind: str, code: Any, labels: Mapping[Any, Label]) -> dict[str, str]:
    """The same as the templates take it."""
    return {"kind": kind, "code": str(code), "label": text(labels[code])}


def words(labels: Mapping[Any, Label]) -> Callable[[Any], str]:
    """A list's formatter: code → its label."""
    return lambda code: text(labels.get(code, code or ""))


def person(user: Any) -> str:
    """A user's name; empty when there is nobody."""
    return user.get_full_name().strip() if user else ""


def named(row: Any) -> str:
    """An organisation, outlet or district in the reader's language where it has a name there."""
    if row is None:
        return ""
    english = getattr(row, "name_en", None) if language() == "en" else None
    return str(english or row.name)


def yes_no(value: bool | None) -> str:  # noqa: FBT001  # a formatter gets the bare value
    """A truth in words."""
    return "" if value is None else gettext("Yes") if value else gettext("No")


def paired(label: Label, value: object) -> str:
    """A label and what belongs to it, with the language's own colon."""
    return gettext("%(label)s: %(value)s", label=text(label), value=value)  # type: ignore[no-any-return]  # Flask-Babel is untyped


def link(url: str, words: str) -> Markup:
    """A link in a cell."""
    return Markup('<a href="{}">{}</a>').format(url, words)


def beneath(words: str, more: str) -> Markup:
    """A cell with a second, quieter line where there is something to say in it."""
    second = ""
    if more:
        said = escape(more)
        second = f'<small class="lb-beneath" title="{said}">{said}</small>'
    return Markup(f'<span class="lb-over">{escape(words)}{second}</span>')  # noqa: S704  # escaped
