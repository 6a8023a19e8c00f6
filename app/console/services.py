"""The services of the catalogue: what each version asks, and how it looks on the form."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask import request
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from wtforms import BooleanField

from app.access.scoped import ScopedInterface
from app.catalog.kinds import Field
from app.catalog.models import Service, ServiceVersion
from app.catalog.rules.service import ServiceForm
from app.console import display
from app.console.base import ScopedView
from app.console.forms import CatalogueForm
from app.console.naming import known
from app.extensions import db
from app.foundation.errors import NotFound
from app.foundation.labels import text
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.foundation.permissions import Permission as P
from app.tickets.states import STAGE_LABELS
from app.workflow.action import actions_of

KIND_LABELS = {
    "text": say("Text"),
    "long_text": say("Long text"),
    "integer": say("Whole number"),
    "decimal": say("Decimal number"),
    "quantity": say("Number with a unit"),
    "date": say("Date"),
    "datetime": say("Date and time"),
    "boolean": say("Yes or no"),
    "choice": say("One of several"),
    "multi_choice": say("Some of several"),
    "phone": say("Phone number"),
    "address": say("Address"),
    "file": say("File"),
}


def _current(service: Service) -> ServiceForm | None:
    return known().version(service.current_version_id) if service.current_version_id else None


def _stages(form: ServiceForm | None) -> str:
    return " → ".join(text(STAGE_LABELS[one]) for one in form.stages) if form else ""


class ServiceSearch(DynamicForm):
    active = BooleanField(lazy_gettext("In use"))


class ServiceView(ScopedView):
    """Read from the same documents as the form, the interface and the lists."""

    datamodel = ScopedInterface(Service)
    route_base = "/services"
    permits = {"can_list": P.service_read, "can_show": P.service_read}
    list_title = lazy_gettext("Services")
    base_order = ("sort", "asc")
    list_columns = ["label", "code", "version", "fields", "stages", "active"]
    order_columns = ["code", "sort"]
    label_columns = {
        "label": lazy_gettext("Service"),
        "code": lazy_gettext("Code"),
        "version": lazy_gettext("Version"),
        "fields": lazy_gettext("Fields"),
        "stages": lazy_gettext("Stages"),
        "active": lazy_gettext("In use"),
    }
    formatters_columns = {"active": display.yes_no}
    computed = {
        "label": lambda one: text(form.label) if (form := _current(one)) else one.code,
        "version": lambda one: form.version if (form := _current(one)) else None,
        "fields": lambda one: len(form.fields) if (form := _current(one)) else 0,
        "stages": lambda one: _stages(_current(one)),
    }
    search_form = ServiceSearch
    search_columns = ["active"]

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """One version: the present one, or the one asked for by `?version=`."""
        service = self.row(pk)
        versions = db.session.scalars(
            select(ServiceVersion)
            .where(ServiceVersion.service == service.code)
            .order_by(ServiceVersion.version.desc())
        ).all()
        shown = _chosen(versions, service.current_version_id)
        form = known().version(shown.id)
        return self.render_template(
            "lianban/service.html",
            title=text(form.label),
            version=form.version,
            notices=[text(one["text"]) for one in form.document.get("notices", ())],
            steps=[
                {"code": one, "label": text(STAGE_LABELS[one]), "status": "todo"}
                for one in form.stages
            ],
            blocks=list(_blocks(form)),
            form=CatalogueForm(form.fields, None),
            section=text(form.section),
            versions=[_version(one, service, shown) for one in versions],
        )


def _chosen(versions: Sequence[ServiceVersion], current: int | None) -> ServiceVersion:
    asked = request.args.get("version")
    wanted = whole(asked) if asked is not None else None
    for one in versions:
        if one.version == wanted or (asked is None and one.id == current):
            return one
    raise NotFound


def _version(one: ServiceVersion, service: Service, shown: ServiceVersion) -> dict[str, Any]:
    return {
        "version": one.version,
        "published_at": display.moment(one.published_at),
        "published_by": display.author(one.published_by),
        "current": one.id == service.current_version_id,
        "shown": one.id == shown.id,
    }


def _blocks(form: ServiceForm) -> Iterable[dict[str, Any]]:
    """The form's fields, the facts, and what is asked at each action."""
    yield {"label": gettext("Fields of the form"), "fields": [_told(one) for one in form.fields]}
    if form.facts:
        facts = [_told(one.field) for one in form.facts]
        yield {"label": gettext("Facts"), "fields": facts}
    for action in actions_of("tickets"):
        if asked := form.inputs(action.verb):
            label = gettext("Asked at “%(action)s”", action=action.label)
            yield {"label": label, "fields": [_told(one) for one in asked]}


def _told(field: Field) -> dict[str, str]:
    return {
        "id": field.id,
        "label": text(field.label),
        "kind": str(KIND_LABELS[field.kind]),
        "unit": text(field.unit.label),
        "options": " / ".join(label for _, label in field.options()),
        "required": display.yes_no(field.required),
    }
