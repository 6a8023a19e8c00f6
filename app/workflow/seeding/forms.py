"""What is entered in one scene of a history: at random, but so that its parts fit each other."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from app.catalog.kinds import Field
from app.foundation import clock
from app.tickets.models import Ticket
from app.tickets.states import Stage
from app.workflow.seeding.filling import NOTED, Hand
from app.workflow.seeding.incidents import appointed, promised, standstill
from app.workflow.seeding.permits import FATES as APPROVAL_FATES
from app.workflow.seeding.permits import applied, verdict
from app.workflow.seeding.story import Scene, Story
from app.workflow.seeding.trenches import Site, planned

Entered = dict[str, Any]
CORRECTED = 0.08
"""How many fields of a form a correction changes."""
CORRECTIONS = frozenset({"supplement", "amend"})
AFTER_THE_FACT = 0.05
"""How often something is entered later than it happened."""
DUG = frozenset({*Stage, *APPROVAL_FATES.values()})
"""Fates of histories that need works on site."""


class Forms:
    """The forms of one story."""

    def __init__(self, story: Story, hand: Hand, fate: str) -> None:
        self._story, self._hand, self._fate = story, hand, fate
        self._site: Site | None = None
        self._special: Mapping[str, Callable[[Scene, Sequence[Field], Entered], Entered]] = {
            "request_approvals": self._package,
            "plan_dig": self._dig,
            "decide": lambda _scene, _asked, data: data | {"decision": verdict(hand, fate)},
            "suspend": lambda _scene, _asked, data: (
                data | standstill(hand, story.catalogue, lasting=bool(fate))
            ),
            "propose_scheme": self._scheme,
            "confirm_scheme": lambda _scene, _asked, data: data | {"agreement_form": "electronic"},
            "schedule_survey": self._survey,
            "answer_survey": self._survey,
        }

    def filled(self, scene: Scene) -> Entered:
        """The input of the scene's action."""
        with clock.frozen(scene.at):
            asked = self._story.asked(scene)
        usual = CORRECTED if scene.verb in CORRECTIONS else NOTED
        data = self._hand.fill(asked, scene.at, usual)
        if self._fate in DUG and "external_works" in {one.id for one in asked}:
            data["external_works"] = True
        if scene.verb in self._special:
            data = self._special[scene.verb](scene, asked, data)
        last = scene.row.updated_at
        if self._hand.rng.random() < AFTER_THE_FACT and scene.at - last > timedelta(hours=1):
            data |= _earlier(data, self._between(last, scene.at))
        return data

    def _between(self, begin: datetime, end: datetime) -> datetime:
        gap = min(end - begin, timedelta(days=2)) * self._hand.rng.random()
        return end - timedelta(seconds=int(gap.total_seconds()))

    def _package(self, scene: Scene, asked: Sequence[Field], _data: Entered) -> Entered:
        assert isinstance(scene.row, Ticket)  # noqa: S101  # an action on tickets
        before = {one.kind for one in self._story.case.approvals_of(scene.row)}
        return applied(self._hand, asked, before)

    def _survey(self, scene: Scene, _asked: Sequence[Field], data: Entered) -> Entered:
        return appointed(self._hand, self._story.catalogue, scene, data)

    def _scheme(self, scene: Scene, _asked: Sequence[Field], data: Entered) -> Entered:
        assert isinstance(scene.row, Ticket)  # noqa: S101  # likewise
        works = scene.row.external_works
        return data | promised(self._hand, scene.at, external_works=works)

    def _dig(self, scene: Scene, _asked: Sequence[Field], _data: Entered) -> Entered:
        """All utilities of a case dig near one place."""
        self._site = self._site or Site.drawn(self._hand, self._story.catalogue)
        return planned(self._hand, self._site, scene.at)


def _earlier(data: Entered, at: datetime) -> Entered:
    """What was signed on the day itself was signed then."""
    signed = {"agreement_signed_on": clock.local(at).date().isoformat()}
    return {"occurred_at": at.isoformat()} | {k: v for k, v in signed.items() if k in data}
