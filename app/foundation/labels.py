"""Names in two languages: from the catalogue as {zh, en}, from code as a Message."""

from collections.abc import Mapping

from flask_babel import force_locale

from app.foundation.messages import Message, locale_now

Label = Mapping[str, str] | Message | str


def language() -> str:
    """`zh` or `en`: what the reader asked for; Chinese where nobody asked."""
    locale = locale_now()
    return "en" if locale is not None and locale.language == "en" else "zh"


def text(label: Label, locale: str | None = None) -> str:
    """The label in `locale`, or in the other language where that one is missing."""
    if isinstance(label, Mapping):
        chosen = label.get(locale or language())
        return chosen or next((one for one in label.values() if one), "")
    if locale is None or locale == language():
        return str(label)
    with force_locale(locale):
        return str(label)
