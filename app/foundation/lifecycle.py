"""States and a transition table → legal, or the sentence that says why not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.foundation.messages import Message, say


@dataclass(frozen=True, slots=True)
class Step:
    """One row of a transition table.

    `target` None keeps the state; empty `stages` means at any stage; `passes` moves on to the next
    stage that is in use.
    """

    verb: str
    sources: frozenset[str]
    target: str | None = None
    stages: frozenset[str] = frozenset()
    passes: bool = False


def step(
    verb: str,
    sources: Iterable[str],
    target: str | None = None,
    *,
    at: Iterable[str] = (),
    passes: bool = False,
) -> Step:
    """Write one row of a transition table."""
    return Step(verb, frozenset(sources), target, frozenset(at), passes)


@dataclass(frozen=True)
class Lifecycle:
    """A noun's transition table with the names its states and stages are shown by."""

    steps: tuple[Step, ...]
    states: Mapping[str, Message]
    stages: Mapping[str, Message] = field(default_factory=dict)

    def __getitem__(self, verb: str) -> Step:
        return next(step for step in self.steps if step.verb == verb)

    def refusal(self, verb: str, state: str, stage: str | None = None) -> Message | None:
        """Why `verb` is not legal in this state and stage; None when it is."""
        wanted = self[verb]
        if state not in wanted.sources:
            return say("Not possible while the state is “%(state)s”.", state=self.states[state])
        if wanted.stages and stage not in wanted.stages:
            here = self.stages.get(stage or "", say("none"))
            there = " / ".join(str(self.stages[one]) for one in self.stages if one in wanted.stages)
            return say(
                "Belongs to the stage “%(there)s”; now at “%(here)s”.", there=there, here=here
            )
        return None
