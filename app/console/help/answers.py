"""What the palette answers: cases by the one search, pages and beginnings by name or initials."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.finding import found_by
from app.access.rules import CASE_READ, allowed
from app.access.scoped import visible
from app.console.help.places import Place, beginnings, pages
from app.console.naming import record_url
from app.extensions import db
from app.foundation.initials import initials
from app.workflow.nouns import NOUNS, Noun

LONGEST = 40
MOST = 5
"""Cases of each kind; more of them are in the list that the last answer opens."""
LEAST = 2
"""Letters or digits from which on cases are looked for; one Chinese sign is enough."""

Answer = dict[str, str]


def answers_to(typed: str) -> list[dict[str, Any]]:
    """Groups of answers: one statement for each kind of case the reader may read."""
    actor = current_actor()
    begun = _named(beginnings(), typed)
    nouns = [one for one in NOUNS.values() if _asks(typed) and allowed(one.reads, actor)]
    groups = [
        *(_cases(one, typed) for one in nouns),
        {"label": gettext("Begin"), "answers": begun},
        {"label": gettext("Menu"), "answers": _named(pages(), typed)},
    ]
    if typed and allowed(CASE_READ, actor):
        everything = f"{url_for('FindView.find')}?{urlencode({'q': typed})}"
        said = gettext("Look for “%(typed)s” in the lists", typed=typed)
        groups.append({"label": gettext("Search"), "answers": [_answer(said, "", everything)]})
    return [one for one in groups if one["answers"]]


def _asks(typed: str) -> bool:
    return len(typed) >= LEAST or (bool(typed) and not typed.isascii())


def _cases(noun: Noun, typed: str) -> dict[str, Any]:
    model: Any = noun.model
    query = select(model.id, model.number, model.enterprise, model.state)
    query = query.where(found_by(model, typed), visible(model, current_actor()))
    rows = db.session.execute(query.order_by(model.id.desc()).limit(MOST))
    found = [
        _answer(
            one.number,
            " · ".join([one.enterprise, str(noun.states[one.state])]),
            record_url(noun.name, one.id),
        )
        for one in rows
    ]
    return {"label": str(noun.label), "answers": found}


def _named(places: Iterable[Place], typed: str) -> list[Answer]:
    """By a part of the name, or by the initials of its pinyin."""
    wanted = typed.casefold()
    letters = wanted.isascii() and wanted.isalnum()
    return [
        _answer(one.label, one.group, one.url)
        for one in places
        if wanted in one.label.casefold() or (letters and wanted in initials(one.label))
    ]


def _answer(label: str, hint: str, url: str) -> Answer:
    return {"label": label, "hint": hint, "url": url}
