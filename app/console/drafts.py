"""Drafts of forms on the screen: saved while somebody types, offered when they come back.

The browser keeps what it couldn't send in its tab (`forms.js`: sessionStorage, since computers of
a hall are shared: gone with the tab, with the sign-out in any tab, and under another account).
Two tabs with the same form share one draft here: the later one is kept.
"""

import json
from collections.abc import Mapping
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from sqlalchemy import select
from werkzeug.datastructures import MultiDict

from app.access.actors import current_actor
from app.access.rules import Needed
from app.access.scoped import visible
from app.console import display
from app.console.merging import BEFORE, MINE, ORIGINAL, PICK, carried
from app.console.naming import record_url
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import NotFound
from app.foundation.numbers import whole
from app.foundation.permissions import Permission
from app.intake.models import FormDraft
from app.workflow import drafts
from app.workflow.action import ACTIONS
from app.workflow.drafts import Place
from app.workflow.nouns import NOUNS

CREATE = Place("applications/create")
ANYBODY_WHO_TYPES: Needed = tuple(
    dict.fromkeys((Permission.application_create, *(one.permission for one in ACTIONS.values())))
)
UNKEPT = frozenset({"csrf_token", "once", "intent", "drafted", "pasted", "despite", BEFORE, MINE})
"""Of a form, what isn't the person's own words, or means this one page."""


class DraftView(BaseView):
    """Only one's own, and only of forms that one may send."""

    route_base = "/drafts"
    default_view = "save"
    permits: dict[str, Needed] = {"save": ANYBODY_WHO_TYPES, "discard": ANYBODY_WHO_TYPES}

    @expose("/<noun>/<verb>/<int:pk>", methods=["POST"])
    def save(self, noun: str, verb: str, pk: int) -> Any:
        """What stands in the form now; answers with the time of day."""
        place = _place(noun, verb, pk)
        version = whole(request.form.get("version", "")) or 0
        draft = drafts.save(current_actor(), place, *_kept(version))
        return jsonify(saved=f"{clock.local(draft.saved_at):%H:%M}")

    @expose("/<noun>/<verb>/<int:pk>/discard", methods=["POST"])
    def discard(self, noun: str, verb: str, pk: int) -> Any:
        """Give it up, and go back to the empty form or the record."""
        drafts.drop(current_actor(), _place(noun, verb, pk))
        return redirect(record_url(noun, pk) if pk else url_for("ApplicationView.add"))


def _place(noun: str, verb: str, pk: int) -> Place:
    """The form, if there is one that the actor may fill in; raises NotFound."""
    actor, place = current_actor(), Place(f"{noun}/{verb}", pk)
    if place == CREATE:
        if not actor.may(Permission.application_create):
            raise NotFound
        return place
    action = ACTIONS.get((noun, verb))
    if action is None or not actor.may(action.permission):
        raise NotFound
    model: Any = NOUNS[noun].model
    if db.session.scalar(select(model.id).where(model.id == pk, visible(model, actor))) is None:
        raise NotFound
    return place


def _kept(version: int) -> tuple[int, list[tuple[str, str]]]:
    """Version and answers. Of a form that asks which changes to keep, as before it asked."""
    sent = MultiDict(request.form)
    before = carried(sent, BEFORE)
    if before is not None:
        original = (carried(sent, ORIGINAL) or {}) | before
        sent[ORIGINAL] = json.dumps(original, ensure_ascii=False)
        version -= 1
    return version, [
        (name, value)
        for name, value in sent.items(multi=True)
        if name not in UNKEPT and not name.startswith(PICK)
    ]


class Offer:
    """What a page with a form says of drafts: where they are saved, and the one there is."""

    def __init__(self, place: Place, page_url: str) -> None:
        noun, verb = place.form.split("/")
        self._at: dict[str, Any] = {"noun": noun, "verb": verb, "pk": place.record_id}
        self._page_url = page_url
        asked = request.method == "GET"
        actor = current_actor()
        self.draft: FormDraft | None = drafts.find(db.session(), actor, place) if asked else None
        self.resumed = self.draft is not None and "draft" in request.args

    @property
    def answers(self) -> "MultiDict[str, str] | None":
        """What the form is filled in with, where the person goes on with the draft."""
        if not (self.draft and self.resumed):
            return None
        return MultiDict([(name, value) for name, value in self.draft.answers])

    def told(self) -> Mapping[str, Any]:
        """The template's `draft`."""
        drafted = self.resumed or "drafted" in request.form
        told = {
            "url": url_for("DraftView.save", **self._at),
            "discard_url": url_for("DraftView.discard", **self._at),
            "drafted": drafted,
        }
        if self.draft and not self.resumed:
            told |= {"when": _when(self.draft), "resume_url": f"{self._page_url}?draft=1"}
        return told


def _when(draft: FormDraft) -> str:
    """The time of day, with the day unless that is today."""
    at = clock.local(draft.saved_at)
    return f"{at:%H:%M}" if at.date() == clock.today() else display.moment(draft.saved_at)


def sent(place: Place) -> None:
    """The form has done its work: its draft goes."""
    if "drafted" in request.form:
        drafts.drop(current_actor(), place)
