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
from app.console.naming import district_name, known
from app.console.stale import stale_notice
from app.console.stored import spoken
from app.extensions import db
from app.foundation.errors import Invalid, Malformed, Stale
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.directory_edit import add_record, edit_record

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
        form = _versioned(fields, row, request.form)
        seen = whole(request.form.get("version", ""))
        if seen is None:
            raise Malformed(say("The form lacks the version it was made from."))
        if not form.validate():
            return self._form_page("edit", form), Invalid.status
        values, row_id = _values(form), row.id
        try:
            edit_record(self.datamodel.obj, row_id, seen, values, current_actor())
        except Stale as error:
            page = self._form_page("edit", form, self._difference(pk, fields, form, seen))
            return page, error.status
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

    def _difference(
        self, pk: str, fields: Sequence[Field], form: CatalogueForm, seen: int
    ) -> dict[str, Any]:
        row = self.row(pk)
        form.add_hidden("version", str(row.version), None)
        typed = (
            (one, spoken(one, form[one.id].data), one.show(_stored(row, one))) for one in fields
        )
        words = Words(db.session(), known(), current_actor())
        url = url_for(f"{self.endpoint}.edit", pk=pk)
        return {**stale_notice(db.session(), words, row, seen, typed), "url": url}

    def _saved(self, pk: int) -> Any:
        flash(gettext("Saved."), "success")
        return redirect(url_for(f"{self.endpoint}.show", pk=pk))

    def _form_page(self, what: str, form: CatalogueForm, stale: Any = None) -> str:
        widget = {"add": self.add_widget, "edit": self.edit_widget}[what]
        columns = [one.name for one in form if one.name != "version"]
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
    return form


def _stored(row: Any, field: Field) -> Any:
    value = getattr(row, field.id)
    return str(value) if field.id.endswith("_id") and value else value


def _values(form: CatalogueForm) -> dict[str, Any]:
    """Columns; rows are chosen by their ids."""
    return {
        name: int(value) if name.endswith("_id") and value else value
        for name, value in form.entered.items()
        if name != "version"
    }
