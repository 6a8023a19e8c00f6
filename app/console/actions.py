"""One view for every action: its dialog, and what happens when it is sent (DESIGN §1)."""

from collections.abc import Mapping
from typing import Any

from flask import flash, redirect, request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.rules import Needed
from app.access.scoped import visible
from app.console import attachments, bulk, foretelling, gallery, packages, record, sending, undoing
from app.console.drafts import Offer, filling
from app.console.forms import CatalogueForm, refuse
from app.console.history import Words
from app.console.merging import ORIGINAL, Merge, carried, carry, chosen, merge, undecided
from app.console.naming import known, record_url
from app.console.sheet import sheet_of
from app.console.stale import stale_notice
from app.console.stored import spoken, stored_values
from app.extensions import db
from app.foundation.errors import (
    DomainError,
    Forbidden,
    Invalid,
    NotFound,
    Problems,
    Stale,
)
from app.foundation.labels import text
from app.workflow.action import ACTIONS
from app.workflow.available import Availability, available_actions
from app.workflow.door import Ref, Result, perform
from app.workflow.drafts import Place
from app.workflow.nouns import NOUNS
from app.workflow.rehearsal import Rehearsal
from app.workflow.setting import Row

ANYBODY_WHO_ACTS: Needed = tuple(dict.fromkeys(one.permission for one in ACTIONS.values()))


class ActionView(BaseView):
    """Dialogs and effects of the declared actions; a GET changes nothing."""

    route_base = "/actions"
    default_view = "act"
    permits: dict[str, Needed] = dict.fromkeys(("act", "act_on_many", "undo"), ANYBODY_WHO_ACTS)

    @expose("/<noun>/<int:pk>/<verb>", methods=["GET", "POST"])
    def act(self, noun: str, pk: int, verb: str) -> Any:
        """The dialog of one action on one row, what it would do, and its submission."""
        if request.method == "POST" and sending.sent_before():
            flash(gettext("This was done already."), "info")
            return redirect(record_url(noun, pk))
        offered = offered_action(noun, pk, verb)
        fields = offered.action.asked(offered.setting)
        if request.method == "POST" and "preview" in request.form:
            return self._preview(offered, noun, CatalogueForm(fields, request.form))
        if request.method == "POST":
            return self._perform(offered, noun)
        if offered.why_not:
            raise offered.why_not
        stored = stored_values(offered.setting, fields)
        offer = _offer(offered, noun)
        begins = {**offered.action.begins(offered.setting), **stored}
        form = CatalogueForm(fields, offer.answers, **begins)
        original = (carried(offer.answers, ORIGINAL) if offer.answers else None) or stored
        if original:
            carry(form, ORIGINAL, original)
        version = offer.draft.base_version if offer.draft else None
        return self._page(offered, noun, form, None, version, offer)

    @expose("/<noun>/bulk/<verb>", methods=["POST"])
    def act_on_many(self, noun: str, verb: str) -> Any:
        """The same action on every row that was ticked."""
        return bulk.perform_on_many(self, noun, verb)

    @expose("/undo", methods=["POST"])
    def undo(self) -> Any:
        """Take back what this person has just done to some rows, or to the one of a page."""
        action, results = undoing.taken_back()
        if "back" not in request.form or len(results) != 1:
            return bulk.results_page(self, action, results, again=False)
        (one,) = results
        flash(str(one.error or action.label), "warning" if one.error else "success")
        return redirect(record_url(action.noun, one.id))

    def _perform(self, offered: Availability, noun: str) -> Any:
        row, fields = offered.setting.row, offered.action.asked(offered.setting)
        seen = sending.version_sent()
        ticked, wrong = attachments.along(noun, row.id, fields)
        if ticked:  # what is offered has grown
            offered = offered_action(noun, row.id, offered.action.verb)
            row, fields = offered.setting.row, offered.action.asked(offered.setting)
        typed, undecided_ones = chosen(fields, request.form)
        form = CatalogueForm(fields, typed)
        for name, digests in ticked.items():
            picked: Any = form[name]
            picked.tick(digests)
        if wrong:
            return self._refused(offered, noun, form, Invalid(wrong), seen), Invalid.status
        if undecided_ones:
            return self._ask_again(offered, noun, undecided_ones, seen), Invalid.status
        offered, result, merged = _attempt(offered, noun, form, seen)
        error = result.error
        if error is None:
            return _done(offered, noun, result, merged)
        if isinstance(error, NotFound | Forbidden):
            raise error
        if merged and isinstance(error, Stale):
            return self._merging(offered, noun, merged, seen), error.status
        return self._refused(offered, noun, form, error, seen), error.status

    def _merging(self, offered: Availability, noun: str, merged: Merge, seen: int) -> str:
        """The dialog with what both changed side by side."""
        row, fields = offered.setting.row, offered.action.asked(offered.setting)
        told = stale_notice(db.session(), _words(), row, seen) | merged.told(request.form)
        return self._page(offered, noun, merged.refilled(fields, request.form), told)

    def _ask_again(self, offered: Availability, noun: str, problems: Problems, seen: int) -> str:
        """The same once more, as it came back: somebody sent it before choosing."""
        row, fields = offered.setting.row, offered.action.asked(offered.setting)
        merged = undecided(fields, request.form)
        form = merged.refilled(fields, request.form)
        refuse(form, problems)
        told = stale_notice(db.session(), _words(), row, seen - 1) | merged.told(request.form)
        return self._page(offered, noun, form, told, seen)

    def _preview(self, offered: Availability, noun: str, form: CatalogueForm) -> str:
        """What it would do with what is typed so far: as a part for the script, or as the page."""
        if request.form["preview"] == "part":
            return bulk.told_part(self, _foretold(offered, noun, form), form)
        if (original := carried(request.form, ORIGINAL)) is not None:
            carry(form, ORIGINAL, original)
        return self._page(offered, noun, form, version=sending.version_sent())

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
        original = carried(request.form, ORIGINAL)
        if original is not None:
            carry(form, ORIGINAL, original)
        if not isinstance(error, Stale):
            return self._page(offered, noun, form)
        row, fields = offered.setting.row, offered.action.asked(offered.setting)
        now = stored_values(offered.setting, fields)
        typed = (
            (one, spoken(one, form[one.id].data), one.show(now[one.id]))
            for one in fields
            if one.id in now and one.id in form
        )
        return self._page(
            offered, noun, form, stale_notice(db.session(), _words(), row, seen, typed)
        )

    def _page(
        self,
        offered: Availability,
        noun: str,
        form: CatalogueForm,
        stale: Any = None,
        version: int | None = None,
        offer: Offer | None = None,
    ) -> str:
        action, pk = offered.action, offered.setting.row.id
        told = _foretold(offered, noun, form)
        offered = offered_action(noun, pk, action.verb)
        row = offered.setting.row
        url = record_url(noun, row.id)
        takes_files = any(hasattr(one, "new") for one in form)
        clashing = {one["id"] for one in (stale or {}).get("clashes", ())}
        asked = [one for one in action.asked(offered.setting) if one.id not in clashing]
        page: str = self.render_template(
            "lianban/action.html",
            title=str(action.label),
            action=record.dialog_of(action),
            form=form,
            attach=gallery.attach_form(noun, row.id) if takes_files else None,
            sheet=sheet_of(offered.setting, asked),
            clashing=clashing,
            action_url=request.path,
            foretold=foretelling.shown(told, form),
            preview=packages.preview(offered, form),
            version=version or row.version,
            stale={**stale, "url": request.path} if stale else None,
            draft=(offer or _offer(offered, noun)).told(),
            next=url,
            back_url=url,
            subjects=[{"number": row.number, "label": row.enterprise}],
        )
        return page


def _foretold(offered: Availability, noun: str, form: CatalogueForm) -> Rehearsal | None:
    """What would come of what is typed; offer the action anew afterwards."""
    asked = {one.id for one in offered.action.asked(offered.setting)}
    typed = {name: value for name, value in form.entered.items() if name in asked}
    return foretelling.foretold(noun, offered.action.verb, [offered.setting.row.id], typed)


def _words() -> Words:
    return Words(db.session(), known(), current_actor())


def _attempt(
    offered: Availability, noun: str, form: CatalogueForm, seen: int
) -> tuple[Availability, Result, Merge | None]:
    """Do it; where the row has gone on, once more beside what nobody contradicts.

    The action as it is offered afterwards, what became of it, and the merge where there was one.
    """
    verb, pk = offered.action.verb, offered.setting.row.id
    key, refs, sent = sending.key(), [Ref(pk, [seen])], filling(_place(offered, noun))
    (result,) = perform(noun, verb, refs, current_actor(), form.entered, key=key, sent=sent)
    if not isinstance(result.error, Stale):
        return offered, result, None
    offered = offered_action(noun, pk, verb)
    original = carried(request.form, ORIGINAL)
    if original is None:
        return offered, result, None
    merged = _merged(offered, original, form)
    if not offered.action.merges or merged.clashing:
        return offered, result, merged
    ref, typed = Ref(pk, [offered.setting.row.version]), merged.entered(form)
    (result,) = perform(noun, verb, [ref], current_actor(), typed, key=key, sent=sent)
    return offered, result, merged


def _merged(offered: Availability, original: Mapping[str, Any], form: CatalogueForm) -> Merge:
    """What was typed, put beside the row as it is now."""
    fields = offered.action.asked(offered.setting)
    stored = stored_values(offered.setting, fields)
    mergeable = [one for one in fields if one.id in original or one.id in stored]
    return merge(mergeable, original, form.entered, stored, empties=False)


def _offer(offered: Availability, noun: str) -> Offer:
    return Offer(_place(offered, noun), request.path)


def _place(offered: Availability, noun: str) -> Place:
    return Place(f"{noun}/{offered.action.verb}", offered.setting.row.id)


def _done(offered: Availability, noun: str, result: Result, merged: Merge | None) -> Any:
    row, said = offered.setting.row, f"{offered.setting.row.number} · {offered.action.label}"
    way_back: Any = undoing.offer(offered.action, [result])
    flash(way_back | {"said": said} if way_back else said, "success")
    if merged and merged.taken:
        names = str(gettext(", ")).join(text(one.label) for one in merged.taken)
        flash(
            gettext("Changed by somebody else meanwhile, and kept beside yours: %(fields)s.",
                    fields=names), "info"
        )  # fmt: skip
    return redirect(record_url(noun, row.id))


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
