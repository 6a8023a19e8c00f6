"""Comments: said beside a record, to colleagues who see it; nothing of the case changes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.kinds import Field, make_field
from app.foundation.errors import Problems
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.queries import TO_PERSON
from app.people.queries import Colleague, standing
from app.people.states import OrganisationKind
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.nouns import NOUNS, noun_of
from app.workflow.setting import Setting

VERB = "comment"
TEXT, MENTIONS = "text", "mentions"
MOST = 10
"""People mentioned by one comment."""
IN_NOTICE = 80
"""Signs of the comment that its notice quotes."""
WORDS = make_field(
    {
        "id": TEXT,
        "type": "long_text",
        "label": say("Comment"),
        "required": True,
        "max_length": 1000,
        "help": say("Everybody of the house who sees this record reads it. No personal data."),
    }
)
MENTIONED = say("Mentioned")


def able(setting: Setting) -> list[Colleague]:
    """Colleagues of the organisations on the case and of the office who read records like it."""
    row, reads = setting.row, frozenset(noun_of(setting.row).reads)
    people = setting.directory.around(_organisations(setting), row.outlet_id, row.first_receiver_id)
    return [one for one in people if one.organisation_id and one.permissions & reads]


def _organisations(setting: Setting) -> frozenset[int]:
    """Who holds the row, or a part of it that was sent out; and the coordinating office."""
    row, known = setting.row, setting.directory.organisations.values()
    found: set[int | None] = {one.id for one in known if one.kind == OrganisationKind.office}
    found.add(row.organisation_id)
    if isinstance(row, Approval):
        found.add(row.utility_id)
    if isinstance(row, Application):
        found |= {one.organisation_id for one in setting.tickets if one.dispatched_at}
    return frozenset(one for one in found if one)  # the API describes a row that has none yet


def fields(setting: Setting) -> Sequence[Field]:
    """What is said, and to whom especially; people are kept by the id of their account."""
    people = [{"code": str(one.user_id), "label": one.name} for one in able(setting)]
    spec = {"id": MENTIONS, "type": "multi_choice", "label": MENTIONED, "choices": people}
    asked = spec | {"help": say("They get a notice.")}
    return (WORDS, make_field(asked)) if people else (WORDS,)


def unseeing(move: Move) -> Problems:
    """Nobody is told of a record that they don't see."""
    named: list[str] = move.input.get(MENTIONS, [])
    if len(named) > MOST:
        return {MENTIONS: [say("At most %(most)s people.", most=MOST)]}
    blind = [one for one in able(move) if str(one.user_id) in named and not _sees(move, one)]
    if not blind:
        return {}
    names = ", ".join(one.name for one in blind)
    return {MENTIONS: [say("%(names)s can’t see this record.", names=names)]}


def _sees(move: Move, one: Colleague) -> bool:
    """By the one predicate of the record, as for whoever opens its page."""
    session, noun = move.beside.session, noun_of(move.row)
    found = standing(session, one.user_id) if session else None
    if found is None:
        return False
    model: Any = noun.model
    seen = noun.visible(found.actor("console"))
    return bool(move.beside.ask(select(model.id).where(model.id == move.row.id, seen)))


def comment(move: Move) -> None:
    """Each of those mentioned is told, and nobody else."""
    named = move.input.get(MENTIONS, [])
    said = move.input[TEXT]
    quoted = said if len(said) <= IN_NOTICE else f"{said[:IN_NOTICE]}…"
    for one in able(move) if named else ():
        if str(one.user_id) in named:
            move.tell(
                "mentioned", organisation_id=one.organisation_id, audience=TO_PERSON,
                user_id=one.user_id, by=move.actor.name, text=quoted,
            )  # fmt: skip


def declared(noun: str) -> Action:
    """The same on every noun, for whoever sees the row."""
    return declare(
        Action(
            noun=noun,
            verb=VERB,
            label=say("Comment"),
            permission=Permission(f"{NOUNS[noun].kind}_comment"),
            fields=fields,
            asks=frozenset({TEXT, MENTIONS}),
            check=unseeing,
            effect=comment,
            merges=True,
            says_only=True,
            rank=240,
        )
    )
