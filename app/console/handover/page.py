"""One person: where they belong, who stands in for them or they for whom, and what they hold."""

from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy.orm import Session, joinedload

from app.access.grants import role_name
from app.console import display
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.messages import say
from app.people.models import Delegation, StaffProfile
from app.people.queries import Colleague, delegations_of, full_name
from app.people.rules import holds, over_at
from app.workflow.handover.held import KIND_LABELS, Kind, counts

MOST = 20
"""Delegations in sight; the journal has them all."""


def context(
    session: Session, profile: StaffProfile, person: Colleague, actor: Actor
) -> dict[str, Any]:
    """What the template takes."""
    query = delegations_of(person.user_id, MOST)
    people = joinedload(Delegation.person), joinedload(Delegation.deputy)
    found = session.scalars(query.options(*people)).all()
    held = counts(session, person, actor)
    return {
        "title": person.name,
        "own": person.user_id == actor.user_id,
        "active": person.active,
        "facts": _facts(profile),
        "away": [_row(one) for one in found if one.person_id == person.user_id],
        "standing_in": [_row(one) for one in found if one.deputy_id == person.user_id],
        "held": [{"label": str(KIND_LABELS[one]), "count": held[one]} for one in Kind],
        "holds": any(held.values()),
        "delegate_url": url_for("PersonView.delegate", pk=profile.id),
        "handover_url": url_for("PersonView.handover", pk=profile.id),
    }


def _facts(profile: StaffProfile) -> list[dict[str, Any]]:
    roles = ", ".join(role_name(one.name) for one in profile.user.roles)
    facts = {
        gettext("Organisation"): display.named(profile.organisation),
        gettext("Outlet"): display.named(profile.outlet),
        gettext("Role"): roles,
        gettext("Leads the organisation"): display.yes_no(profile.leads),
    }
    return [{"label": label, "value": value} for label, value in facts.items() if value]


def _row(one: Delegation) -> dict[str, Any]:
    now, over = clock.now(), over_at(one)
    state = "running" if holds(one, now) else "over" if over <= now else "planned"
    labels = {"running": say("Away now"), "planned": say("To come"), "over": say("Over")}
    early = gettext("ended early") if one.ended_at else ""
    return {
        "person": full_name(one.person),
        "deputy": full_name(one.deputy),
        "begins": display.moment(one.begins_at),
        "ends": display.beneath(display.moment(over), early),
        "reason": one.reason,
        "state": {"kind": "delegation", "code": state, "label": str(labels[state])},
        "end_url": None if state == "over" else url_for("PersonView.end", pk=one.id),
    }
