"""The parts of a record page: what is done together, each on its own page under the same head."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.console import gallery, packages, schemes, survey_part, works
from app.console.digs import parts as digs
from app.console.naming import VIEWS
from app.foundation.errors import NotFound
from app.foundation.messages import Message, say


@dataclass(frozen=True)
class Part:
    """One page of a record; its template is `lianban/parts/<code>.html`.

    `build` takes the page (TicketPage, ApplicationPage …) and answers what the template takes.
    """

    code: str
    label: Message
    build: Callable[[Any], Mapping[str, Any]]
    shown: Callable[[Any], bool] = field(default=lambda _page: True)


PARTS: Mapping[str, Sequence[Part]] = {
    "applications": (
        Part("survey", say("Joint survey"), survey_part.of_application, survey_part.is_dispatched),
        Part("reply", say("Scheme reply"), schemes.of_case, schemes.is_dispatched),
        Part("approvals", say("Approvals"), packages.of_case, schemes.is_dispatched),
        Part("works", say("Joint works"), works.of_case, works.under_way),
        Part("case_digs", say("Excavations"), digs.of_application, schemes.is_dispatched),
        Part("attachments", say("Files"), gallery.of_application),
    ),
    "tickets": (
        Part("survey", say("Joint survey"), survey_part.of_ticket),
        Part("scheme", say("Scheme"), schemes.of_ticket),
        Part("approvals", say("Approvals"), packages.of_ticket, packages.is_asked),
        Part("works", say("Joint works"), works.of_ticket),
        Part("digs", say("Excavations"), digs.of_ticket, digs.digs_somewhere),
        Part("attachments", say("Files"), gallery.of_ticket),
    ),
    "approvals": (Part("attachments", say("Files"), gallery.of_approval),),
}
"""Noun → its parts beside the overview, in the order of their tabs."""


def found(noun: str, page: Any, code: str | None) -> Part | None:
    """The part of that code, None for the overview; raises NotFound for what isn't shown."""
    if code is None:
        return None
    for part in PARTS[noun]:
        if part.code == code and part.shown(page):
            return part
    raise NotFound


def tabs(noun: str, page: Any, pk: int, current: Part | None) -> list[dict[str, Any]]:
    """The overview and the parts; nothing where there is no part."""
    shown = [one for one in PARTS[noun] if one.shown(page)]
    view = f"{VIEWS[noun]}.show"
    rows = [{"label": gettext("Overview"), "url": url_for(view, pk=pk), "current": not current}]
    rows += [
        {
            "label": str(one.label),
            "url": url_for(view, pk=pk, part=one.code),
            "current": one is current,
        }
        for one in shown
    ]
    return rows if shown else []
