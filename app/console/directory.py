"""Organisations, outlets and specialists: read by many, edited by the coordinating office."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.models.sqla.filters import FilterContains
from flask_babel import gettext, lazy_gettext

from app.access.actors import current_actor
from app.access.rules import Needed
from app.catalog.kinds import Field
from app.console import display
from app.console.base import ScopedView
from app.console.drafts import Offer, filling
from app.console.editing import UNSEEN, Editing, clashing
from app.console.forms import CatalogueForm, refuse
from app.console.history import Words
from app.console.naming import district_name, known
from app.console.stale import stale_notice
from app.extensions import db
from app.foundation.errors import Invalid
from app.workflow.directory_edit import add_record, edit_record
from app.workflow.drafts import Filling, Place

LABELS = {
    "code": lazy_gettext("Code"),
    "name": lazy_gettext("Name"),
    "name_en": lazy_gettext("English name"),
    "kind": lazy_gettext("Kind"),
    "organisation": lazy_gettext("Organisation"),
    "supervised_by": lazy_gettext("Supervised by"),
    "channels": lazy_gettext("Entry channels"),
    "township": lazy_gettext("Township"),
    "address": lazy_gettext("Address"),
    "hours": lazy_gettext("Opening hours"),
    "phone": lazy_gettext("Phone"),
    "sample": lazy_gettext("Sample"),
    "sort": lazy_gettext("Order"),
    "active": lazy_gettext("In use"),
}
FORMATS: dict[str, Any] = {
    "organisation": display.named,
    "supervised_by": display.named,
    "township": district_name,
    "sample": display.yes_no,
    "active": display.yes_no,
}


def permits_of(read: Needed, edit: Needed) -> dict[str, Needed]:
    """Who may look, and who may change."""
    return {"can_list": read, "can_show": read, "can_add": edit, "can_edit": edit}


class _Entry(Editing[CatalogueForm]):
    """An entry that is changed as it was read."""

    def __init__(self, view: "DirectoryView", pk: str) -> None:
        self._view, self._row = view, view.row(pk)
        self._fields = view.fields(self._row)
        place = Place(f"{view.noun}/edit", self._row.id)
        super().__init__(place, url_for(f"{view.endpoint}.edit", pk=self._row.id))

    def parts(self) -> Sequence[Field]:
        return self._fields

    def now(self) -> tuple[int, Mapping[str, Any]]:
        self._row = self._view.row(str(self.place.record_id))
        return self._row.version, self._stored()

    def _stored(self) -> dict[str, Any]:
        return {one.id: _stored(self._row, one) for one in self._fields}

    def form(self, sent: Any) -> CatalogueForm:
        return CatalogueForm(self._fields, sent, **self._stored())

    def mine(self, form: CatalogueForm) -> Mapping[str, Any]:
        return form.entered

    def save(self, form: CatalogueForm, seen: int, sent: Filling) -> Any:
        model, pk, actor = self._view.datamodel.obj, self.place.record_id, current_actor()
        edit_record(model, pk, seen, _values(form), actor, sent=sent)
        return self._view.saved(pk)

    def notice(self, seen: int) -> Mapping[str, Any]:
        words = Words(db.session(), known(), current_actor())
        return stale_notice(db.session(), words, self._row, seen)

    def page(self, form: CatalogueForm, stale: Any, draft: Any) -> str:
        return self._view.form_page("edit", form, draft, stale)


class DirectoryView(ScopedView, ABC):
    """Forms from field definitions; a stale one is refused with the difference shown."""

    include_route_methods = {"list", "show", "add", "edit"}
    base_order = ("sort", "asc")
    label_columns = LABELS
    computed = {"name": display.named}
    formatters_columns = FORMATS
    offered_filters = {"name": [FilterContains]}

    @property
    def noun(self) -> str:
        """What its drafts are kept under."""
        return str(self.route_base).strip("/")

    @abstractmethod
    def fields(self, row: Any) -> Sequence[Field]:
        """What is asked; `row` is None where a new one is added. Ids are columns."""

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """A new entry."""
        place = Place(f"{self.noun}/add")
        offer, fields = Offer(place, request.path), self.fields(None)
        if request.method == "GET":
            form = CatalogueForm(fields, offer.answers, active=True)
            return self.form_page("add", form, offer.told())
        form = CatalogueForm(fields, request.form)
        if not form.validate():
            return self.form_page("add", form, offer.told()), Invalid.status
        model, sent = self.datamodel.obj, filling(place)
        try:
            return self.saved(add_record(model, _values(form), current_actor(), sent=sent))
        except Invalid as error:
            refuse(form, error.errors)
            return self.form_page("add", form, offer.told()), error.status

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        """Change an entry as it was read."""
        return _Entry(self, pk).answer()

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """The entry, under its own name."""
        return self.render_template(
            self.show_template,
            pk=pk,
            title=display.named(self.row(pk)),
            widgets=self._show(pk),
            related_views=self._related_views,
        )

    def saved(self, pk: int) -> Any:
        """On to the entry's page."""
        flash(gettext("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    def form_page(self, what: str, form: CatalogueForm, draft: Any, stale: Any = None) -> str:
        """The form on FAB's page: `what` is add or edit."""
        widget = {"add": self.add_widget, "edit": self.edit_widget}[what]
        columns = [one.name for one in form if one.name not in {*UNSEEN, *clashing(stale)}]
        told = {"include_cols": columns, "exclude_cols": [], "stale": stale, "draft": draft}
        page: str = self.render_template(
            {"add": self.add_template, "edit": self.edit_template}[what],
            title=self.add_title if what == "add" else self.edit_title,
            widgets={what: widget(form=form, **told)},
            form_action=request.path,
            related_views=[],
        )
        return page


def _stored(row: Any, field: Field) -> Any:
    value = getattr(row, field.id)
    return str(value) if field.id.endswith("_id") and value else value


def _values(form: CatalogueForm) -> dict[str, Any]:
    """Columns; rows are chosen by their ids."""
    return {
        name: int(value) if name.endswith("_id") and value else value
        for name, value in form.entered.items()
        if name not in UNSEEN
    }
