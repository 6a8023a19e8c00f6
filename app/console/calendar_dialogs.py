"""The dialogs of calendars: what is proposed is checked, refused with reasons, or waits."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from app.catalog.kinds import Field
from app.console.base import ScopedView
from app.console.editing import clashing
from app.console.forms import CatalogueForm, refuse
from app.console.sending import version_sent
from app.extensions import db
from app.foundation.errors import DomainError, Invalid, NotFound
from app.foundation.numbers import whole
from app.sla.models import CalendarProposal

Dialog = Mapping[str, Any]
"""`title`, `label` of the button, `description`, `danger`."""


class CalendarDialogs(ScopedView):
    """Each is a page by itself, and a dialog with JavaScript."""

    def proposed(self, url: str) -> Any:
        """On to the calendar, where the change waits now."""
        flash(gettext("Another person of the office has to confirm this."), "success")
        return redirect(url)

    def decide_by(
        self,
        pk: str,
        dialog: Dialog,
        fields: tuple[Field, ...],
        decide: Callable[[int, int, Mapping[str, Any]], None],
    ) -> Any:
        """Show what is to be decided, or decide it as it was read."""
        proposal = waiting(pk)
        one, seen = proposal.id, proposal.version
        url = url_for("CalendarView.current", code=proposal.calendar)
        form = CatalogueForm(fields, request.form if request.method == "POST" else None)
        if request.method == "GET":
            return self.dialog(dialog, form, url, version=seen)
        if not form.validate():
            return self.dialog(dialog, form, url, version=seen), Invalid.status
        try:
            decide(one, version_sent(), form.entered)
        except DomainError as error:
            refuse(form, error.errors or {"": [str(error)]})
            return self.dialog(dialog, form, url, version=seen), error.status
        flash(dialog["title"], "success")
        return redirect(url)

    def dialog(self, words: Dialog, form: Any, url: str, **told: Any) -> str:
        """The page: `url` is where it leads back to; `told` are version, or stale and draft."""
        page: str = self.render_template(
            "lianban/action.html",
            title=words["title"],
            action={"verb": request.endpoint, **words},
            form=form,
            clashing=clashing(told.get("stale")),
            action_url=request.path,
            next=url,
            back_url=url,
            **told,
        )
        return page


def waiting(pk: str) -> CalendarProposal:
    """The proposal; raises NotFound."""
    number = whole(pk)
    found: CalendarProposal | None = (
        db.session.get(CalendarProposal, number) if number is not None else None
    )
    if found is None:
        raise NotFound
    return found
