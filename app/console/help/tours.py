"""A short tour of the first page for each role: offered until taken or declined, never forced."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from app.access.actors import current_actor, standing_of
from app.extensions import begin_writing, db
from app.foundation.messages import Message, say
from app.people.models import StaffProfile


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is shown; `at` are selectors, of which the first in sight is pointed at."""

    title: Message
    text: Message
    at: tuple[str, ...]


QUEUES = ("[data-queues]",)
MENU = (".lb-side", ".lb-top__menu")
NEW = Step(
    say("A new application"),
    say("One form for all services: what you tick opens its part, and each utility gets a ticket."),
    (".lb-head__tools .btn-primary", *MENU),
)
FIND = Step(
    say("Finding a case"),
    say("Type a number or its end, a part of the enterprise, its pinyin's initials, or the phone's "
        "last four digits. Ctrl+K finds pages and actions too."),
    (".lb-find", "[data-palette]"),
)  # fmt: skip
WAYS = Step(
    say("All pages"),
    say("The menu shows what your role works with; lists keep your filters and columns."),
    MENU,
)
OWN = Step(
    say("Your own menu"),
    say("Dark colours, large text, keyboard shortcuts, who stands in for you, and help with this "
        "tour."),
    (".lb-user",),
)  # fmt: skip


def _queues(text: Message) -> Step:
    return Step(say("What waits for you"), text, QUEUES)


COUNTER = (
    _queues(
        say("Applications to be accepted and dispatched stand first; a number opens its list.")
    ),
    NEW,
    FIND,
    OWN,
)
WATCHING = (
    _queues(say("How many cases are where, and which are late; a number opens its list.")),
    FIND,
    WAYS,
    OWN,
)
TOURS: dict[str, Sequence[Step]] = {
    "window": COUNTER,
    "online": COUNTER,
    "utility": (
        _queues(say("Tickets to be claimed and those due soon; a number opens its list, where "
                    "several can be ticked and handled at once.")),
        FIND,
        WAYS,
        OWN,
    ),
    "department": (
        _queues(say("Approvals that your department decides; the clock runs from the request.")),
        FIND,
        WAYS,
        OWN,
    ),
    "coordinator": (
        _queues(say("The whole county: what is late, suspended or sent back; a number opens its "
                    "list.")),
        FIND,
        WAYS,
        OWN,
    ),
    "regulator": WATCHING,
    "township": WATCHING,
    "leader": WATCHING,
    "auditor": (WAYS, OWN),
    "admin": (WAYS, OWN),
}  # fmt: skip


def steps() -> list[Step]:
    """Those of the reader's roles, each once."""
    found: list[Step] = []
    for role in _roles():
        found += [one for one in TOURS[role] if one not in found]
    return found


def tour() -> dict[str, Any]:
    """For the first page: the steps as tour.js takes them, and whether they are to be offered."""
    told = [{"title": str(one.title), "text": str(one.text), "at": one.at} for one in steps()]
    profile = _profile()
    return {
        "steps": told,
        "offered": profile is not None and bool(set(_roles()) - {*(profile.tours or ())}),
    }


def settle() -> None:
    """The reader has seen it, or doesn't want to: it isn't offered again."""
    profile = _profile()
    if profile is None:
        return
    pk, roles = profile.id, sorted({*(profile.tours or ()), *_roles()})
    begin_writing(db.session())
    changed = update(StaffProfile).where(StaffProfile.id == pk)
    db.session.execute(changed.values(tours=roles, updated_at=StaffProfile.updated_at))
    db.session.commit()


def _roles() -> list[str]:
    return [one for one in current_actor().roles if one in TOURS]


def _profile() -> StaffProfile | None:
    user = current_actor().user_id
    standing = standing_of(user) if user is not None else None
    return standing.profile if standing else None
