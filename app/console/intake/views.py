"""The wizard: bring a sheet, match its columns, look at the dry run, correct, write, undo."""

import io
import re
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from flask import Response, redirect, request, send_file, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.sqla.filters import FilterContains, FilterEqual
from flask_babel import gettext, lazy_gettext
from sqlalchemy.orm import joinedload
from wtforms import StringField

from app.access.actors import current_actor
from app.access.scoped import ScopedInterface
from app.console import display
from app.console.base import ScopedView
from app.console.intake import downloads
from app.console.intake.page import BatchPage
from app.console.searching import coded, one_of
from app.console.sending import version_sent
from app.extensions import db
from app.foundation.errors import DomainError, Forbidden, Invalid, NotFound
from app.foundation.numbers import whole
from app.intake.models import IntakeBatch
from app.intake.queries import MAY
from app.intake.states import KIND_LABELS, STATE_LABELS, BatchState, IntakeKind
from app.workflow.intake import batches
from app.workflow.intake.subjects import INTAKES, Scene

IMPORTERS = tuple(dict.fromkeys(MAY.values()))
CELL = re.compile(r"cell-(\d{1,7})-(\d{1,3})")
VERBS = ("commit", "undo", "discard", "correct", "match")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class IntakeSearch(DynamicForm):
    """What imports are looked for by."""

    file_name = StringField(lazy_gettext("Sheet"))
    kind = one_of(lazy_gettext("Kind of record"), coded(KIND_LABELS))
    state = one_of(lazy_gettext("State"), coded(STATE_LABELS))


def _kind(name: str) -> IntakeKind:
    """The kind of that name, if the actor may import it; raises NotFound, Forbidden."""
    if name not in set(IntakeKind):
        raise NotFound
    batches.permit(IntakeKind(name), current_actor())
    return IntakeKind(name)


def _count(code: str) -> Callable[[IntakeBatch], int]:
    return lambda batch: batch.counts.get(code, 0)


class IntakeView(ScopedView):
    """The list of imports, and a page per import that leads through it."""

    datamodel = ScopedInterface(IntakeBatch, load=(joinedload(IntakeBatch.owner),))
    route_base = "/imports"
    include_route_methods = {"list", "show", "start", "take", "template", "sheet", "progress"} | {
        *VERBS
    }
    permits = {
        "can_list": IMPORTERS,
        "can_show": IMPORTERS,
        **dict.fromkeys(("start", "take", "template", "sheet", "progress", *VERBS), IMPORTERS),
    }
    list_title = lazy_gettext("Imports")
    list_columns = ["file_name", "kind", "state", "total", "wrong", "written", "owner",
                    "created_at"]  # fmt: skip
    order_columns = ["file_name", "created_at", "total"]
    label_columns = {
        "file_name": lazy_gettext("Sheet"),
        "kind": lazy_gettext("Kind of record"),
        "state": lazy_gettext("State"),
        "total": lazy_gettext("Rows"),
        "wrong": lazy_gettext("Wrong"),
        "written": lazy_gettext("Written"),
        "owner": lazy_gettext("Brought by"),
        "created_at": lazy_gettext("Brought at"),
    }
    formatters_columns = {
        "kind": display.words(KIND_LABELS),
        "state": display.badges("intake", STATE_LABELS),
        "owner": display.person,
        "created_at": display.moment,
    }
    computed = {"wrong": _count("wrong"), "written": _count("done")}
    search_form = IntakeSearch
    search_columns = ["file_name", "kind", "state"]
    offered_filters = {
        "file_name": [FilterContains],
        "kind": [FilterEqual],
        "state": [FilterEqual],
    }

    def render_template(self, template: str, **context: Any) -> str:
        """The list says what may be imported."""
        if template == self.list_template:
            actor = current_actor()
            context["list_tools"] = [
                {
                    "label": gettext("Import · %(what)s", what=KIND_LABELS[one]),
                    "url": url_for(".start", kind=one),
                    "icon": "fa-file-import",
                }
                for one, needed in MAY.items()
                if actor.may(needed)
            ]
        page: str = super().render_template(template, **context)
        return page

    # ------------------------------------------------------------ bringing a sheet
    @expose("/new/<kind>", methods=["GET"])
    def start(self, kind: str) -> Any:
        """The template to fill in, and the place to put it."""
        return self._start_page(_kind(kind))

    @expose("/new/<kind>", methods=["POST"])
    def take(self, kind: str) -> Any:
        """Read the file; its columns are matched on the next page."""
        chosen, file = _kind(kind), request.files.get("file")
        try:
            name, content = (file.filename or "", file.read()) if file else ("", b"")
            made = batches.take(chosen, name, content, current_actor())
        except Invalid as error:
            return self._start_page(chosen, error), error.status
        return redirect(url_for(".match", pk=made))

    def _start_page(self, kind: IntakeKind, error: DomainError | None = None) -> str:
        said = (
            [str(one) for sentences in error.errors.values() for one in sentences] if error else []
        )
        return self.render_template(
            "lianban/intake_start.html",
            title=gettext("Import · %(what)s", what=KIND_LABELS[kind]),
            kind=kind,
            problems=said,
            most=INTAKES[kind].most,
            template_url=url_for(".template", kind=kind),
            form_action=url_for(".take", kind=kind),
            back_url=url_for(".list"),
        )

    @expose("/template/<kind>.xlsx", methods=["GET"])
    def template(self, kind: str) -> Any:
        """A workbook with the columns of today's forms and their choices."""
        chosen = _kind(kind)
        content = downloads.template_of(Scene(db.session(), current_actor()), chosen)
        return _file(content, f"{KIND_LABELS[chosen]}.xlsx")

    # ------------------------------------------------------------ one batch
    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """How it stands, and a page of its rows."""
        return self._page(self.row(pk))

    def _page(self, batch: IntakeBatch, error: DomainError | None = None) -> str:
        page = BatchPage(db.session(), batch, current_actor())
        after = whole(request.args.get("after", "")) or 0
        context = page.context(request.args.get("tab"), after)
        return self.render_template(
            "lianban/intake.html", **context, refusal=str(error) if error else None,
            back_url=url_for(".list"),
        )  # fmt: skip

    @expose("/progress/<pk>", methods=["GET"])
    def progress(self, pk: str) -> Any:
        """The bar by itself."""
        page = BatchPage(db.session(), self.row(pk), current_actor())
        return self.render_template("lianban/intake_progress.html", title="", job=page.job())

    @expose("/match/<pk>", methods=["GET", "POST"])
    def match(self, pk: str) -> Any:
        """Which column of the sheet is what."""
        batch = self.row(pk)
        if request.method == "GET":
            return self._match_page(batch)
        chosen = [request.form.get(f"column-{at}") or None for at in range(len(batch.headers))]
        row_id = batch.id
        try:
            batches.match(row_id, version_sent(), chosen, current_actor())
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            return self._match_page(self.row(pk), error, chosen), error.status
        return redirect(url_for(".show", pk=row_id))

    def _match_page(
        self, batch: IntakeBatch, error: DomainError | None = None, chosen: Any = None
    ) -> str:
        page = BatchPage(db.session(), batch, current_actor())
        said = [str(one) for many in error.errors.values() for one in many] if error else []
        return self.render_template(
            "lianban/intake_match.html",
            title=gettext("Match columns"),
            batch=batch,
            rows=downloads.matching_of(page, chosen or batch.matching),
            missing=downloads.missing_of(page, chosen or batch.matching),
            problems=said or ([str(error)] if error else []),
            open=batch.state in {BatchState.taken, BatchState.checked},
            back_url=url_for(".show", pk=batch.id),
        )

    @expose("/correct/<pk>", methods=["POST"])
    def correct(self, pk: str) -> Any:
        """Cells put right on the page of wrong rows; they are checked at once."""
        cells: dict[int, dict[int, str]] = defaultdict(dict)
        for name, value in request.form.items():
            if found := CELL.fullmatch(name):
                cells[int(found[1])][int(found[2])] = value
        return self._do(pk, lambda row, seen, actor: batches.correct(row, seen, cells, actor))

    @expose("/commit/<pk>", methods=["POST"])
    def commit(self, pk: str) -> Any:
        """Have all of it written, or only what is valid."""
        only_valid = request.form.get("which") == "valid"
        return self._do(
            pk, lambda row, seen, actor: batches.commit(row, seen, actor, only_valid=only_valid)
        )

    @expose("/undo/<pk>", methods=["POST"])
    def undo(self, pk: str) -> Any:
        """Have it taken back."""
        return self._do(pk, batches.undo)

    @expose("/discard/<pk>", methods=["POST"])
    def discard(self, pk: str) -> Any:
        """Forget what was not written."""
        return self._do(pk, batches.discard)

    def _do(self, pk: str, verb: Callable[..., None]) -> Any:
        row_id = self.row(pk).id
        try:
            verb(row_id, version_sent(), current_actor())
        except (Forbidden, NotFound):
            raise
        except DomainError as error:
            return self._page(self.row(pk), error), error.status
        return redirect(url_for(".show", pk=row_id, **_place()))

    @expose("/sheet/<pk>.xlsx", methods=["GET"])
    def sheet(self, pk: str) -> Any:
        """The rows that are wrong or were refused, with a column that says why."""
        batch = self.row(pk)
        page = BatchPage(db.session(), batch, current_actor())
        stem = batch.file_name.rsplit(".", 1)[0]
        return _file(downloads.errors_of(page), f"{stem}-{gettext('wrong rows')}.xlsx")


def _place() -> dict[str, Any]:
    """Where in the list of rows one was; the page's address has it."""
    return {one: request.args[one] for one in ("tab", "after") if one in request.args}


def _file(content: bytes, name: str) -> Response:
    return send_file(io.BytesIO(content), mimetype=XLSX, as_attachment=True, download_name=name)
