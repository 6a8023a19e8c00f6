"""Where the reader may go: the entries of the menu, and what can be begun."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import current_app, url_for

from app.access.actors import current_actor
from app.access.rules import allowed
from app.foundation.messages import Message, say, translated


@dataclass(frozen=True, slots=True)
class Place:
    """A page that is open to the reader."""

    label: str
    group: str
    url: str
    endpoint: str = ""


BEGUN: tuple[tuple[str, Message], ...] = (
    ("ApplicationView.add", say("New application")),
    ("MeetingView.add", say("Plan a meeting")),
    ("SlaRuleView.add", say("Draft a rule of time limits")),
    ("OrganisationView.add", say("New organisation")),
    ("OutletView.add", say("New outlet")),
    ("SpecialistView.add", say("New service specialist")),
)
"""Forms that begin something: endpoint, what is done there."""
OWN: tuple[tuple[str, Message], ...] = (
    ("PersonView.me", say("Absence and handover")),
    ("HelpView.index", say("Help")),
    ("HelpView.keys", say("Keyboard shortcuts")),
)


def open_to_me(endpoint: str) -> bool:
    """Whether the reader may open it."""
    guard: Any = current_app.extensions["appbuilder"].sm.guard
    return allowed(guard.needed_at(endpoint), current_actor())


def pages() -> Iterator[Place]:
    """The first page, the menu's entries and the reader's own pages."""
    builder: Any = current_app.extensions["appbuilder"]
    yield Place(str(say("First page")), "", url_for("HomeView.index"), "HomeView")
    seen = builder.sm.get_user_menu_access()
    for category in builder.menu.get_list():
        for one in category.childs or [category]:
            if one.baseview and one.name in seen:
                group = translated(str(category.label))
                label = translated(str(one.label))
                yield Place(label, group, one.get_url(), one.baseview.endpoint)
    for endpoint, said in OWN:
        yield Place(str(said), "", url_for(endpoint))


def beginnings() -> Iterator[Place]:
    """What the reader may begin."""
    for endpoint, label in BEGUN:
        if open_to_me(endpoint):
            yield Place(str(label), "", url_for(endpoint))
