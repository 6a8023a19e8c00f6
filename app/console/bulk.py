"""An action on the rows that were ticked in a list: what it asks, and what became of each."""

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext
from sqlalchemy import select

from app.access.actors import current_actor
from app.access.scoped import visible
from app.catalog.kinds import Field
from app.console import display, record
from app.console.forms import CatalogueForm, refuse
from app.console.naming import VIEWS, record_url
from app.extensions import db
from app.foundation.errors import Invalid, Malformed, NotFound
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.workflow.action import ACTIONS, Action
from app.workflow.available import Availability, available_actions
from app.workflow.door import Ref, Result, perform
from app.workflow.nouns import NOUNS
from app.workflow.setting import Row

MOST = 100
"""Rows of one page at its largest."""


def begin(view: Any, noun: str, verb: str, *, ask: bool) -> Any:
    """Ask what the action asks of these rows; with nothing to ask, unless told to, do it at once.

    So it is too where no row allows it: then the reasons are told.
    """
    action, ids = _action(noun, verb), _ids()
    rows = _visible(noun, ids)
    allowed = _allowed(noun, rows, action)
    at_once = all(action.at_once(one.setting) for one in allowed)
    if not allowed or (at_once and not ask):
        return _results(view, action, perform(noun, verb, _refs(ids), current_actor(), {}))
    return _page(view, action, rows, CatalogueForm(_common(allowed), None), ids)


def perform_on_many(view: Any, noun: str, verb: str) -> Any:
    """Do it to each row that allows it; the others are told with their reasons."""
    action, ids = _action(noun, verb), _ids()
    rows = _visible(noun, ids)
    form = CatalogueForm(_common(_allowed(noun, rows, action)), request.form)
    results = perform(noun, verb, _refs(ids), current_actor(), form.entered)
    wrong = next((one.error for one in results if isinstance(one.error, Invalid)), None)
    if wrong and all(one.error for one in results):
        refuse(form, wrong.errors)
        return _page(view, action, rows, form, ids), wrong.status
    return _results(view, action, results)


def _action(noun: str, verb: str) -> Action:
    if (noun, verb) not in ACTIONS:
        raise NotFound
    return ACTIONS[noun, verb]


def _ids() -> list[int]:
    sent = list(dict.fromkeys(request.form.getlist("rowid")))
    if not 0 < len(sent) <= MOST:
        raise Malformed(say("Choose 1 to %(most)s rows.", most=MOST))
    ids = [number for one in sent if (number := whole(one)) is not None]
    if len(ids) < len(sent):
        raise Malformed(say("This is not a row."))
    return ids


def _refs(ids: Sequence[int]) -> list[Ref]:
    return [Ref(one) for one in ids]


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
    view: Any, action: Action, rows: Sequence[Row], form: CatalogueForm, ids: Sequence[int]
) -> Any:
    back = url_for(f"{VIEWS[action.noun]}.list")
    return view.render_template(
        "lianban/action.html",
        title=str(action.label),
        action=record.dialog_of(action),
        form=form,
        action_url=url_for("ActionView.act_on_many", noun=action.noun, verb=action.verb),
        rowids=ids,
        subjects=[{"number": one.number, "label": one.enterprise} for one in rows],
        next=back,
        back_url=back,
    )


def _results(view: Any, action: Action, results: Sequence[Result]) -> Any:
    rows = {one.id: one for one in _visible(action.noun, [one.id for one in results])}
    label = str(action.label)
    return view.render_template(
        "lianban/bulk_result.html",
        title=gettext("Result: %(action)s", action=label),
        verb_label=label,
        results=[_told(action.noun, one, rows.get(one.id)) for one in results],
        back_url=url_for(f"{VIEWS[action.noun]}.list"),
    )


def _told(noun: str, result: Result, row: Row | None) -> dict[str, Any]:
    of = NOUNS[noun]
    return {
        "number": row.number if row else f"#{result.id}",
        "url": record_url(noun, row.id) if row else None,
        "ok": result.error is None,
        "reason": str(result.error) if result.error else None,
        "state": display.state(of.kind, row.state, of.states) if row else None,
    }
