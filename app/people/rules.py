"""Pure rules about accounts, and which outlet takes an application."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from app.foundation.actor import Actor
from app.foundation.messages import Message, say

PASSWORD_MIN = 10
PASSWORD_MAX = 128
PASSWORD_CLASSES = 3

IDLE = timedelta(minutes=60)
"""A session that was not used for so long has ended (DOMAIN §12)."""
LONGEST = timedelta(hours=8)
"""A session ends so long after its login, used or not."""


ACCOUNT_ATTEMPTS = 5
ADDRESS_ATTEMPTS = 20
WINDOW = timedelta(minutes=15)
LOCK = timedelta(minutes=15)
"""So many wrong passwords within `WINDOW` lock for `LOCK` (DOMAIN §12)."""


def password_problem(password: str) -> Message | None:
    """Why a password is too weak; None when it is not."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        return say(
            "A password has %(least)s to %(most)s characters.",
            least=PASSWORD_MIN,
            most=PASSWORD_MAX,
        )
    classes = (str.islower, str.isupper, str.isdigit, _is_sign)
    if sum(any(map(one, password)) for one in classes) < PASSWORD_CLASSES:
        return say(
            "A password needs %(classes)s of: small letters, capital letters, digits, other signs.",
            classes=PASSWORD_CLASSES,
        )
    return None


def _is_sign(character: str) -> bool:
    return not (character.islower() or character.isupper() or character.isdigit())


def session_over(begun: datetime, seen: datetime, now: datetime) -> bool:
    """Whether a session begun and last used at these instants has ended by `now`."""
    return now - begun >= LONGEST or now - seen >= IDLE


class Receiving(Protocol):
    """What a rule needs to know of an outlet."""

    id: int
    organisation_id: int
    channels: Sequence[str]


Outlet = TypeVar("Outlet", bound=Receiving)


def choose_outlet(outlets: Iterable[Outlet], channel: str, actor: Actor) -> Outlet | None:
    """The outlet an application of this channel belongs to (DOMAIN §2.1, §2.3).

    The actor's own outlet when it takes the channel, else one of the actor's organisation, else
    the first that does, in the order given.
    """
    taking = [outlet for outlet in outlets if channel in outlet.channels]
    own = [outlet for outlet in taking if outlet.id == actor.outlet_id]
    near = [outlet for outlet in taking if outlet.organisation_id == actor.organisation_id]
    return next(iter(own or near or taking), None)
