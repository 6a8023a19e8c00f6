"""Drafts of forms on the screen: saved while somebody types, offered when they come back.

The browser keeps what it couldn't send in its tab (`drafts.js`: sessionStorage, since computers of
a hall are shared: gone with the tab, with the sign-out in any tab, and under another account).
Each form that is handed out carries a token and has a draft of its own, in whatever tab it is.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from flask import jsonify, redirect, request, url_for
from flask_appbuilder import BaseView, expose
from werkzeug.datastructures import MultiDict

from app.access.actors import current_actor
from app.access.rules import Needed
from app.console import display
from app.console.kept_forms import FORMS, kept_form
from app.console.merging import BEFORE, MINE, ORIGINAL, PICK, carried
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Malformed, NotFound
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.intake.models import FormDraft
from app.workflow import drafts
from app.workflow.drafts import Filling, Place, Words

CREATE = Place("applications/create")
ANYBODY_WHO_TYPES: Needed = tuple(dict.fromkeys(one.needed for one in FORMS.values()))
SIGN = "draft"
"""The input that carries the token of this one form."""
LONGEST_TITLE = 120
SOUND = re.compile(r"[A-Za-z0-9_-]{8,32}")
NAMES = ("enterprise", "name", "label-zh", "zh")
"""What a draft is known by, where its form asks it."""
UNKEPT = frozenset({"csrf_token", "once", "intent", SIGN, "pasted", "despite", BEFORE, MINE})
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
        draft = drafts.save(current_actor(), _sound(place), _kept(version))
        return jsonify(saved=f"{clock.local(draft.saved_at):%H:%M}")

    @expose("/<noun>/<verb>/<int:pk>/discard", methods=["POST"])
    def discard(self, noun: str, verb: str, pk: int) -> Any:
        """Give it up, and go back to the form or the record."""
        place, form = _place(noun, verb, pk), kept_form(noun, verb)
        drafts.drop(current_actor(), _sound(place))
        return redirect(form.page(noun, pk) if form else "/")


def _place(noun: str, verb: str, pk: int) -> Place:
    """The form, if there is one that the actor may fill in; raises NotFound."""
    actor, form = current_actor(), kept_form(noun, verb)
    if form is None or not actor.may(form.needed) or not form.there(noun, pk, actor):
        raise NotFound
    return Place(f"{noun}/{verb}", pk)


def _sound(place: Place) -> Filling:
    found = filling(place)
    if not found.token:
        raise Malformed(say("The form lacks what tells it from others."))
    return found


def _kept(version: int) -> Words:
    """Version and answers. Of a form that asks which changes to keep, as before it asked."""
    sent = MultiDict(request.form)
    before = carried(sent, BEFORE)
    if before is not None:
        original = (carried(sent, ORIGINAL) or {}) | before
        sent[ORIGINAL] = json.dumps(original, ensure_ascii=False)
        version -= 1
    title = next((sent[name].strip() for name in NAMES if sent.get(name)), "")
    answers = [
        (name, value)
        for name, value in sent.items(multi=True)
        if name not in UNKEPT and not name.startswith(PICK)
    ]
    return Words(version, answers, title[:LONGEST_TITLE])


class Offer:
    """What a page with a form says of drafts: where they are saved, and which there are."""

    def __init__(self, place: Place, page_url: str) -> None:
        noun, verb = place.form.split("/")
        self._at: dict[str, Any] = {"noun": noun, "verb": verb, "pk": place.record_id}
        self._page_url = page_url
        self.draft: FormDraft | None = None
        self._others: Sequence[FormDraft] = ()
        session, actor = db.session(), current_actor()
        sent = filling(place)
        if request.method == "GET" and sent.token:
            self.draft = drafts.find(session, actor, sent)
        if request.method == "GET" and not self.draft:
            self._others = drafts.unfinished(session, actor, place)
        goes_on = self.draft or request.method == "POST"
        self._token = (goes_on and sent.token) or secrets.token_urlsafe(12)

    @property
    def answers(self) -> "MultiDict[str, str] | None":
        """What the form is filled in with, where the person goes on with a draft."""
        if self.draft is None:
            return None
        return MultiDict([(name, value) for name, value in self.draft.answers])

    def told(self) -> Mapping[str, Any]:
        """The template's `draft`."""
        return {
            "url": url_for("DraftView.save", **self._at),
            "discard_url": url_for("DraftView.discard", **self._at),
            "token": self._token,
            "names": " ".join(NAMES),
            "others": [
                {
                    "token": one.token,
                    "when": _when(one),
                    "title": one.title,
                    "url": f"{self._page_url}?{SIGN}={one.token}",
                }
                for one in self._others
            ],
        }


def _when(draft: FormDraft) -> str:
    """The time of day, with the day unless that is today."""
    at = clock.local(draft.saved_at)
    return f"{at:%H:%M}" if at.date() == clock.today() else display.moment(draft.saved_at)


def filling(place: Place) -> Filling:
    """The filling-in of the form that was sent, or is asked for; one without a token isn't kept."""
    given = request.args if request.method == "GET" else request.form
    token = given.get(SIGN, "")
    return Filling(place, token if SOUND.fullmatch(token) else "")
