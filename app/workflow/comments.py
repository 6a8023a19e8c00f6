"""Comments: said beside a record, to colleagues who see it; nothing of the case changes."""

from collections import Counter
from collections.abc import Sequence
from itertools import compress
from typing import Any

from sqlalchemy import case, select

from app.applications.models import Application
from app.approvals.models import Approval
from app.catalog.kinds import Choice, Field, FieldProblem, MultiChoice, make_field
from app.foundation.actor import Actor
from app.foundation.errors import Problems
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.queries import TO_PERSON
from app.people.states import OrganisationKind
from app.tickets.models import Ticket
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.notices import MENTIONED as MENTIONED_BY
from app.workflow.nouns import NOUNS, noun_of
from app.workflow.setting import Setting

VERB = "comment"
TEXT, MENTIONS = "text", "mentions"
MOST = 10
"""People mentioned by one comment."""
AT_ONCE = 500
"""People whose sight is looked up by one statement."""
WORDS = make_field(
    {
        "id": TEXT,
        "type": "long_text",
        "label": say("Comment"),
        "required": True,
        "max_length": 1000,
        "erasable": True,
        "help": say("Everybody of the house who sees this record reads it. No personal data."),
    }
)
MENTIONED = say("Mentioned")


class People(MultiChoice):
    """Some of those who may be mentioned, by the ids of their accounts."""

    def known(self, raw: Any) -> str:
        """`raw` if it is one of them; raises FieldProblem, which names nobody."""
        if raw not in self.codes:
            raise FieldProblem(say("Only people who see this record with you can be mentioned."))
        return str(raw)


def able(setting: Setting) -> list[Actor]:
    """Whose part of the case the actor sees, and who see this very record themselves."""
    row, reads = setting.row, frozenset(noun_of(setting.row).reads)
    people = setting.directory.around(_organisations(setting), row.outlet_id, row.first_receiver_id)
    others = (one for one in people if one.user_id != setting.actor.user_id)
    staff = [one for one in others if one.organisation_id and one.permissions & reads]
    return _seeing(setting, staff) if setting.beside.session else staff


def _organisations(setting: Setting) -> frozenset[int]:
    """Who holds the row, or a part of it that the actor sees; and the coordinating office."""
    row, known = setting.row, setting.directory.organisations.values()
    found: set[int | None] = {one.id for one in known if one.kind == OrganisationKind.office}
    found.add(row.organisation_id)
    if isinstance(row, Approval):
        found.add(row.utility_id)
    if isinstance(row, Application):
        seen = NOUNS["tickets"].visible(setting.actor) & Ticket.dispatched_at.is_not(None)
        parts = select(Ticket.organisation_id).where(Ticket.application_id == row.id, seen)
        found |= {one.organisation_id for one in setting.beside.ask(parts)}
    return frozenset(one for one in found if one)  # the API describes a row that has none yet


def _seeing(setting: Setting, people: Sequence[Actor]) -> list[Actor]:
    """By the one predicate of the record, as for whoever opens its page."""
    noun = noun_of(setting.row)
    model: Any = noun.model
    found: list[Actor] = []
    for start in range(0, len(people), AT_ONCE):
        some = people[start : start + AT_ONCE]
        each = (case((noun.visible(one), 1), else_=0).label(one.username) for one in some)
        ((*sees,),) = setting.beside.ask(select(*each).where(model.id == setting.row.id))
        found += compress(some, sees)
    return found


def fields(setting: Setting) -> Sequence[Field]:
    """What is said, and to whom especially."""
    people = able(setting)
    names = zip(people, called(people), strict=True)
    choices = (Choice(str(one.user_id), name) for one, name in names)
    told = say("They get a notice.")
    asked = People(id=MENTIONS, label=MENTIONED, choices=tuple(choices), help=told)
    return (WORDS, asked) if people else (WORDS,)


def called(people: Sequence[Actor]) -> list[str]:
    """Their names, with the account's where several have the same."""
    often = Counter(one.name for one in people)
    return [one.name if often[one.name] == 1 else f"{one.name} ({one.username})" for one in people]


def too_many(move: Move) -> Problems:
    """A notice for everybody is one for nobody."""
    if len(move.input.get(MENTIONS, ())) > MOST:
        return {MENTIONS: [say("At most %(most)s people.", most=MOST)]}
    return {}


def comment(move: Move) -> None:
    """Each of those mentioned is told, and nobody else."""
    named = move.input.get(MENTIONS, [])
    for one in able(move) if named else ():
        if str(one.user_id) in named:
            move.tell(
                MENTIONED_BY, organisation_id=one.organisation_id, audience=TO_PERSON,
                user_id=one.user_id, by=move.actor.name,
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
            check=too_many,
            effect=comment,
            merges=True,
            says_only=True,
            rank=240,
        )
    )
