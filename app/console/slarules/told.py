"""What the pages of rules show: rules in words, versions with what changed, plans in numbers."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select

from app.applications.models import Application
from app.catalog.queries import Catalogue
from app.console import display
from app.console.naming import record_url
from app.console.slarules import words
from app.extensions import db
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.people.models import Organisation
from app.sla.models import SlaRule
from app.sla.rules.selection import Rule
from app.sla.states import NODE_LABELS, Node
from app.tickets.models import Ticket
from app.workflow.slarules.plan import Effect, Moved, Plan
from app.workflow.slarules.standing import MIGRATION_LABELS, Standing
from app.workflow.wording import Asked, condition

EFFECTS: Mapping[Effect, Message] = {
    Effect.moved: say("Clocks moved"),
    Effect.earlier: say("Due earlier"),
    Effect.later: say("Due later"),
    Effect.soon: say("Newly due soon"),
    Effect.breached: say("Newly breached"),
    Effect.rescued: say("No longer due soon"),
}
BATCH = 500


def described(rule: Rule, asked: Asked, known: Catalogue) -> dict[str, str]:
    """Each part of a rule under its label."""
    service = known.services.get(rule.service or "")
    levels = (
        gettext("%(label)s: %(value)s", label=words.level(one), value=words.told(one.tell))
        for one in rule.levels
    )
    return {
        gettext("Name"): text(rule.label),
        gettext("Node"): words.place(rule),
        gettext("Service"): text(service.label) if service else rule.service or gettext("every"),
        gettext("Condition"): condition(rule.when, asked),
        gettext("Limit"): words.limit(rule),
        gettext("After-hours policy"): str(words.AFTER_HOURS[rule.terms.after_hours]),
        gettext("Time not counted"): gettext(", ").join(
            text(NODE_LABELS[one]) for one in rule.net_of
        ),
        gettext("Levels"): gettext("; ").join(levels),
        gettext("Sample"): display.yes_no(rule.sample),
    }


def listed(
    rules: Sequence[Standing], asked: Asked, known: Catalogue
) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Rules by node, in the order of the process."""
    for node in Node:
        own = [one for one in rules if one.rule.node is node]
        if own:
            yield text(NODE_LABELS[node]), [_row(one, asked, known) for one in own]


def _row(one: Standing, asked: Asked, known: Catalogue) -> dict[str, Any]:
    rule = shown(one)
    told = described(rule, asked, known)
    return {
        "url": url_for("SlaRuleView.show", pk=one.rule.id),
        "label": text(rule.label),
        "code": rule.code,
        "place": told[gettext("Node")],
        "service": told[gettext("Service")],
        "condition": told[gettext("Condition")],
        "limit": told[gettext("Limit")],
        "since": one.applies.effective_from if one.applies else "",
        "version": one.applies.version if one.applies else "",
        "sample": rule.sample,
        "marks": list(marks(one)),
    }


def shown(one: Standing) -> Rule:
    """What applies; else what will, or the draft."""
    waits = next(iter(one.waits), None)
    return one.applies or waits or drafted(one.rule)


def drafted(rule: SlaRule) -> Rule:
    """The draft as a rule."""
    return Rule(rule.draft, rule.created_at.date())


def marks(one: Standing) -> Iterator[dict[str, str]]:
    """What is special about where it stands."""
    for version in one.waits:
        words_ = gettext("v%(version)s from %(day)s", version=version.version,
                         day=version.effective_from)  # fmt: skip
        yield {"tone": "info", "label": words_}
    if one.retired:
        yield {"tone": "neutral", "label": gettext("retired")}
    elif not one.versions:
        yield {"tone": "warning", "label": gettext("draft, not in force")}
    elif one.changed:
        yield {"tone": "warning", "label": gettext("draft changed")}


def versions(one: Standing, asked: Asked, known: Catalogue) -> list[dict[str, Any]]:
    """Newest first, each with what it changed against the one before."""
    told = [described(rule, asked, known) for rule in one.versions]
    found = []
    for at, rule in enumerate(one.versions):
        before = told[at + 1] if at + 1 < len(told) else {}
        found.append(
            {
                "version": rule.version,
                "since": rule.effective_from,
                "retired": rule.retired,
                "mode": text(MIGRATION_LABELS[rule.migration]),
                "applies": one.applies is not None and rule.version_id == one.applies.version_id,
                "changes": difference(before, told[at]) if before else [],
            }
        )
    return found


def difference(before: Mapping[str, str], after: Mapping[str, str]) -> list[dict[str, str]]:
    """The parts in which two versions differ."""
    return [
        {"label": label, "before": before[label] or "—", "after": words_ or "—"}
        for label, words_ in after.items()
        if before[label] != words_
    ]


def organisations() -> dict[int | None, str]:
    """Organisation → its name; None is nobody's."""
    rows = db.session.scalars(select(Organisation).order_by(Organisation.sort))
    return {one.id: display.named(one) for one in rows} | {None: gettext("none")}


def numbers(plan: Plan, address: Any) -> list[dict[str, Any]]:
    """A row per organisation and one for all; every number leads to its clocks."""
    names = organisations()
    order = {pk: at for at, pk in enumerate(names)}
    rows: list[tuple[int | None, str, Counter[Effect]]] = []
    if plan.numbers:
        rows.append((None, gettext("All"), plan.total))
    told = sorted(plan.numbers.items(), key=lambda pair: order.get(pair[0], 0))
    rows += [(pk, names[pk], counted) for pk, counted in told]
    return [
        {
            "name": name,
            "whole": at == 0,
            "cells": [
                {
                    "effect": effect,
                    "label": str(label),
                    "count": counted[effect],
                    "url": address(effect, "all" if at == 0 else str(pk or "none")),
                }
                for effect, label in EFFECTS.items()
            ],
        }
        for at, (pk, name, counted) in enumerate(rows)
    ]


def clocks(found: Sequence[Moved]) -> list[dict[str, Any]]:
    """The clocks behind a number, each with its record."""
    names, known = organisations(), _numbers(found)
    return [
        {
            "number": known.get((one.subject_kind, one.subject_id), ""),
            "url": record_url(f"{one.subject_kind}s", one.subject_id),
            "organisation": names.get(one.organisation_id, ""),
            "before": display.moment(one.dates.before),
            "after": display.moment(one.dates.after),
            "effects": [str(EFFECTS[one_]) for one_ in EFFECTS if one_ in one.effects][1:],
        }
        for one in found
    ]


def _numbers(found: Sequence[Moved]) -> dict[tuple[str, int], str]:
    told: dict[tuple[str, int], str] = {}
    for model in (Application, Ticket):
        kind = model.__tablename__
        ids = [one.subject_id for one in found if one.subject_kind == kind]
        for first in range(0, len(ids), BATCH):
            some = model.id.in_(ids[first : first + BATCH])
            rows = db.session.execute(select(model.id, model.number).where(some))
            told |= {(kind, pk): number for pk, number in rows}
    return told


def outcome(plan: Plan) -> str:
    """What publishing did, or will do, in a sentence."""
    if plan.waits:
        said = gettext(
            "Published. It comes into force on %(day)s; open clocks follow then.",
            day=plan.turn.effective,
        )
        return str(said)
    return str(gettext("Published. Open clocks moved: %(count)s.", count=plan.total[Effect.moved]))
