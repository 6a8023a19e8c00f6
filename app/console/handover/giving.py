"""The page on which a person's open cases are given to colleagues, and what became of each."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext

from app.access.actors import current_actor
from app.catalog.kinds import Field, clean_form, make_field
from app.catalog.queries import catalogue
from app.console import display
from app.console.forms import CatalogueForm, refuse
from app.console.naming import record_url
from app.extensions import db
from app.foundation.errors import Invalid
from app.foundation.labels import text
from app.foundation.messages import say
from app.people.models import StaffProfile, User
from app.people.queries import Colleague, colleagues
from app.workflow.handover import held
from app.workflow.handover.handing import Handed, hand_over_all
from app.workflow.handover.held import HANDED_OVER, KIND_LABELS, LABELS, Held, Kind

IN_SIGHT = 100
"""Records of the list; all are handed over."""
NOUNS: Mapping[Kind, str] = {
    Kind.applications: "applications",
    Kind.tickets: "tickets",
    Kind.actions: "meetingactions",
}


def page(view: Any, profile: StaffProfile, person: Colleague) -> Any:
    """What there is to give and to whom; sent, what became of it."""
    session, actor, pk = db.session(), current_actor(), profile.id
    numbers = held.counts(session, person, actor)
    staff = _staff(person)
    fields = _fields(numbers, staff)
    posted = request.form if request.method == "POST" else None
    every = [one.value for one in HANDED_OVER if numbers[one]]
    form = CatalogueForm(fields, posted, kinds=every)
    status = 200
    if posted is not None and form.validate():
        try:
            clean = clean_form(fields, form.entered)
            to = [one for one in staff if one.username in clean["to"]]
            kinds = [Kind(one) for one in clean["kinds"]]
            done = hand_over_all(person, kinds, to, clean["reason"], actor)
        except Invalid as error:
            refuse(form, error.errors)
        else:
            return _result(view, pk, person, done)
    if posted is not None:
        status = Invalid.status
    rows = held.rows(session, person, actor, IN_SIGHT)
    shown = view.render_template(
        "lianban/handover.html",
        title=gettext("Hand over the work of %(name)s", name=person.name),
        form=form,
        possible=bool(every and staff),
        rows=[_row(one) for one in rows],
        more=max(0, sum(numbers[one] for one in HANDED_OVER) - len(rows)),
        surveys=numbers[Kind.surveys],
        form_action=request.path,
        back_url=url_for("PersonView.show", pk=pk),
    )
    return shown, status


def _staff(person: Colleague) -> list[Colleague]:
    """Colleagues of the organisation; whether each can take each case the door says."""
    same = StaffProfile.organisation_id == person.organisation_id
    return colleagues(db.session(), User.active, same, User.id != person.user_id)


def _fields(numbers: Mapping[Kind, int], staff: Sequence[Colleague]) -> tuple[Field, ...]:
    load = held.loads(db.session(), [one.user_id for one in staff], current_actor())
    kinds = [
        {"code": one.value, "label": display.paired(KIND_LABELS[one], numbers[one])}
        for one in HANDED_OVER
        if numbers[one]
    ]
    people = [
        {
            "code": one.username,
            "label": gettext("%(name)s (holds %(count)s)", name=one.name,
                             count=sum(load[kind, one.user_id] for kind in HANDED_OVER)),
        }
        for one in staff
    ]  # fmt: skip
    phrases = [text(one.label) for one in catalogue(db.session()).reasons("hand_over")]
    asked: tuple[dict[str, Any], ...] = (
        {"id": "kinds", "type": "multi_choice", "label": say("What"), "choices": kinds},
        {"id": "to", "type": "multi_choice", "label": say("To whom"), "choices": people}
        | {"help": say("Between several it is dealt evenly, the most urgent in turn.")},
        {"id": "reason", "type": "long_text", "label": say("Reason"), "max_length": 500}
        | {"examples": phrases},
    )
    return tuple(make_field(one | {"required": True}) for one in asked if one.get("choices", True))


def _row(one: Held) -> dict[str, Any]:
    labels = LABELS[one.kind]
    return {
        "number": one.number,
        "url": record_url(NOUNS[one.kind], one.id),
        "title": one.title,
        "kind": str(KIND_LABELS[one.kind]),
        "state": display.state(_badge(one.kind), one.state, labels),
        "due": display.moment(one.due_at),
    }


def _badge(kind: Kind) -> str:
    return {"applications": "application", "tickets": "ticket"}.get(kind, "meeting_action")


def _result(view: Any, pk: int, person: Colleague, done: Sequence[Handed]) -> str:
    numbers = held.named(db.session(), done)
    shown: str = view.render_template(
        "lianban/handover_result.html",
        title=gettext("Work of %(name)s handed over", name=person.name),
        results=[
            {
                "number": numbers.get((one.kind, one.id), f"#{one.id}"),
                "url": record_url(NOUNS[one.kind], one.id),
                "kind": str(KIND_LABELS[one.kind]),
                "to": one.to.name,
                "ok": one.error is None,
                "reason": str(one.error) if one.error else None,
            }
            for one in done
        ],
        again_url=url_for("PersonView.handover", pk=pk),
        back_url=url_for("PersonView.show", pk=pk),
    )
    return shown
