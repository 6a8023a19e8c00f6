"""Comments: said beside a record, to colleagues who see it; nothing of the case changes."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from app.catalog.kinds import Choice, Field, FieldProblem, MultiChoice, make_field
from app.foundation.actor import Actor
from app.foundation.errors import Problems
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.journal.queries import TO_PERSON
from app.people.queries import Colleague
from app.people.states import OrganisationKind
from app.workflow.action import Action, declare
from app.workflow.circles import Circle
from app.workflow.move import Move
from app.workflow.notices import MENTIONED as MENTIONED_BY
from app.workflow.nouns import NOUNS, noun_of
from app.workflow.setting import Setting

VERB = "comment"
TEXT, MENTIONS = "text", "mentions"
MOST = 10
"""People mentioned by one comment."""
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


def able(setting: Setting) -> Sequence[Actor | Colleague]:
    """Who may be mentioned on this row."""
    if setting.beside.session is None:
        return _described(setting)
    (members,) = setting.beside.once(Circle(noun_of(setting.row).name, setting.actor))
    return members.get(setting.row.id, ())


def _described(setting: Setting) -> Sequence[Colleague]:
    """Of a row that only stands for others, as the API describes them: the coordinating office."""
    reads = frozenset(noun_of(setting.row).reads)
    return [
        one
        for office in setting.directory.by_id.values()
        if office.kind == OrganisationKind.office
        for one in setting.directory.staff(office.id)
        if one.active and one.permissions & reads and one.user_id != setting.actor.user_id
    ]


def fields(setting: Setting) -> Sequence[Field]:
    """What is said, and to whom especially."""
    people = able(setting)
    names = zip(people, called(people), strict=True)
    choices = (Choice(str(one.user_id), name) for one, name in names)
    told = say("They get a notice.")
    asked = People(id=MENTIONS, label=MENTIONED, choices=tuple(choices), help=told)
    return (WORDS, asked) if people else (WORDS,)


def called(people: Sequence[Actor | Colleague]) -> list[str]:
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
