"""Where a rule stands: its versions, which of them applies, which waits, what can be done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Forbidden, WrongState
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.sla.models import SlaRule
from app.sla.queries import Limits
from app.sla.rules.selection import Rule, in_force
from app.sla.states import Migration

MIGRATION_LABELS: dict[str, Message] = {
    Migration.new_only: say("New clocks only"),
    Migration.never_earlier: say("Open clocks too, but none earlier"),
    Migration.all_open: say("All open clocks"),
}
LABELS = {"publish": say("Publish"), "retire": say("Retire")}


@dataclass(frozen=True)
class Standing:
    """One rule as it stands on a date."""

    rule: SlaRule
    versions: Sequence[Rule]
    """Newest first."""
    applies: Rule | None
    """The version that limits today."""
    waits: Sequence[Rule]
    """Versions with a later date, the next one first."""

    @property
    def document(self) -> dict[str, Any]:
        """What applies; where nothing does, what will, or else the draft."""
        shown = self.applies or next(iter(self.waits), None)
        return dict(shown.document if shown else self.rule.draft)

    @property
    def changed(self) -> bool:
        """Whether the draft says something that was never published."""
        newest = self.versions[0].document if self.versions else None
        return newest != self.rule.draft

    @property
    def retired(self) -> bool:
        """Whether it was in force once and is no more."""
        return bool(self.versions) and not self.rule.active


def standing(rule: SlaRule, known: Limits, today: date | None = None) -> Standing:
    """What the published versions make of a rule today."""
    day = today or clock.today()
    own = [one for one in known.versions.values() if one.code == rule.code]
    waits = [one for one in own if one.effective_from > day and not one.retired]
    return Standing(
        rule,
        sorted(own, key=lambda one: -one.version),
        next(in_force(own, day), None),
        sorted(waits, key=lambda one: (one.effective_from, one.version)),
    )


def publication_fields(day: date | None = None) -> tuple[Field, ...]:
    """What is asked at publishing, and by the what-if."""
    choices = [{"code": code, "label": label} for code, label in MIGRATION_LABELS.items()]
    suggested = (day or clock.today()).isoformat()
    spec = {"id": "mode", "type": "choice", "label": say("Which clocks it changes")}
    return (
        make_field(spec | {"choices": choices, "required": True, "default": Migration.new_only}),
        make_field(
            {
                "id": "effective_from",
                "type": "date",
                "label": say("Effective from"),
                "required": True,
                "default": suggested,
                "examples": [suggested],
            }
        ),
    )


def refusals(found: Standing, actor: Actor) -> dict[str, DomainError | None]:
    """Verb → why it can't be done to this rule now; None when it can."""
    if not actor.may(Permission.slarule_edit):
        return dict.fromkeys(LABELS, Forbidden(say("Your role does not grant this.")))
    published = found.versions and found.rule.active
    idle = None if published else WrongState(say("This rule is not in force."))
    return {"publish": None, "retire": idle}
