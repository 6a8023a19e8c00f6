"""An application's state follows from its tickets (DOMAIN §4)."""

from collections.abc import Iterable

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
