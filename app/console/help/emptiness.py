"""What an empty list says: what comes here and why there is none, and what leads on from there."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext

from app.console.help.places import open_to_me
from app.foundation.messages import Message, say

Way = tuple[str, Message]
"""An endpoint, and what following it is called."""


@dataclass(frozen=True, slots=True)
class Empty:
    """Why there may be nothing, and where one could go; ways that aren't open are left out."""

    why: Message
    ways: tuple[Way, ...] = ()


NEW_APPLICATION: Way = ("ApplicationView.add", say("New application"))
TO_APPLICATIONS: Way = ("ApplicationView.list", say("To the applications"))
TO_TICKETS: Way = ("TicketView.list", say("To the tickets"))
TO_MEETINGS: Way = ("MeetingView.list", say("To the meetings"))
USUAL = Empty(say("Nothing has been recorded here yet, or nothing that you may see."))
EMPTIES: dict[str, Empty] = {
    "ApplicationView": Empty(
        say("An application stands here once a window has drafted it or an enterprise handed it "
            "in."),
        (NEW_APPLICATION,),
    ),
    "TicketView": Empty(
        say("Tickets come when a window dispatches an accepted application: one for each service."),
        (TO_APPLICATIONS,),
    ),
    "ApprovalView": Empty(
        say("Approvals come when a utility asks for them on a ticket whose works need a permit."),
        (TO_TICKETS,),
    ),
    "NoticeView": Empty(
        say("You are told here what concerns your cases: new tickets, warnings, answers."),
        (TO_TICKETS, TO_APPLICATIONS),
    ),
    "SupervisionView": Empty(
        say("The coordinating office opens a supervision on a ticket that lies too long."),
        (TO_TICKETS,),
    ),
    "MeetingView": Empty(
        say("Meetings settle what is overdue, unanswered or refused; their agenda is proposed."),
        (("MeetingView.add", say("Plan a meeting")),),
    ),
    "MeetingActionView": Empty(
        say("What a meeting agrees on stands here with its owner and its day."),
        (TO_MEETINGS,),
    ),
    "IntakeView": Empty(
        say("Each import of a sheet stands here, with what it wrote and the way to undo it. The "
            "buttons above begin one."),
    ),
    "OrganisationView": Empty(
        say("Offices, utilities and departments that take part; the bundle brings the first."),
        (("OrganisationView.add", say("New organisation")),),
    ),
    "OutletView": Empty(
        say("Counters and online desks where an application can be handed in."),
        (("OutletView.add", say("New outlet")),),
    ),
    "SpecialistView": Empty(
        say("Every ticket gets a specialist of its utility, taken from here."),
        (("SpecialistView.add", say("New service specialist")),),
    ),
    "JournalView": Empty(say("Whatever somebody does to a record is written here for ever.")),
}  # fmt: skip


def emptiness(name: str, *, filtered: bool) -> dict[str, Any]:
    """For the template of a list: a sentence, and the ways that are open to the reader."""
    if filtered:
        return {"why": gettext("Nothing fits what you asked for; ask for less."), "ways": []}
    empty = EMPTIES.get(name, USUAL)
    ways = [(url_for(to), str(label)) for to, label in empty.ways if open_to_me(to)]
    return {"why": str(empty.why), "ways": ways}
