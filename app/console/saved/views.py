"""Saved views: their short addresses, the dialogs that save and change them, and all of them."""

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, request, url_for
from flask_appbuilder import expose
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterContains, FilterEqual, FilterIn
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy.orm import joinedload
from wtforms import StringField

from app.access.actors import current_actor
from app.access.redirects import local_target
from app.access.rules import Open
from app.access.scoped import ScopedInterface
from app.catalog.kinds import Field, make_field
from app.console import arrangement, display
from app.console.dialogs import Dialogs
from app.console.listing import args_of, listing_of_query, query_today, shown_query
from app.console.saved.lists import list_named, open_lists, url_of
from app.console.saved.pins import moved
from app.console.searching import coded, one_of
from app.foundation.errors import Forbidden, NotFound
from app.foundation.messages import say
from app.people.models import SavedView
from app.people.rules import changes_view
from app.people.states import SHARING_LABELS
from app.workflow import saved_views

OWN = ("open", "new", "change", "remove", "pin")
REPLACE = make_field(
    {
        "id": "replace",
        "type": "boolean",
        "label": say("Keep the filters, order and columns shown now"),
        "required": True,
        "default": True,
    }
)


@dataclass(frozen=True)
class New:
    """What is not saved yet."""

    id: int = 0
    version: int = 1


class SavedViewSearch(DynamicForm):
    """What views are looked for by."""

    name = StringField(lazy_gettext("Name"))
    sharing = one_of(lazy_gettext("Who sees it"), coded(SHARING_LABELS))


def _list(view: SavedView) -> str:
    found = list_named(view.list_name)
    return str(found.list_title) if found else view.list_name


def _ways(view: SavedView) -> Markup:
    """What its owner can do with it."""
    if not changes_view(current_actor(), view):
        return Markup()
    here = {"change": gettext("Edit"), "remove": gettext("Delete")}
    link = Markup('<a href="{}" data-dialog>{}</a>')
    urls = (link.format(url_for(f"SavedViewView.{one}", pk=view.id), said)
            for one, said in here.items())  # fmt: skip
    return Markup('<span class="lb-ops">{}</span>').format(Markup(" ").join(urls))


def _as_shown(view: Any, query: str) -> str:
    """Canonical, with the columns the reader has now; raises Malformed."""
    return shown_query(view, listing_of_query(view, query), args_of(query))


class SavedViewView(Dialogs):
    """Everybody's own, and those shared with them, of lists they may open."""

    datamodel = ScopedInterface(SavedView, load=(joinedload(SavedView.owner),))
    route_base = "/views"
    include_route_methods = {"list", *OWN}
    permits = {"can_list": Open.signed_in, **dict.fromkeys(OWN, Open.signed_in)}
    kept = False
    list_title = lazy_gettext("Saved views")
    list_columns = ["name", "list_name", "sharing", "owner", "updated_at", "ways"]
    order_columns = ["name", "list_name", "updated_at"]
    label_columns = {
        "name": lazy_gettext("Name"),
        "list_name": lazy_gettext("List"),
        "sharing": lazy_gettext("Who sees it"),
        "owner": lazy_gettext("Saved by"),
        "updated_at": lazy_gettext("Changed at"),
        "ways": lazy_gettext("Actions"),
    }
    computed = {
        "name": lambda one: display.link(url_for("SavedViewView.open", pk=one.id), one.name),
        "list_name": _list,
        "ways": _ways,
    }
    formatters_columns = {
        "sharing": display.words(SHARING_LABELS),
        "owner": display.person,
        "updated_at": display.moment,
    }
    search_form = SavedViewSearch
    search_columns = ["name", "sharing"]
    offered_filters = {"name": [FilterContains], "sharing": [FilterEqual]}

    def base_filters_now(self) -> Any:
        """Of lists that the reader may open."""
        names = [type(one).__name__ for one in open_lists()]
        return self.datamodel.get_filters(["list_name"]).add_filter("list_name", FilterIn, names)

    @expose("/<int:pk>", methods=["GET"])
    def open(self, pk: int) -> Any:
        """The list, as the view has it; whoever opens it sees rows of their own scope."""
        row, view = self._found(str(pk))
        query, gone = query_today(view, row.query)
        if gone:
            flash(gettext("A filter of this view is not there any more: more rows may be shown."),
                  "warning")  # fmt: skip
            return redirect(f"{url_for(f'{view.endpoint}.list')}?{query}&_view_={row.id}")
        return redirect(url_of(view, row))

    @expose("/new", methods=["GET", "POST"])
    def new(self) -> Any:
        """Save what is shown under a name."""
        view = list_named(request.args.get("list", ""))
        if view is None or not view.may("list"):
            raise NotFound
        query = _as_shown(view, request.args.get("query", ""))
        fields = saved_views.fields(current_actor())

        def save(_pk: int, _seen: Any, data: Any, actor: Any) -> None:
            saved_views.save(type(view).__name__, query, data, actor)

        back = f"{url_for(f'{view.endpoint}.list')}?{query}"
        return self.ask(New(), fields, save, gettext("Save view"), back)

    @expose("/change/<pk>", methods=["GET", "POST"])
    def change(self, pk: str) -> Any:
        """Another name, other readers, other rows."""
        row, view = self._found(pk)
        query = request.args.get("query")
        query = None if query is None else _as_shown(view, query)
        fields: tuple[Field, ...] = saved_views.fields(current_actor(), row)
        fields = (*fields, REPLACE) if query is not None else fields

        def write(one: int, seen: Any, data: Any, actor: Any) -> None:
            replaced = query if data.pop("replace", False) else None
            saved_views.change(one, seen[0], data, replaced, actor)

        back = url_for(".open", pk=row.id)
        label, refused = gettext("Edit view"), self._refused(row)
        return self.ask(row, fields, write, label, back, refused=refused)

    @expose("/remove/<pk>", methods=["GET", "POST"])
    def remove(self, pk: str) -> Any:
        """Gone for everybody who saw it; the rows of the list stay as they are."""
        row, view = self._found(pk)
        back = url_for(f"{view.endpoint}.list")
        return self.ask(
            row, (), lambda one, seen, _data, actor: saved_views.delete(one, seen[0], actor),
            gettext("Delete view"), back, danger=True, refused=self._refused(row),
        )  # fmt: skip

    @expose("/pin/<pk>", methods=["POST"])
    def pin(self, pk: str) -> Any:
        """Pin it as a tab, take it away, move it; back to where one was."""
        row, view = self._found(pk)
        pins = [*arrangement.pins_of(row.list_name)]
        arrangement.pin(row.list_name, moved(pins, row.id, request.form.get("do", "")))
        back = local_target(request.form.get("next"), request.host)
        return redirect(back or url_for(f"{view.endpoint}.list"))

    def heading(self, row: Any) -> Any:
        """The view's name; of a new one that of its list."""
        return row if isinstance(row, SavedView) else self._title_of_new()

    def _title_of_new(self) -> str:
        return str(list_named(request.args["list"]).list_title)

    def _refused(self, row: SavedView) -> Forbidden | None:
        return None if changes_view(current_actor(), row) else Forbidden(saved_views.NOT_YOURS)

    def _found(self, pk: str) -> tuple[SavedView, Any]:
        """The view and its list, if the reader sees both; raises NotFound."""
        row = self.row(pk)
        view = list_named(row.list_name)
        if view is None or not view.may("list"):
            raise NotFound
        return row, view
