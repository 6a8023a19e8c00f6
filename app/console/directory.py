"""Organisations, outlets and specialists: read by many, edited by the coordinating office."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
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
from app.console.forms import CatalogueForm, refuse
from app.console.history import Words
from app.console.merging import (
    BEFORE,
    MINE,
    ORIGINAL,
    Merge,
    carried,
    carry,
    chosen,
    merge,
    undecided,
)
from app.console.naming import district_name, known
from app.console.stale import stale_notice
from app.extensions import db
from app.foundation.errors import Invalid, Malformed, Stale
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.directory_edit import add_record, edit_record

UNSEEN = ("version", ORIGINAL, BEFORE, MINE)
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


class DirectoryView(ScopedView, ABC):
    """Forms from field definitions; a stale one is refused with the difference shown."""

    include_route_methods = {"list", "show", "add", "edit"}
    base_order = ("sort", "asc")
    label_columns = LABELS
    computed = {"name": display.named}
    formatters_columns = FORMATS
    offered_filters = {"name": [FilterContains]}

    @abstractmethod
    def fields(self, row: Any) -> Sequence[Field]:
        """What is asked; `row` is None where a new one is added. Ids are columns."""

    @expose("/add", methods=["GET", "POST"])
    @has_access
    def add(self) -> Any:
        """A new entry."""
        fields = self.fields(None)
        if request.method == "GET":
            return self._form_page("add", CatalogueForm(fields, None, active=True))
        form = CatalogueForm(fields, request.form)
        if not form.validate():
            return self._form_page("add", form), Invalid.status
        try:
            made = add_record(self.datamodel.obj, _values(form), current_actor())
        except Invalid as error:
            refuse(form, error.errors)
            return self._form_page("add", form), error.status
        return self._saved(made)

    @expose("/edit/<pk>", methods=["GET", "POST"])
    @has_access
    def edit(self, pk: str) -> Any:
        """Change an entry as it was read."""
        row = self.row(pk)
        fields = self.fields(row)
        if request.method == "GET":
            return self._form_page("edit", _versioned(fields, row, None))
        sent, undecided_ones = chosen(fields, request.form)
        form = _versioned(fields, row, sent)
        seen = whole(request.form.get("version", ""))
        if seen is None:
            raise Malformed(say("The form lacks the version it was made from."))
        valid = form.validate()
        if undecided_ones:
            told = undecided(fields, sent)
            refuse(form, undecided_ones)
            return self._form_page("edit", form, self._told(row, seen - 1, told)), Invalid.status
        if not valid:
            return self._form_page("edit", form), Invalid.status
        values, row_id = _values(form), row.id
        try:
            edit_record(self.datamodel.obj, row_id, seen, values, current_actor())
        except Stale as error:
            return self._merging(pk, fields, form, seen), error.status
        except Invalid as error:
            refuse(form, error.errors)
            return self._form_page("edit", form), error.status
        return self._saved(row_id)

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

    def _merging(self, pk: str, fields: Sequence[Field], form: CatalogueForm, seen: int) -> str:
        """The form with what only they changed in it; where both did, the sender chooses."""
        row = self.row(pk)
        now = {one.id: _stored(row, one) for one in fields}
        original = carried(request.form, ORIGINAL) or {}
        mine = {one.id: form[one.id].data for one in fields}
        merged = merge(fields, original, mine, now, empties=True)
        fresh = merged.refilled(fields, request.form)
        fresh.add_hidden("version", str(row.version), None)
        return self._form_page("edit", fresh, self._told(row, seen, merged))

    def _told(self, row: Any, seen: int, merged: Merge) -> dict[str, Any]:
        words = Words(db.session(), known(), current_actor())
        url = url_for(f"{self.endpoint}.edit", pk=row.id)
        notice = stale_notice(db.session(), words, row, seen)
        return notice | merged.told(request.form) | {"url": url}

    def _saved(self, pk: int) -> Any:
        flash(gettext("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    def _form_page(self, what: str, form: CatalogueForm, stale: Any = None) -> str:
        widget = {"add": self.add_widget, "edit": self.edit_widget}[what]
        clashing = {one["id"] for one in (stale or {}).get("clashes", ())}
        columns = [one.name for one in form if one.name not in {*UNSEEN, *clashing}]
        page: str = self.render_template(
            {"add": self.add_template, "edit": self.edit_template}[what],
            title=self.add_title if what == "add" else self.edit_title,
            widgets={what: widget(form=form, include_cols=columns, exclude_cols=[], stale=stale)},
            form_action=request.path,
            related_views=[],
        )
        return page


def _versioned(fields: Sequence[Field], row: Any, formdata: Any) -> CatalogueForm:
    """The form of an existing row; it carries the version it was made from."""
    stored = {one.id: _stored(row, one) for one in fields}
    form = CatalogueForm(fields, formdata, **stored)
    form.add_hidden("version", str(row.version), formdata)
    sent = formdata if formdata is not None else {}
    carry(form, ORIGINAL, stored if formdata is None else carried(sent, ORIGINAL) or {})
    for name in (BEFORE, MINE):
        if name in sent:
            carry(form, name, carried(sent, name) or {})
    return form


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
