"""The tester: a made-up case, the rule that applies to it, why, and when it would be due."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import request
from flask_babel import gettext

from app.catalog.kinds import Field, make_field
from app.catalog.rules.conditions import Tree
from app.console import display
from app.console.forms import CatalogueForm, refuse
from app.console.naming import known
from app.console.slarules import words
from app.console.slarules.fields import choice
from app.extensions import db
from app.foundation import clock
from app.foundation.labels import text
from app.foundation.messages import say
from app.sla.queries import Limits, limits
from app.sla.rules.calendar import CalendarError
from app.sla.rules.selection import Rule, in_force
from app.sla.states import BASIS_LABELS, NODE_LABELS, Basis, Node
from app.workflow.slarules.trial import Trial, tried
from app.workflow.wording import Asked, askable, condition

PREFIX = "fact-"


def page(view: Any) -> Any:
    """The form; with a node chosen also the facts its rules ask about, and what they lead to."""
    published, catalogue = limits(db.session()), known()
    sent = request.args if request.args.get("node") else None
    asked = askable(catalogue, None)
    fields = [*_case(), *_facts(published, asked, request.args)]
    form = CatalogueForm(fields, sent)
    found = None
    if sent is not None and form.validate():
        try:
            found = _tried(published, form.entered)
        except CalendarError as error:
            refuse(form, {"start": [str(error)]})
    return view.render_template(
        "lianban/slarule_test.html",
        title=gettext("Which rule applies?"),
        form=form,
        result=_told(found, asked) if found else None,
        disclaimer=text(catalogue.county.disclaimer),
    )


def _case() -> Iterator[Field]:
    services = {code: form.label for code, form in known().services.items()}
    yield choice("node", say("Node"), NODE_LABELS, required=True)
    yield choice("basis", say("Basis"), BASIS_LABELS, menu=True, default=Basis.promised)
    yield choice("service", say("Service"), services, menu=True)
    about = say("Empty means now.")
    yield make_field({"id": "start", "type": "datetime", "label": say("Start"), "help": about})


def _facts(published: Limits, asked: Asked, sent: Mapping[str, str]) -> Iterator[Field]:
    """What the rules of this node ask about: nothing else could make a difference."""
    service = sent.get("service") or None
    rules = in_force(published.versions.values(), clock.today())
    own = (one for one in rules if one.slot[0] == sent.get("node"))
    fitting = (one for one in own if one.service in {None, service})
    for name in dict.fromkeys(name for one in fitting for name in _asked(one.when)):
        if name in asked and name != "service":
            yield replace(asked[name], id=PREFIX + name, required=False, default=None)


def _asked(tree: Tree | None) -> Iterable[str]:
    if not tree:
        return
    if "op" in tree:
        yield tree["field"]
    for one in (*tree.get("all", ()), *tree.get("any", ()), *filter(None, [tree.get("not")])):
        yield from _asked(one)


def _tried(published: Limits, entered: Mapping[str, Any]) -> tuple[Trial, datetime]:
    facts = {
        name.removeprefix(PREFIX): value
        for name, value in entered.items()
        if name.startswith(PREFIX) and value is not None
    }
    start = datetime.fromisoformat(entered["start"]) if entered["start"] else clock.now()
    slot = Node(entered["node"]), Basis(entered["basis"] or Basis.promised)
    return tried(published, slot, facts | {"service": entered["service"]}, start), start


def _told(found: tuple[Trial, datetime], asked: Asked) -> dict[str, Any]:
    trial, start = found
    return {
        "winner": _row(trial.winner, asked) if trial.winner else None,
        "sample": bool(trial.winner and trial.winner.sample),
        "start": display.moment(start),
        "due": display.moment(trial.due_at),
        "steps": [str(one) for one in trial.steps],
        "candidates": [
            _row(one.rule, asked) | {"fits": one.fits, "wins": one.rule is trial.winner}
            for one in trial.candidates
        ],
    }


def _row(rule: Rule, asked: Asked) -> dict[str, Any]:
    service = known().services.get(rule.service or "")
    return {
        "label": text(rule.label),
        "code": rule.code,
        "service": text(service.label) if service else gettext("every"),
        "condition": condition(rule.when, asked),
        "limit": words.limit(rule),
        "specificity": rule.specificity,
    }
