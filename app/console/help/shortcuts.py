"""The keys of the console, declared once: keys.js obeys this, the overview is drawn from it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.access.actors import current_actor
from app.console.help.places import pages
from app.foundation.messages import Message, say


class Where(StrEnum):
    """On which pages a key means something."""

    everywhere = "everywhere"
    lists = "lists"
    records = "records"


WHERES = {
    Where.everywhere: say("On every page"),
    Where.lists: say("In lists, also those of the first page"),
    Where.records: say("On a record"),
}
GOING = say("Go to a page: one key after the other")


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`keys` as KeyboardEvent tells them; `does` is a command of keys.js, or the browser's own."""

    keys: str
    does: str
    label: Message
    where: Where = Where.everywhere


SHORTCUTS = (
    Shortcut("Ctrl+k", "palette", say("Find a case, a page or something to begin")),
    Shortcut("/", "find", say("Into the search box")),
    Shortcut("?", "overview", say("Show these shortcuts")),
    Shortcut("Escape", "", say("Close what is open")),
    Shortcut("j", "next", say("To the next row"), Where.lists),
    Shortcut("k", "previous", say("To the row before"), Where.lists),
    Shortcut("Enter", "", say("Open the row"), Where.lists),
    Shortcut("x", "tick", say("Tick the row, or not"), Where.lists),
    Shortcut("a", "act", say("What the ticked rows allow; without any, begin a new record"),
             Where.lists),
    Shortcut("e", "edit", say("Edit the row"), Where.lists),
    Shortcut("a", "act", say("Open the first action; what asks nothing waits for Enter"),
             Where.records),
    Shortcut("e", "edit", say("Correct the record"), Where.records),
)  # fmt: skip
GO = {
    "h": "HomeView",
    "a": "ApplicationView",
    "t": "TicketView",
    "p": "ApprovalView",
    "s": "SurveyView",
    "n": "NoticeView",
    "m": "MeetingView",
}
"""After `g`: letter → the view that is gone to, for whoever may."""


def going() -> list[dict[str, str]]:
    """The places of the reader that have a letter."""
    there = {one.endpoint: one for one in pages() if one.endpoint}
    return [
        {"keys": f"g {letter}", "label": there[view].label, "url": there[view].url}
        for letter, view in GO.items()
        if view in there
    ]


def for_script() -> list[dict[str, str]]:
    """What keys.js is told; nothing for strangers."""
    if current_actor().user_id is None:
        return []
    commands = {one.keys: one.does for one in SHORTCUTS if one.does}
    return [{"keys": keys, "does": does} for keys, does in commands.items()] + going()


def overview() -> list[dict[str, Any]]:
    """Groups of keys with what they do."""
    groups = [
        {
            "label": str(label),
            "rows": [(one.keys, str(one.label)) for one in SHORTCUTS if one.where is where],
        }
        for where, label in WHERES.items()
    ]
    return [
        *groups,
        {"label": str(GOING), "rows": [(one["keys"], one["label"]) for one in going()]},
    ]
