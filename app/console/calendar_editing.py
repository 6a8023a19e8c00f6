"""What changes a calendar: one day, a year to fill, a file; by the mechanism of every such form.

A change is added to the one that waits, else to the revision in force: what has become of that
since the form was opened is compared within the transaction that prepares the change.
"""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import request, url_for
from flask_babel import format_date, gettext

from app.access.actors import current_actor
from app.catalog.kinds import Field
from app.console.calendar_forms import NOTE, YEAR, UploadForm, uploaded, usual_hours
from app.console.calendar_history import last_event, told_since
from app.console.editing import Editing
from app.console.forms import CatalogueForm
from app.console.merging import ORIGINAL, carried, same
from app.extensions import db
from app.foundation.errors import Invalid, Stale
from app.foundation.messages import say
from app.sla.models import CalendarVersion
from app.sla.rules.filling import proposed_year
from app.sla.rules.revising import row_of, with_day, with_year
from app.workflow.calendars import proposals
from app.workflow.calendars.days import DAY, entered_day, stored_day
from app.workflow.calendars.propose import propose
from app.workflow.drafts import Filling, Place
from app.workflow.idempotency import digest

Document = Mapping[str, Any]


class CalendarEditing(Editing[CatalogueForm]):
    """A subclass says what is asked, and what it makes of a document."""

    verb: str
    fields: Sequence[Field] = ()

    def __init__(self, view: Any, version: CalendarVersion) -> None:
        self.view, self.calendar = view, version.calendar
        self.back = url_for("CalendarView.show", pk=version.id)
        self._document: Document | None = None
        super().__init__(Place(f"calendars-{self.calendar}/{self.verb}"), request.path)

    def parts(self) -> Sequence[Field]:
        return ()

    @abstractmethod
    def seen_in(self, document: Document) -> dict[str, Any]:
        """What of a document this form is about."""

    @abstractmethod
    def change(self, form: CatalogueForm, document: Document) -> Document:
        """The document as the form would have it; raises Invalid."""

    @abstractmethod
    def dialog(self) -> dict[str, Any]:
        """Its words."""

    def document(self) -> Document:
        """As it would be: a further change is added to the one that waits."""
        if self._document is None:
            session = db.session()
            found = proposals.pending(session, self.calendar)
            self._document = (found or proposals.in_force(session, self.calendar)).document
        return self._document

    def now(self) -> tuple[int, Mapping[str, Any]]:
        self._document = None
        return last_event(db.session(), self.calendar), self.seen_in(self.document())

    def form(self, sent: Any) -> CatalogueForm:
        return CatalogueForm(self.fields, sent, **self.seen_in(self.document()))

    def mine(self, form: CatalogueForm) -> Mapping[str, Any]:
        return form.entered

    def save(self, form: CatalogueForm, seen: int, sent: Filling) -> Any:  # noqa: ARG002  # by value
        original = carried(request.form, ORIGINAL) or {}

        def change(document: Document) -> Document:
            if not self._unchanged(original, self.seen_in(document)):
                raise Stale(say("This record was changed after you opened it."))
            return self.change(form, document)

        note = form["note"].data if "note" in form else None
        propose(self.calendar, change, current_actor(), note=note, sent=sent)
        return self.view.proposed(self.back)

    def _unchanged(self, original: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        return dict(original) == dict(now)

    def notice(self, seen: int) -> Mapping[str, Any]:
        return told_since(db.session(), self.calendar, seen)

    def page(self, form: CatalogueForm, stale: Any, draft: Any) -> str:
        page: str = self.view.dialog(self.dialog(), form, self.back, stale=stale, draft=draft)
        return page


class DayEditing(CalendarEditing):
    """How one day is arranged."""

    verb = "day"
    fields = (*DAY, NOTE)

    def __init__(self, view: Any, version: CalendarVersion, day: date) -> None:
        super().__init__(view, version)
        self._day = day
        self.back = url_for("CalendarView.show", pk=version.id, year=day.year)
        self.place = Place(self.place.form, int(f"{day:%Y%m%d}"))

    def parts(self) -> Sequence[Field]:
        return DAY

    def seen_in(self, document: Document) -> dict[str, Any]:
        stored = stored_day(row_of(document, self._day))
        return {one.id: stored.get(one.id) for one in DAY}

    def _unchanged(self, original: Mapping[str, Any], now: Mapping[str, Any]) -> bool:
        return all(same(one, original.get(one.id), now.get(one.id)) for one in DAY)

    def change(self, form: CatalogueForm, document: Document) -> Document:
        row = entered_day(self._day, form.entered)
        try:
            return with_day(document, self._day, row)
        except KeyError as error:
            said = say("The calendar doesn't have this year yet: fill the year first.")
            raise Invalid({"kind": [said]}) from error

    def dialog(self) -> dict[str, Any]:
        return {
            "title": format_date(self._day, "full"),
            "label": gettext("Propose this change"),
            "description": usual_hours(self.document()["windows"]),
        }


class _Whole(CalendarEditing):
    """What puts something in place of a whole year: nothing of it may have changed unseen."""

    def seen_in(self, document: Document) -> dict[str, Any]:
        return {"document": digest(document)}


class FillEditing(_Whole):
    """A year as the library of holidays knows it."""

    verb = "fill"
    fields = (YEAR, NOTE)

    def form(self, sent: Any) -> CatalogueForm:
        last = max(one["year"] for one in self.document()["years"])
        return CatalogueForm(self.fields, sent, year=last + 1)

    def change(self, form: CatalogueForm, document: Document) -> Document:
        return with_year(document, proposed_year(int(form.entered["year"])))

    def dialog(self) -> dict[str, Any]:
        return {
            "title": gettext("Fill a year"),
            "label": gettext("Propose this year"),
            "description": gettext(
                "A year that the State Council has arranged is filled with days off and make-up "
                "days; of any other the holidays by the calendar only, marked as projected."
            ),
        }


class UploadEditing(_Whole):
    """A calendar, or a year of it, from a file."""

    verb = "upload"

    def form(self, sent: Any) -> CatalogueForm:  # noqa: ARG002  # a file isn't put back
        return UploadForm()

    def change(self, form: CatalogueForm, document: Document) -> Document:  # noqa: ARG002
        sent = request.files.get("file")
        content = sent.read() if sent else b""
        name = (sent.filename if sent else "") or "calendar.yaml"
        return uploaded(name, content, document)

    def dialog(self) -> dict[str, Any]:
        return {
            "title": gettext("Upload a calendar"),
            "label": gettext("Propose what it says"),
            "description": gettext("What differs is shown before anybody confirms it."),
        }
