"""An application's states, channels and transitions (DOMAIN §2, §4): data only."""

from enum import StrEnum

from app.foundation.lifecycle import Lifecycle, step
from app.foundation.messages import Message, say


class ApplicationState(StrEnum):
    draft = "draft"
    submitted = "submitted"
    supplementing = "supplementing"
    accepted = "accepted"
    in_progress = "in_progress"
    completed = "completed"
    ended = "ended"
    declined = "declined"
    withdrawn = "withdrawn"


class Channel(StrEnum):
    hall = "hall"
    shared_hall = "shared_hall"
    online = "online"
    utility_site = "utility_site"
    utility_app = "utility_app"
    wechat = "wechat"


class Property(StrEnum):
    owned = "owned"
    leased = "leased"


S = ApplicationState

ENDED = frozenset({S.completed, S.ended, S.declined, S.withdrawn})
OFFLINE = frozenset({Channel.hall, Channel.shared_hall})
HANDLING = frozenset(
    {"submit", "accept", "decline", "request_supplement", "supplement", "dispatch"}
)
"""Online, who did the last of these up to dispatch is the first receiver (DOMAIN §2.3)."""

STATE_LABELS: dict[str, Message] = {
    S.draft: say("Draft"),
    S.submitted: say("To be accepted"),
    S.supplementing: say("Awaiting supplement"),
    S.accepted: say("Accepted"),
    S.in_progress: say("Being handled"),
    S.completed: say("Concluded"),
    S.ended: say("Ended without connection"),
    S.declined: say("Not accepted"),
    S.withdrawn: say("Withdrawn"),
}
CHANNEL_LABELS = {
    Channel.hall: say("Government service hall"),
    Channel.shared_hall: say("Shared utility hall"),
    Channel.online: say("Online platform"),
    Channel.utility_site: say("Utility's website"),
    Channel.utility_app: say("Utility's app"),
    Channel.wechat: say("WeChat account"),
}
PROPERTY_LABELS = {Property.owned: say("Owned"), Property.leased: say("Leased")}

LIFECYCLE = Lifecycle(
    (
        step("submit", [S.draft], S.submitted),
        # At the counter the form is checked with the customer and accepted on the spot: acting on
        # a draft submits it.
        step("accept", [S.draft, S.submitted], S.accepted),
        step("decline", [S.draft, S.submitted, S.supplementing], S.declined),
        step("request_supplement", [S.draft, S.submitted], S.supplementing),
        step("supplement", [S.supplementing], S.submitted),
        step("dispatch", [S.accepted, S.in_progress], S.in_progress),
        step("amend", [S.draft, S.submitted, S.supplementing, S.accepted, S.in_progress]),
        step("comment", frozenset(S)),
        step("withdraw", set(S) - ENDED, S.withdrawn),
        step("hand_over", set(S) - ENDED),
    ),
    STATE_LABELS,
)
