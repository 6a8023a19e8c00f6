"""An action is declared once; every face reads this declaration (DESIGN §1)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from app.catalog.kinds import Field, make_field
from app.foundation import clock
from app.foundation.errors import Problems
from app.foundation.lifecycle import Step
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.foundation.registry import Registry
from app.tickets.models import Ticket
from app.workflow.attached import bound
from app.workflow.move import Move
from app.workflow.nouns import NOUNS
from app.workflow.setting import Setting

NOTE = make_field({"id": "note", "type": "long_text", "label": say("Note"), "max_length": 500})
HAPPENED = make_field(
    {
        "id": "occurred_at",
        "type": "datetime",
        "label": say("Happened at"),
        "help": say(
            "Only when entered after the fact; empty means now. Not before what it follows."
        ),
    }
)
COMMON = frozenset({NOTE.id, HAPPENED.id})
"""Asked at every action; both optional."""


ASIDE = 100
"""Ranks from here on are for what is done beside the way: suspend, amend, withdraw …"""


def no_fields(_setting: Setting) -> Sequence[Field]:
    return ()


def anybody(_setting: Setting) -> Message | None:
    return None


def nothing_wrong(_move: Move) -> Problems:
    return {}


@dataclass(frozen=True)
class Action:
    """Who may, on which rows, from which states, asking what, to what effect.

    `relation` says why this actor has nothing to do with this row (403), `guard` why it can't be
    done now (409); both None when all is well. `rank` orders the buttons: those below 100 lead the
    case on, and the first of them that is allowed and doesn't give way is the primary one.
    """

    noun: str
    verb: str
    label: Message
    permission: Permission
    effect: Callable[[Move], None]
    rank: int
    fields: Callable[[Setting], Sequence[Field]] = no_fields
    asks: frozenset[str] = frozenset()
    """Ids that `fields` and `adds` may have: a service can't ask something else by that name."""
    check: Callable[[Move], Problems] = nothing_wrong
    """What a field's own schema can't say: problems by field (422)."""
    begins: Callable[[Setting], Mapping[str, Any]] = field(default=lambda _setting: {})
    """What its form begins with, beside what the row's columns and facts hold."""
    adds: Callable[[Setting], Sequence[Field]] = no_fields
    """What the effect writes beside what was entered: told wherever that is told."""
    relation: Callable[[Setting], Message | None] = anybody
    guard: Callable[[Setting], Message | None] = anybody
    gives_way: Callable[[Setting], bool] = field(default=lambda _setting: False)
    """Whether the next one that leads on from here includes it."""
    final: bool = False
    """Whether it can't be taken back: then it is asked about even with nothing to fill in."""
    merges: bool = False
    """Whether it only puts fields right: what others changed beside mine doesn't contradict it."""
    undo: str | None = None
    """The verb that takes it back right away, asking nothing: an action of its own, with its own
    event. Few have one: who has claimed, decided or told somebody can't unsay it."""
    tells: bool = False
    """Whether the organisations concerned are told: an outbox row per changed ticket."""
    for_applicant: Callable[[Setting], bool] = field(default=lambda _setting: False)
    """Whether the actor records the applicant's own step, marked so (DESIGN §4)."""

    says_only: bool = False
    """Whether it tells people something beside the record: the journal alone keeps what was
    entered, nothing else is asked, and its page has a place of its own for it."""

    @property
    def leads_on(self) -> bool:
        """Whether it may be the primary button."""
        return self.rank < ASIDE

    @property
    def step(self) -> Step:
        """The row of the noun's transition table."""
        return NOUNS[self.noun].lifecycle[self.verb]

    @property
    def taken(self) -> frozenset[str]:
        """Ids that a service's own questions can't have."""
        return self.asks | COMMON

    def asked(self, setting: Setting) -> tuple[Field, ...]:
        """Everything the form of this action asks, the service's own questions included."""
        if self.says_only:
            return tuple(self.fields(setting))
        of_service = (bound(setting, one) for one in self._of_service(setting))
        return (*self.fields(setting), *of_service, NOTE, _happened())

    def told(self, setting: Setting) -> tuple[Field, ...]:
        """What was asked, and what the effect adds to it."""
        return (*self.asked(setting), *self.adds(setting))

    def at_once(self, setting: Setting) -> bool:
        """Whether one click does it: nothing is asked but what is asked everywhere."""
        return not self.final and self.fields is no_fields and not self._of_service(setting)

    def _of_service(self, setting: Setting) -> tuple[Field, ...]:
        return setting.form.inputs(self.verb) if isinstance(setting.row, Ticket) else ()


def _happened() -> Field:
    now = clock.local(clock.now()).replace(microsecond=0)
    return replace(HAPPENED, examples=(now.isoformat(),))


ACTIONS: Registry[tuple[str, str], Action] = Registry("action")


def declare(action: Action) -> Action:
    """Make the action known to the door and to every face."""
    return ACTIONS.add((action.noun, action.verb), action)


def actions_of(noun: str) -> tuple[Action, ...]:
    """Every action of the noun, in the order of its buttons."""
    return tuple(sorted((a for a in ACTIONS.values() if a.noun == noun), key=lambda a: a.rank))
