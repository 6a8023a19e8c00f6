"""The dialogs of calendars: what is proposed is checked, refused with reasons, or waits."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from app.access.actors import current_actor
from app.catalog.kinds import Field
from app.console.base import ScopedView
from app.console.forms import CatalogueForm, refuse
from app.console.sending import version_sent
from app.extensions import db
from app.foundation.errors import DomainError, Invalid, NotFound
from app.foundation.numbers import whole
from app.sla.models import CalendarProposal, CalendarVersion
from app.workflow.calendars.propose import Change, propose

Dialog = Mapping[str, Any]
"""`title`, `label` of the button, `description`, `danger`."""


class CalendarDialogs(ScopedView):
    """Each is a page by itself, and a dialog with JavaScript."""

    def propose_by(
        self,
        version: CalendarVersion,
        form: Any,
        dialog: Dialog,
        change: Callable[[], Change],
        *,
        year: int | None = None,
    ) -> Any:
        """Show the form, or prepare the change that it describes."""
        url = url_for("CalendarView.show", pk=version.id, year=year)
        if request.method == "GET":
            return self._dialog(dialog, form, url)
        if not form.validate():
            return self._dialog(dialog, form, url), Invalid.status
        try:
            note = form["note"].data if "note" in form else None
            propose(version.calendar, change(), current_actor(), note=note)
        except DomainError as error:
            refuse(form, error.errors or {"": [str(error)]})
            return self._dialog(dialog, form, url), error.status
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
            return self._dialog(dialog, form, url, seen)
        if not form.validate():
            return self._dialog(dialog, form, url, seen), Invalid.status
        try:
            decide(one, version_sent(), form.entered)
        except DomainError as error:
            refuse(form, error.errors or {"": [str(error)]})
            return self._dialog(dialog, form, url, seen), error.status
        flash(dialog["title"], "success")
        return redirect(url)

    def _dialog(self, dialog: Dialog, form: Any, url: str, version: int | None = None) -> str:
        page: str = self.render_template(
            "lianban/action.html",
            title=dialog["title"],
            action={"verb": request.endpoint, **dialog},
            form=form,
            action_url=request.path,
            version=version,
            next=url,
            back_url=url,
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
