"""Pure rules about accounts, about deputies, and which outlet takes an application."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from app.foundation.actor import Actor
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.people.states import Sharing
from app.security import OF_LEADS

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


# ---------------------------------------------------------------- saved views
class Shared(Protocol):
    """What a rule needs to know of a saved view."""

    @property
    def owner_id(self) -> int: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def sharing(self) -> Sharing: ...


def sharings(actor: Actor) -> tuple[Sharing, ...]:
    """Whom the actor may save a view for: an organisation's lead for it, the office for all."""
    office = actor.may(Permission.view_share)
    own = actor.organisation_id and (office or actor.may(Permission.view_share_own))
    return (
        Sharing.mine,
        *((Sharing.organisation,) if own else ()),
        *((Sharing.everyone,) if office else ()),
    )


def changes_view(actor: Actor, view: Shared) -> bool:
    """Its owner, and whoever may share with those who see it."""
    if view.owner_id == actor.user_id:
        return True
    if view.sharing is Sharing.mine or view.sharing not in sharings(actor):
        return False
    return view.sharing is Sharing.everyone or view.organisation_id == actor.organisation_id


# ---------------------------------------------------------------- deputies
LONGEST_ABSENCE = timedelta(days=366)
"""Whoever is away for longer has their cases handed over."""


class Absence(Protocol):
    """A time in which one stands in for another; `ended_at`, if it ended before its time."""

    person_id: int
    deputy_id: int
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None


class Worker(Protocol):
    """What a rule needs to know of a colleague."""

    @property
    def organisation_id(self) -> int | None: ...
    @property
    def outlet_id(self) -> int | None: ...
    @property
    def permissions(self) -> frozenset[Permission]: ...


def over_at(one: Absence) -> datetime:
    """The first instant at which it does not hold any more; of one called off, its begin."""
    return one.ends_at if one.ended_at is None else max(one.begins_at, one.ended_at)


def holds(one: Absence, at: datetime) -> bool:
    """Whether the deputy stands in at this instant: from the first on, not at the last."""
    return one.begins_at <= at < over_at(one)


def meets(one: Absence, begins: datetime, ends: datetime) -> bool:
    """Whether it holds at some instant of `[begins, ends)`."""
    return max(one.begins_at, begins) < min(over_at(one), ends)


def clash(asked: Absence, others: Iterable[Absence]) -> Message | None:
    """Why these can't hold beside each other: no two deputies of one, no deputy of a deputy."""
    for one in others:
        if not meets(one, asked.begins_at, asked.ends_at):
            continue
        if one.person_id == asked.person_id:
            return say("There is a deputy already for a part of this time.")
        if one.person_id == asked.deputy_id:
            return say("The deputy is away too for a part of this time.")
        if one.deputy_id == asked.person_id:
            return say("Whoever stands in for somebody can't have a deputy at the same time.")
    return None


def uncovered(person: Worker, deputy: Worker) -> Message | None:
    """Why one can't stand in for the other; the outlet counts where the duty is an outlet's."""
    if person.organisation_id is None or person.organisation_id != deputy.organisation_id:
        return say("A deputy is a colleague of the same organisation.")
    at_counter = Permission.application_read_outlet in person.permissions
    if at_counter and person.outlet_id != deputy.outlet_id:
        return say("A deputy for an outlet's duty is a colleague of the same outlet.")
    if not person.permissions - OF_LEADS <= deputy.permissions:
        return say("A deputy's role must include all that the absent colleague's does.")
    return None
