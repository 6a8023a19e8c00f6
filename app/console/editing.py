"""One form that changes a row, whoever else changes it meanwhile.

What is typed is kept as a draft; a form that came too late is merged (`merging.py`) and shown once
more. A subclass says what kind of row it is; which button was pressed is none of its business.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Generic, TypeVar

from flask import request

from app.console.drafts import Offer, filling
from app.console.forms import CatalogueForm, refuse
from app.console.merging import (
    BEFORE,
    MINE,
    ORIGINAL,
    Merge,
    Part,
    carried,
    carry,
    chosen,
    merge,
    undecided,
)
from app.console.sending import version_sent
from app.foundation.errors import Invalid, Problems, Stale, WrongState
from app.workflow.drafts import Filling, Place

VERSION = "version"
UNSEEN = (VERSION, ORIGINAL, BEFORE, MINE)
"""Inputs of such a form that aren't asked."""


F = TypeVar("F")


class Editing(ABC, Generic[F]):
    """From the form that is handed out to the row that it changes."""

    def __init__(self, place: Place, url: str) -> None:
        self.place, self.url = place, url

    @abstractmethod
    def parts(self) -> Sequence[Part]:
        """What is compared and merged, one by one."""

    @abstractmethod
    def now(self) -> tuple[int, Mapping[str, Any]]:
        """The row's version and, by part, what is stored: read anew."""

    @abstractmethod
    def form(self, sent: Any) -> F:
        """The form with what was sent, or with what is stored."""

    def inputs(self, form: F) -> CatalogueForm:
        """Of the form what holds its inputs."""
        assert isinstance(form, CatalogueForm)  # noqa: S101  # others say where theirs are
        return form

    @abstractmethod
    def mine(self, form: F) -> Mapping[str, Any]:
        """By part, what was typed."""

    @abstractmethod
    def save(self, form: F, seen: int, sent: Filling) -> Any:
        """Write it, and the answer to that; raises Stale, or Invalid by input."""

    def refuse(self, form: F, errors: Problems) -> None:
        """Put what the core found beside the inputs it was read from."""
        refuse(self.inputs(form), errors)

    @abstractmethod
    def notice(self, seen: int) -> Mapping[str, Any]:
        """Who changed the row since that version."""

    @abstractmethod
    def page(self, form: F, stale: Mapping[str, Any] | None, draft: Mapping[str, Any]) -> str:
        """The page with the form."""

    def answer(self) -> Any:
        """What the request gets: the form, or what came of it."""
        offer = Offer(self.place, self.url)
        if request.method == "GET":
            return self._handed_out(offer)
        parts, seen = self.parts(), version_sent()
        sent, open_choices = chosen(parts, request.form)
        form = self.form(sent)
        self._carry_on(form)
        if open_choices:
            told = undecided(parts, sent).told(request.form)
            refuse(self.inputs(form), open_choices)
            return self._again(form, offer, {**self.notice(seen - 1), **told})
        if not self.inputs(form).validate():
            return self._again(form, offer)
        try:
            return self.save(form, seen, filling(self.place))
        except Stale as error:
            return self._merging(form, seen, offer), error.status
        except (Invalid, WrongState) as error:
            self.refuse(form, error.errors or {"": [str(one) for one in error.messages]})
            return self._page(form, offer), error.status

    def _again(self, form: F, offer: Offer, stale: Mapping[str, Any] | None = None) -> Any:
        return self._page(form, offer, stale), Invalid.status

    def _handed_out(self, offer: Offer) -> str:
        version, stored = self.now()
        form = self.form(offer.answers)
        original: Mapping[str, Any] = stored
        if offer.draft and offer.answers:
            version = offer.draft.base_version
            original = carried(offer.answers, ORIGINAL) or stored
        self._carry(form, version, original)
        return self._page(form, offer)

    def _carry(self, form: F, version: int, original: Mapping[str, Any]) -> None:
        self.inputs(form).add_hidden(VERSION, str(version), None)
        carry(self.inputs(form), ORIGINAL, original)

    def _carry_on(self, form: F) -> None:
        """What the form came with goes with it again."""
        self._carry(form, version_sent(), carried(request.form, ORIGINAL) or {})
        for name in (BEFORE, MINE):
            if name in request.form:
                carry(self.inputs(form), name, carried(request.form, name) or {})

    def _merging(self, form: F, seen: int, offer: Offer) -> str:
        """The form with what only they changed in it; where both did, the sender chooses."""
        version, now = self.now()
        original = carried(request.form, ORIGINAL) or {}
        merged = merge(self.parts(), original, self.mine(form), now, empties=True)
        fresh = self.form(merged.filled(request.form))
        self._carry(fresh, version, now)
        merged.carry_in(self.inputs(fresh))
        return self._page(fresh, offer, {**self.notice(seen), **self._sides(merged)})

    def _sides(self, merged: Merge) -> Mapping[str, Any]:
        return merged.told(request.form)

    def _page(self, form: F, offer: Offer, stale: Mapping[str, Any] | None = None) -> str:
        told = {**stale, "url": self.url} if stale else None
        return self.page(form, told, offer.told())


def clashing(stale: Mapping[str, Any] | None) -> set[str]:
    """Parts that are asked beside the three sides, and nowhere else in the form."""
    return {one["id"] for one in (stale or {}).get("clashes", ())}
