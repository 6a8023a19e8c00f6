"""One view for every action: its dialog, and what happens when it is sent (DESIGN §1)."""

from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.rules import Needed
from app.access.scoped import visible
from app.console import attachments, bulk, gallery, packages, record
from app.console.forms import CatalogueForm, refuse
from app.console.history import Words
from app.console.naming import known, record_url
from app.console.sheet import sheet_of
from app.console.stale import stale_notice
from app.console.stored import spoken, stored_values
from app.extensions import db
from app.foundation.errors import DomainError, Forbidden, Invalid, Malformed, NotFound, Stale
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.action import ACTIONS
from app.workflow.available import Availability, available_actions
from app.workflow.door import Ref, perform
from app.workflow.nouns import NOUNS
from app.workflow.setting import Row

ANYBODY_WHO_ACTS: Needed = tuple(dict.fromkeys(one.permission for one in ACTIONS.values()))


class ActionView(BaseView):
    """Dialogs and effects of the declared actions; a GET changes nothing."""

    route_base = "/actions"
    default_view = "act"
    permits: dict[str, Needed] = {"act": ANYBODY_WHO_ACTS, "act_on_many": ANYBODY_WHO_ACTS}

    @expose("/<noun>/<int:pk>/<verb>", methods=["GET", "POST"])
    def act(self, noun: str, pk: int, verb: str) -> Any:
        """The dialog of one action on one row, and its submission."""
        offered = offered_action(noun, pk, verb)
        if request.method == "POST":
            return self._perform(offered, noun)
        if offered.why_not:
            raise offered.why_not
        fields = offered.action.asked(offered.setting)
        stored = stored_values(offered.setting, fields)
        form = CatalogueForm(fields, None, **{**offered.action.begins(offered.setting), **stored})
        return self._page(offered, noun, form)

    @expose("/<noun>/bulk/<verb>", methods=["POST"])
    def act_on_many(self, noun: str, verb: str) -> Any:
        """The same action on every row that was ticked."""
        return bulk.perform_on_many(self, noun, verb)

    def _perform(self, offered: Availability, noun: str) -> Any:
        row, fields = offered.setting.row, offered.action.asked(offered.setting)
        seen = version_sent()
        ticked, wrong = attachments.along(noun, row.id, fields)
        if ticked:  # what is offered has grown
            offered = offered_action(noun, row.id, offered.action.verb)
            row, fields = offered.setting.row, offered.action.asked(offered.setting)
        form = CatalogueForm(fields, request.form)
        for name, digests in ticked.items():
            picked: Any = form[name]
            picked.tick(digests)
        if wrong:
            return self._refused(offered, noun, form, Invalid(wrong), seen), Invalid.status
        (result,) = perform(
            noun, offered.action.verb, [Ref(row.id, [seen])], current_actor(), form.entered
        )
        error = result.error
        if error is None:
            flash(f"{row.number} · {offered.action.label}", "success")
            return redirect(record_url(noun, row.id))
        if isinstance(error, NotFound | Forbidden):
            raise error
        return self._refused(offered, noun, form, error, seen), error.status

    def _refused(
        self,
        offered: Availability,
        noun: str,
        form: CatalogueForm,
        error: DomainError,
        seen: int,
    ) -> str:
        """The dialog again, with what was typed and why it was not done."""
        refuse(form, error.errors or {"": [str(error)]})
        if not isinstance(error, Stale):
            return self._page(offered, noun, form)
        fresh = offered_action(noun, offered.setting.row.id, offered.action.verb)
        row, fields = fresh.setting.row, fresh.action.asked(fresh.setting)
        now = stored_values(fresh.setting, fields)
        typed = (
            (one, spoken(one, form[one.id].data), one.show(now[one.id]))
            for one in fields
            if one.id in now and one.id in form
        )
        words = Words(db.session(), known(), current_actor())
        return self._page(fresh, noun, form, stale_notice(db.session(), words, row, seen, typed))

    def _page(
        self, offered: Availability, noun: str, form: CatalogueForm, stale: Any = None
    ) -> str:
        action, row = offered.action, offered.setting.row
        url = record_url(noun, row.id)
        takes_files = any(hasattr(one, "new") for one in form)
        page: str = self.render_template(
            "lianban/action.html",
            title=str(action.label),
            action=record.dialog_of(action),
            form=form,
            attach=gallery.attach_form(noun, row.id) if takes_files else None,
            sheet=sheet_of(offered.setting, action.asked(offered.setting)),
            action_url=request.path,
            preview=packages.preview(offered, form),
            version=row.version,
            stale={**stale, "url": request.path} if stale else None,
            next=url,
            back_url=url,
            subjects=[{"number": row.number, "label": row.enterprise}],
        )
        return page


def offered_action(noun: str, pk: int, verb: str) -> Availability:
    """The action beside its row; raises NotFound for what doesn't exist or can't be seen."""
    if (noun, verb) not in ACTIONS:
        raise NotFound
    model: Any = NOUNS[noun].model
    actor = current_actor()
    row: Row | None = db.session.scalar(select(model).where(model.id == pk, visible(model, actor)))
    if row is None:
        raise NotFound
    offered = available_actions(db.session(), noun, [row], actor)[row.id]
    return next(one for one in offered if one.action.verb == verb)


def version_sent() -> int:
    """The version that the form was made from."""
    sent = whole(request.form.get("version", ""))
    if sent is None:
        raise Malformed(say("The form lacks the version it was made from."))
    return sent
