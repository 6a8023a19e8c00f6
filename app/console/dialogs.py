"""Small dialogs beside the door: a few fields, one verb, the version they were made from."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flask import flash, redirect, request

from app.access.actors import current_actor
from app.catalog.kinds import Field
from app.console.base import ScopedView
from app.console.forms import CatalogueForm, refuse
from app.console.sending import version_sent
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, Invalid, NotFound

Verb = Callable[[int, Sequence[int], Mapping[str, Any], Actor], object]


class Dialogs(ScopedView):
    """Each is a page by itself, and a dialog with JavaScript."""

    def heading(self, row: Any) -> Any:
        """What the dialog is about."""
        return row

    def ask(
        self, row: Any, fields: Sequence[Field], verb: Verb, label: str, url: str,
        *, danger: bool = False, refused: DomainError | None = None,
    ) -> Any:  # fmt: skip
        """Show what is asked, or do it to the row as it was read."""
        pk, version = row.id, row.version
        form = CatalogueForm(fields, request.form if request.method == "POST" else None)
        dialog = {"verb": request.endpoint, "label": label, "danger": danger}
        page = {
            "title": label,
            "action": dialog,
            "form": form,
            "action_url": request.full_path.rstrip("?"),
        }
        page |= {
            "next": url,
            "back_url": url,
            "version": version,
            "subjects": [{"number": self.heading(row)}],
        }
        if request.method == "GET":
            if refused:
                raise refused
            return self.render_template("lianban/action.html", **page)
        if not form.validate():
            return self.render_template("lianban/action.html", **page), Invalid.status
        try:
            data = {name: one for name, one in form.entered.items() if one is not None}
            verb(pk, [version_sent()], data, current_actor())
        except (NotFound, Forbidden):
            raise
        except DomainError as error:
            refuse(form, error.errors or {"": [str(error)]})
            return self.render_template("lianban/action.html", **page), error.status
        flash(label, "success")
        return redirect(url)
