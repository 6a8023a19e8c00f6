"""One reply to the applicant 方案答复: what all utilities of a case propose, side by side."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.sitework.models.schemes import FeeLine, Scheme
from app.sitework.rules.schemes import Spread, disordered, reply_of, spreads, standing
from app.sitework.states.schemes import Reply
from app.tickets.models import Ticket
from app.tickets.states import ENDED


@dataclass(frozen=True)
class Answer:
    """One ticket's part; where it isn't `full`, its text, its fees and its agreement are not told.

    Without a `scheme`, none stands.
    """

    ticket: Ticket
    reply: Reply
    scheme: Scheme | None
    full: bool

    @property
    def lines(self) -> Sequence[FeeLine]:
        """Its fees, as far as they are told."""
        return self.scheme.lines if self.full and self.scheme is not None else ()

    @property
    def disordered(self) -> bool:
        """Whether its promised days contradict each other."""
        return self.scheme is not None and disordered(self.scheme)


@dataclass(frozen=True)
class CombinedReply:
    """The parts in the order of the tickets, and what doesn't fit together."""

    answers: tuple[Answer, ...]
    spreads: tuple[Spread, ...]
    """Steps that are promised for different weeks: who, by ticket id."""

    @property
    def replied(self) -> list[Answer]:
        """Those with a scheme that stands."""
        return [one for one in self.answers if one.scheme is not None]

    @property
    def lines(self) -> list[FeeLine]:
        """The fees of all parts."""
        return [line for one in self.answers for line in one.lines]

    @property
    def whole(self) -> bool:
        """Whether the reader is told every part in full."""
        return all(one.full for one in self.answers)


def combined(
    tickets: Iterable[Ticket], schemes: Iterable[Scheme], told: Collection[int]
) -> CombinedReply:
    """The reply of a case for a reader who sees the tickets with these ids in full.

    A ticket that ended without ever being replied to has no part in it.
    """
    of_ticket: Mapping[int, list[Scheme]] = defaultdict(list)
    for scheme in schemes:
        of_ticket[scheme.ticket_id].append(scheme)
    answers = tuple(
        Answer(one, reply_of(of_ticket[one.id]), standing(of_ticket[one.id]), one.id in told)
        for one in tickets
        if one.dispatched_at is not None and (one.state not in ENDED or of_ticket[one.id])
    )
    promised = {one.ticket.id: one.scheme for one in answers if one.scheme is not None}
    return CombinedReply(answers, tuple(spreads(promised)))
