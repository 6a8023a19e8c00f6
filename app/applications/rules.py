"""An application's state follows from its tickets (DOMAIN §4)."""

import re
import unicodedata
from collections.abc import Iterable

from app.applications.states import HANDLING, OFFLINE, Channel
from app.applications.states import ApplicationState as S
from app.tickets.states import ENDED, TicketState


def derived_state(state: S, tickets: Iterable[TicketState]) -> S:
    """Finished when every ticket has ended; concluded if at least one was connected.

    A stuck utility never hides another's finish, and one that declines doesn't stop the others.
    """
    states = set(tickets)
    if TicketState.completed in states and states <= ENDED:
        return S.completed
    if state is S.in_progress and states <= ENDED:
        return S.ended
    return state


def takes_duty(channel: Channel, verb: str, *, dispatched: bool) -> bool:
    """Whether who does `verb` becomes the first receiver (首接负责制, DOMAIN §2.3).

    At a counter it is the clerk who accepts; online it is the last agent who handled the
    application, and dispatch fixes it.
    """
    if channel in OFFLINE:
        return verb == "accept"
    return verb in HANDLING and not dispatched


def same_place(one: str, other: str) -> bool:
    """Whether two addresses are written alike: width, case, blanks and dashes don't matter."""
    return _place(one) == _place(other)


def _place(address: str) -> str:
    return re.sub(r"[\W_]", "", unicodedata.normalize("NFKC", address)).casefold()
