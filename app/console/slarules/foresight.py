"""The page on which a version is published: first what it would do, number by number."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext

from app.access.actors import current_actor
from app.console import display
from app.console.forms import CatalogueForm, refuse
from app.console.slarules import told
from app.extensions import db
from app.foundation.errors import DomainError, Invalid
from app.foundation.labels import text
from app.foundation.numbers import whole
from app.sla.models import SlaRule
from app.sla.states import Migration
from app.workflow.slarules.plan import Effect, Plan
from app.workflow.slarules.publishing import what_if
from app.workflow.slarules.standing import MIGRATION_LABELS, publication_fields

PAGE = 50
Publication = tuple[Migration, date]


def publication(formdata: Any) -> Publication | None:
    """Mode and effective date as they were sent; None for what can't be read."""
    form = CatalogueForm(publication_fields(), formdata)
    return _of(form) if form.validate() else None


def _of(form: CatalogueForm) -> Publication:
    entered = form.entered
    return Migration(entered["mode"]), date.fromisoformat(entered["effective_from"])


def page(view: Any, rule: SlaRule, sent: Any = None, error: DomainError | None = None) -> Any:
    """The choice of mode and date, and once chosen what it would do."""
    given = sent if sent is not None else request.args if "mode" in request.args else None
    form = CatalogueForm(publication_fields(), given, **_suggested(rule))
    plan = None
    if given is not None and form.validate():
        try:
            plan = what_if(db.session(), rule, *_of(form), current_actor())
        except Invalid as found:
            error = error or found
    if error is not None:
        refuse(form, error.errors or {"": error.messages})
    return view.render_template(
        "lianban/slarule_whatif.html",
        title=gettext("Publish: %(rule)s", rule=text(told.drafted(rule).label)),
        rule=rule,
        form=form,
        plan=_told(rule, plan) if plan else None,
        modes=MIGRATION_LABELS,
        back_url=url_for("SlaRuleView.show", pk=rule.id),
    )


def _suggested(rule: SlaRule) -> dict[str, Any]:
    """The draft's own date where it is still to come."""
    day = rule.draft.get("effective_from")
    fields = {one.id: one.default for one in publication_fields()}
    return fields | ({"effective_from": day} if day and day > fields["effective_from"] else {})


def _told(rule: SlaRule, plan: Plan) -> dict[str, Any]:
    asked = {"mode": plan.turn.mode.value, "effective_from": plan.turn.effective.isoformat()}

    clocks = url_for("SlaRuleView.clocks", pk=rule.id)

    def address(effect: Effect, organisation: str) -> str:
        query = asked | {"effect": effect.value, "organisation": organisation}
        return f"{clocks}?{urlencode(query)}"

    return asked | {
        "mode_label": text(MIGRATION_LABELS[plan.turn.mode]),
        "day": plan.turn.effective,
        "waits": plan.waits,
        "at": display.moment(plan.turn.at),
        "effects": [str(label) for label in told.EFFECTS.values()],
        "rows": told.numbers(plan, address),
        "left_alone": plan.left_alone,
        "carried": len(plan.carried),
    }


def clocks_page(view: Any, rule: SlaRule) -> Any:
    """Exactly the clocks that a number counts; raises Invalid for a number that there isn't."""
    form = CatalogueForm(publication_fields(), request.args)
    effect = request.args.get("effect", Effect.moved)
    if not form.validate() or effect not in set(Effect):
        raise Invalid({})
    plan = what_if(db.session(), rule, *_of(form), current_actor())
    found = plan.having(Effect(effect))
    organisation = request.args.get("organisation", "all")
    if organisation != "all":
        found = [one for one in found if str(one.organisation_id or "none") == organisation]
    at = whole(request.args.get("page", "0")) or 0
    return view.render_template(
        "lianban/slarule_clocks.html",
        title=str(told.EFFECTS[Effect(effect)]),
        count=len(found),
        rows=told.clocks(found[at * PAGE : (at + 1) * PAGE]),
        page=at,
        pages=range(-(-len(found) // PAGE)),
        asked={key: value for key, value in request.args.items() if key != "page"},
        rule=rule,
        back_url=url_for(
            "SlaRuleView.what_if", pk=rule.id, **{k: v for k, v in form.entered.items() if v}
        ),
    )
