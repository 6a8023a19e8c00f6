"""Until when one utility waits for another in joint works (DOMAIN §2.8)."""

from enum import StrEnum

from app.foundation.messages import Message, say


class Milestone(StrEnum):
    constructed = "constructed"
    connected = "connected"


MILESTONE_LABELS: dict[str, Message] = {
    Milestone.constructed: say("until its construction is finished"),
    Milestone.connected: say("until it is connected"),
}
