"""How a history goes: by chance, in the order of the process, each utility at its own pace."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import count

from app.applications.models import Application
from app.applications.states import ENDED as APPLICATION_ENDED
from app.applications.states import OFFLINE, ApplicationState
from app.approvals.models import Approval
from app.approvals.states import ENDED as APPROVAL_ENDED
from app.approvals.states import OPEN as APPROVAL_OPEN
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, WrongState
from app.sitework.states.surveys import Answer
from app.tickets.models import Ticket
from app.tickets.states import ENDED as TICKET_ENDED
from app.tickets.states import LIFECYCLE, Stage, TicketState
from app.workflow.seeding.filling import Hand
from app.workflow.seeding.forms import Forms
from app.workflow.seeding.hours import later
from app.workflow.seeding.incidents import decided, lately, pressed
from app.workflow.seeding.permits import FATES as APPROVAL_FATES
from app.workflow.seeding.permits import decision
from app.workflow.seeding.story import Scene, Story
from app.workflow.seeding.trenches import PLANNING, plans
from app.workflow.setting import Row
from app.workflow.surveys.standing import appointment, own_part, parts

SCHEME_REFUSED = "scheme refused"
FATES = (
    *dict.fromkeys([*ApplicationState, *TicketState, *Stage]), *APPROVAL_FATES.values(),
    SCHEME_REFUSED,
)  # fmt: skip
"""States and stages at which some histories are made to stand still, so that each is seen."""
STAGES = frozenset(Stage)
PASSING = {
    stage: step.verb
    for step in LIFECYCLE.steps
    for stage in step.stages
    if step.passes or stage == Stage.complete
} | {Stage.permit: "request_approvals"}
PACE = {
    "claim": 0.1, "contact": 0.3, "schedule_survey": 0.15, "answer_survey": 0.1,
    "record_survey": 0.8, "propose_scheme": 0.5, "confirm_scheme": 0.3, "request_approvals": 1,
    "start_construction": 0.4, "finish_construction": 1.2, "inspect": 0.25, "connect": 0.2,
    "complete": 0.05, "suspend": 0.3, "resume": 4, "transfer": 0.3, "dispatch": 0.3,
    "request_extension": 0.1, "refuse_scheme": 0.3, "settle_fees": 0.1,
    "plan_dig": 0.2,
}  # fmt: skip
"""Verb → working days until it is done, of an average utility."""
INCIDENTS = {
    "suspend": (0.02, TicketState.suspended),
    "send_back": (0.007, TicketState.sent_back),
    "request_extension": (0.004, None),
    "refuse_scheme": (0.03, SCHEME_REFUSED),
    "decline": (0.003, ApplicationState.ended),
    "transfer": (0.008, None),
}
"""Verb → how often it comes between, and the fate that it brings about."""
BACK: Mapping[TicketState, Sequence[str]] = {
    TicketState.suspended: ["resume"],
    TicketState.sent_back: ["dispatch", "dispatch", "transfer", "transfer", "decline"],
}
"""State in which nobody works on a ticket → what ends it."""
RECENT = timedelta(days=120)
STUCK = 0.005, 0.0003
"""How often nothing follows a step: lately, and longer ago."""
PERMITTING = frozenset({"request_approvals", "decide", "withdraw"})


class Plot:
    """Carries one story on until `until`, or until it stands still by its `fate`."""

    def __init__(self, story: Story, hand: Hand, clerk: Actor, until: datetime, fate: str) -> None:
        self._story, self._hand, self._rng = story, hand, hand.rng
        self._application = story.case.application
        self._clerk, self._until, self._fate = clerk, until, fate
        self._asked: set[Approval] = set()
        self._forms = Forms(story, hand, fate)
        self._digs: set[Ticket] = set()
        self._order, self._ahead = count(), list[tuple[datetime, int, Scene, Iterator[Scene]]]()

    def run(self) -> None:
        """Play the scenes of all who take part in the order of time."""
        if self._fate == ApplicationState.draft:
            return
        self._continue(self._reception())
        self._continue(self._whims())
        while self._ahead:
            _, _, scene, part = heappop(self._ahead)
            if scene.at > self._until or self._is_over(scene):
                continue
            first = self._undispatched
            played = self._play(scene)
            if played:
                self._follow(scene, dispatched=first and not self._undispatched)
            if not (played and self._stands_still(scene)):
                self._continue(part)

    @property
    def _undispatched(self) -> bool:
        return self._application.dispatched_at is None

    def _follow(self, scene: Scene, *, dispatched: bool) -> None:
        """What others do because of it."""
        if dispatched:
            for ticket in self._story.case.tickets:
                self._continue(self._work(ticket, scene.at))
                self._continue(self._pressing(ticket, scene.at))
        if scene.verb == "request_extension" and not self._fate:
            self._continue(decided(self._story, self._hand, scene))
        if scene.verb in PERMITTING:
            self._permits(scene)

    def _permits(self, scene: Scene) -> None:
        """What was asked for is decided; what all have decided lets the utility go on."""
        case, row = self._story.case, scene.row
        if isinstance(row, Ticket):
            for approval in case.approvals_of(row):
                if approval.state in APPROVAL_OPEN and approval not in self._asked:
                    self._asked.add(approval)
                    part = decision(self._story, self._hand, approval, scene.at, self._fate)
                    self._continue(part)
        elif isinstance(row, Approval):
            ticket = next(one for one in case.tickets if one.id == row.ticket_id)
            open_ = any(one.state in APPROVAL_OPEN for one in case.approvals_of(ticket))
            if not open_ and not (self._halted(ticket) or self._halted(row)):
                self._continue(self._work(ticket, scene.at))

    def _pressing(self, ticket: Ticket, at: datetime) -> Iterator[Scene]:
        """What others do to move a ticket on: one that stands still hears of it to the last."""
        if self._fate:
            return lately(self._story, self._hand, ticket, self._until)
        return pressed(self._story, self._hand, self._clerk, ticket, at)

    def _is_over(self, scene: Scene) -> bool:
        """A case that has ended still owes its replies."""
        ended = scene.row.state in APPLICATION_ENDED | TICKET_ENDED | APPROVAL_ENDED
        return ended and scene.verb != "reply_supervision"

    def _continue(self, part: Iterator[Scene]) -> None:
        scene = next(part, None)
        if scene is not None:
            heappush(self._ahead, (scene.at, next(self._order), scene, part))

    def _play(self, scene: Scene) -> bool:
        """Whether it was done: another part may have been quicker."""
        try:
            self._story.play(scene, self._forms.filled(scene))
        except (Forbidden, WrongState):
            return False
        return True

    def _stands_still(self, scene: Scene) -> bool:
        stuck = not self._fate and self._happens(STUCK[self._until - scene.at > RECENT])
        return stuck or self._halted(scene.row)

    def _halted(self, row: Row) -> bool:
        if isinstance(row, Approval):
            return self._fate == APPROVAL_FATES.get(row.state)
        if self._fate == SCHEME_REFUSED:
            return isinstance(row, Ticket) and "refuse_scheme" in row.results
        return self._fate in {row.state, row.stage if isinstance(row, Ticket) else row.state}

    def _happens(self, share: float, fate: str | None = None) -> bool:
        """By chance, but what leads to a fate never on the way to another one."""
        by_chance = self._rng.random() < share
        return fate == self._fate if fate and self._fate else by_chance

    # ------------------------------------------------------------ the desk
    def _reception(self) -> Iterator[Scene]:
        at, online = self._application.created_at, self._application.channel not in OFFLINE
        if online or self._happens(0.2, ApplicationState.submitted):
            at = yield from self._at_desk(at, 0.02, "submit")
        if self._happens(0.09, ApplicationState.supplementing):
            at = yield from self._at_desk(at, 0.3, "request_supplement")
            if self._happens(0.1):
                yield from self._at_desk(at, 15, self._rng.choice(["decline", "withdraw"]))
                return
            at = yield from self._at_desk(at, self._rng.uniform(0.5, 6), "supplement")
        if self._happens(0.025, ApplicationState.declined):
            yield from self._at_desk(at, 0.3, "decline")
            return
        at = yield from self._at_desk(at, self._rng.uniform(0, 0.5) if online else 0.03, "accept")
        yield from self._at_desk(at, 0.02, "dispatch")

    def _at_desk(self, at: datetime, days: float, verb: str) -> Generator[Scene, None, datetime]:
        at = later(self._rng, at, days)
        yield Scene(at, verb, self._application, self._clerk)
        return at

    def _whims(self) -> Iterator[Scene]:
        """What customers come up with: a change of mind, or that something was written wrongly."""
        at = self._application.created_at
        if self._happens(0.03):
            at = yield from self._at_desk(at, self._rng.uniform(0.2, 8), "amend")
        if self._happens(0.025, ApplicationState.withdrawn):
            days = self._rng.uniform(0.1, 2 if self._fate else 12)
            yield from self._at_desk(at, days, "withdraw")

    # ------------------------------------------------------------ a utility
    def _work(self, ticket: Ticket, at: datetime) -> Iterator[Scene]:
        rng = self._rng
        slowness = rng.lognormvariate(0, 0.4)
        while (crew := self._story.crew(ticket)) and not self._halted(ticket):
            if ticket.pending_approvals:
                return
            verb = self._next(ticket)
            days = PACE.get(verb, 1)
            at = later(rng, at, days * slowness * rng.lognormvariate(0, 0.5))
            back = ticket.state == TicketState.sent_back
            row: Application | Ticket = self._application if verb == "dispatch" else ticket
            yield Scene(at, verb, row, self._clerk if back else rng.choice(crew))

    def _next(self, ticket: Ticket) -> str:
        if ticket.state in BACK:
            return self._rng.choice(BACK[ticket.state])
        here = ticket.state, ticket.stage
        for verb, (share, fate) in INCIDENTS.items():
            if self._happens(share, fate) and not LIFECYCLE.refusal(verb, *here):
                return verb
        if ticket.stage == Stage.survey and (about := self._about_survey(ticket)):
            return about
        if self._plans_a_dig(ticket):
            return "plan_dig"
        if ticket.stage == Stage.construct and ticket.construction_started_at is None:
            return "start_construction"
        settles = self._owes_account(ticket) and self._happens(0.8)
        return "settle_fees" if settles else PASSING[ticket.stage]

    def _plans_a_dig(self, ticket: Ticket) -> bool:
        """Once at most; all tickets of a case dig near one place."""
        if ticket in self._digs or ticket.stage not in PLANNING:
            return False
        self._digs.add(ticket)
        lately = self._until - ticket.updated_at < RECENT
        return bool(self._story.catalogue.roads) and plans(self._hand, ticket, lately=lately)

    def _owes_account(self, ticket: Ticket) -> bool:
        """What was estimated is settled once, in the end."""
        estimated = "fees" in ticket.results.get("propose_scheme", {})
        return ticket.stage == Stage.complete and estimated and "settle_fees" not in ticket.results

    def _about_survey(self, ticket: Ticket) -> str | None:
        """Who comes first proposes, the others answer; one who can't come has it moved."""
        setting = self._story.setting(Scene(self._until, "record_survey", ticket, self._clerk))
        survey, part = appointment(setting), own_part(setting, ticket)
        if survey is None:
            return "schedule_survey" if self._happens(0.8) else None
        if survey.ticket_id != ticket.id and (part is None or part.answer == Answer.waiting):
            return "answer_survey" if self._happens(0.8) else None
        others = any(one.answer == Answer.other for one in parts(setting, survey))
        return "schedule_survey" if part and others and self._happens(0.7) else None
