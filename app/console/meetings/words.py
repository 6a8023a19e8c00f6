"""What the columns of meetings are called where the journal tells their changes."""

from collections.abc import Mapping

from app.foundation.messages import Message, say

COLUMNS: Mapping[str, Message] = {
    "title": say("Title"),
    "starts_at": say("Begins"),
    "place": say("Place"),
    "participants": say("Participants"),
    "agenda": say("Agenda"),
    "minutes": say("Minutes"),
    "held_at": say("Held at"),
    "attendance": say("Attendance"),
    "conclusions": say("Conclusions"),
}
