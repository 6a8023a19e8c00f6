"""An action on the rows that were ticked in a list: what it asks, and what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.scoped import visible
from app.catalog.kinds import Field
from app.console import display, foretelling, record, sending, undoing, whole_view
from app.console.forms import CatalogueForm, refuse
from app.console.naming import VIEWS, record_url
from app.extensions import db
from app.foundation.errors import Invalid, Malformed, NotFound, WrongState
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.action import ACTIONS, Action
from app.workflow.available import Availability, available_actions
from app.workflow.door import Ref, Result, perform
from app.workflow.drafts import UNDRAFTED
from app.workflow.nouns import NOUNS
from app.workflow.rehearsal import Rehearsal
from app.workflow.setting import Row

MOST = 100
"""Rows of one page at its largest."""


def begin(view: Any, noun: str, verb: str) -> Any:
    """A dry run first: which of them can be done, and why not the rest; then what is asked."""
    action, query = _action(noun, verb), request.form.get("query", "")
    within = query if "whole" in request.form else None
    ids = _ids(MOST) if within is None else whole_view.ids_of(view, within)
    told = foretelling.foretold(noun, verb, ids, {})
    return _page(view, action, ids, told, within=within)


def perform_on_many(view: Any, noun: str, verb: str) -> Any:
    """Do it to each row that allows it; the others are told with their reasons."""
    within = request.form.get("within")
    action, ids = _action(noun, verb), _ids(MOST if within is None else whole_view.MOST)
    form = CatalogueForm(_common(_allowed(noun, _visible(noun, ids), action)), request.form)
    if "preview" in request.form:
        told = foretelling.foretold(noun, verb, ids, form.entered)
        part = request.form["preview"] == "part"
        page = None if part else _page(view, action, ids, told, form, within)
        return page or told_part(view, told, form)
    results = _done(action, ids, form.entered, within)
    wrong = next((one.error for one in results if isinstance(one.error, Invalid)), None)
    if wrong and all(one.error for one in results):
        told = foretelling.foretold(noun, verb, ids, form.entered)
        refuse(form, wrong.errors)
        return _page(view, action, ids, told, form, within), wrong.status
    return results_page(view, action, _all(action, ids, results))


def _done(
    action: Action, ids: Sequence[int], entered: Mapping[str, Any], within: str | None
) -> list[Result]:
    """Through the door, but for rows that have left the list; the same form again: as it was."""
    left = whole_view.left(action.noun, within, ids)
    earlier = sending.sent_before() if left else None
    if earlier is not None:  # its own deed moved rows out of the list
        results = [Result(one) for one in earlier]
    else:
        refs, key = [Ref(one) for one in ids if one not in left], sending.key()
        results = perform(
            action.noun, action.verb, refs, current_actor(), entered, key=key, sent=UNDRAFTED
        )
    gone = set(left) - {one.id for one in results}
    return [*results, *(Result(one, whole_view.LeftTheList()) for one in gone)]


def told_part(view: Any, told: Rehearsal | None, form: CatalogueForm) -> str:
    """Only what would happen, for a dialog that is open."""
    part: str = view.render_template(
        "lianban/parts/foretold.html", foretold=foretelling.shown(told, form)
    )
    return part


def _all(action: Action, ids: Sequence[int], results: Sequence[Result]) -> list[Result]:
    """A form that was sent twice is answered with what was done; the others say why not."""
    answered = {one.id: one for one in results}
    missing = [one for one in ids if one not in answered]
    told = foretelling.foretold(action.noun, action.verb, missing, {}) if missing else None
    later = WrongState(say("It was not carried out then."))
    return [
        answered.get(one) or Result(one, (told and told.errors.get(one)) or later) for one in ids
    ]


def _action(noun: str, verb: str) -> Action:
    if (noun, verb) not in ACTIONS:
        raise NotFound
    return ACTIONS[noun, verb]


def _ids(most: int) -> list[int]:
    sent = list(dict.fromkeys(request.form.getlist("rowid")))
    if not 0 < len(sent) <= most:
        raise Malformed(say("Choose 1 to %(most)s rows.", most=most))
    ids = [number for one in sent if (number := whole(one)) is not None]
    if len(ids) < len(sent):
        raise Malformed(say("This is not a row."))
    return ids


def _visible(noun: str, ids: Sequence[int]) -> list[Row]:
    model: Any = NOUNS[noun].model
    query = select(model).where(model.id.in_(ids), visible(model, current_actor()))
    return list(db.session.scalars(query.order_by(model.id)))


def _allowed(noun: str, rows: Sequence[Row], action: Action) -> list[Availability]:
    if not rows:
        return []
    offered = available_actions(db.session(), noun, rows, current_actor())
    every = (one for row in rows for one in offered[row.id] if one.action is action)
    return [one for one in every if one.allowed]


def _common(allowed: Sequence[Availability]) -> list[Field]:
    """What is asked of every row; what only some ask, and files, are entered one by one."""
    if not allowed:
        return []
    asked = [one.action.asked(one.setting) for one in allowed]
    shared = set.intersection(*({field.id for field in fields} for fields in asked))
    return [field for field in asked[0] if field.id in shared and field.kind != "files"]


def _page(
    view: Any,
    action: Action,
    ids: Sequence[int],
    told: Rehearsal | None,
    form: CatalogueForm | None = None,
    within: str | None = None,
) -> Any:
    """What is asked of those that can be done, below what the dry run found."""
    rows = _visible(action.noun, ids)
    possible = [one for one in rows if told and one.id in told.possible]
    back = url_for(f"{VIEWS[action.noun]}.list")
    form = form or CatalogueForm(_common(_allowed(action.noun, possible, action)), None)
    return view.render_template(
        "lianban/action.html",
        title=str(action.label),
        action=record.dialog_of(action),
        form=form,
        action_url=url_for("ActionView.act_on_many", noun=action.noun, verb=action.verb),
        rowids=ids,
        within=within,
        subjects=[{"number": one.number, "label": one.enterprise} for one in possible],
        foretold=foretelling.shown(told, form),
        dry_run=_dry_run(action, ids, told, rows),
        next=back,
        back_url=back,
    )


def _dry_run(
    action: Action, ids: Sequence[int], told: Rehearsal | None, rows: Sequence[Row]
) -> dict[str, Any]:
    by_id = {one.id: one for one in rows}
    possible = told.possible if told else []
    errors = told.errors if told else {}
    return {
        "possible": len(possible),
        "refused": [
            _told(action.noun, Result(one, errors.get(one) or NotFound()), by_id.get(one))
            for one in ids
            if one not in possible
        ],
    }


def results_page(
    view: Any, action: Action, results: Sequence[Result], *, again: bool = True
) -> Any:
    """What became of each row; those that failed can be tried `again` alone, some taken back."""
    rows = {one.id: one for one in _visible(action.noun, [one.id for one in results])}
    label = str(action.label)
    failed = [one.id for one in results if one.id in rows and _may_do_again(one)]
    return view.render_template(
        "lianban/bulk_result.html",
        title=gettext("Result: %(action)s", action=label),
        verb_label=label,
        results=[_told(action.noun, one, rows.get(one.id)) for one in results],
        retry=_retry(action, failed) if again and failed else None,
        undo=undoing.offer(action, [one for one in results if one.id in rows]) if again else None,
        back_url=url_for(f"{VIEWS[action.noun]}.list"),
    )


def _may_do_again(one: Result) -> bool:
    return one.error is not None and not isinstance(one.error, whole_view.LeftTheList)


def _retry(action: Action, failed: Sequence[int]) -> dict[str, Any]:
    """The same with what was entered, for these rows alone."""
    entered = [(name, value) for name, value in sending.typed() if name not in ("rowid", "action")]
    return {
        "url": url_for("ActionView.act_on_many", noun=action.noun, verb=action.verb),
        "rowids": failed,
        "entered": entered,
    }


def _told(noun: str, result: Result, row: Row | None) -> dict[str, Any]:
    of = NOUNS[noun]
    return {
        "id": result.id,
        "number": row.number if row else f"#{result.id}",
        "url": record_url(noun, row.id) if row else None,
        "ok": result.error is None,
        "reason": str(result.error) if result.error else None,
        "state": display.state(of.kind, row.state, of.states) if row else None,
    }
