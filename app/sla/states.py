"""What time limits are made of: closed sets, data only (DOMAIN §5, DESIGN §3)."""

from enum import StrEnum

from app.foundation.messages import Message, say


class Unit(StrEnum):
    """What an amount of time is counted in: one module of `kinds/` each."""

    hour = "hour"
    workday = "workday"
    day = "day"
    month = "month"


class AfterHours(StrEnum):
    """A start on a day off, or at or after the day's last close, counts as made then."""

    same_day = "same_day"
    next_workday = "next_workday"


class YearStatus(StrEnum):
    """Whether a year's days off are the State Council's, or only reckoned ahead (DOMAIN §6)."""

    published = "published"
    projected = "projected"


class Node(StrEnum):
    """What has a time limit: a step of the case, or the whole of it."""

    check = "check"
    claim = "claim"
    contact = "contact"
    survey = "survey"
    scheme = "scheme"
    confirm = "confirm"
    permit = "permit"
    construct = "construct"
    connect = "connect"
    ticket = "ticket"
    application = "application"
    approval = "approval"


class Basis(StrEnum):
    """Whose limit it is: the county's promise, or the law's."""

    promised = "promised"
    statutory = "statutory"


class Holder(StrEnum):
    """Whose time it is."""

    applicant = "applicant"
    first_receiver = "first_receiver"
    utility = "utility"
    department = "department"
    force_majeure = "force_majeure"


class ClockState(StrEnum):
    running = "running"
    paused = "paused"
    met = "met"
    breached = "breached"
    void = "void"


class Light(StrEnum):
    normal = "normal"
    soon = "soon"
    overdue = "overdue"
    paused = "paused"
    none = "none"


class Migration(StrEnum):
    """Which clocks a new version of a rule changes (DESIGN §3)."""

    new_only = "new_only"
    never_earlier = "never_earlier"
    all_open = "all_open"


class Audience(StrEnum):
    """Who is told when a level is reached."""

    organisation = "organisation"
    lead = "lead"
    coordinator = "coordinator"


class Standing(StrEnum):
    """Of a supervision."""

    open = "open"
    overdue = "overdue"
    answered = "answered"


OPEN = frozenset({ClockState.running, ClockState.paused})

NODE_LABELS: dict[str, Message] = {
    Node.check: say("Check and accept"),
    Node.claim: say("Claiming"),
    Node.contact: say("Specialist contact"),
    Node.survey: say("Joint survey"),
    Node.scheme: say("Scheme reply"),
    Node.confirm: say("Confirmation and signing"),
    Node.permit: say("Approvals"),
    Node.construct: say("Construction"),
    Node.connect: say("Inspection and connection"),
    Node.ticket: say("Whole ticket"),
    Node.application: say("Whole application"),
    Node.approval: say("Approval"),
}
BASIS_LABELS: dict[str, Message] = {
    Basis.promised: say("Promised limit"),
    Basis.statutory: say("Statutory limit"),
}
HOLDER_LABELS: dict[str, Message] = {
    Holder.applicant: say("Applicant"),
    Holder.first_receiver: say("First receiver"),
    Holder.utility: say("Utility"),
    Holder.department: say("Department"),
    Holder.force_majeure: say("Force majeure"),
}
CLOCK_STATE_LABELS: dict[str, Message] = {
    ClockState.running: say("Running"),
    ClockState.paused: say("Paused"),
    ClockState.met: say("Met"),
    ClockState.breached: say("Breached"),
    ClockState.void: say("Void"),
}
LIGHT_LABELS: dict[str, Message] = {
    Light.normal: say("On time"),
    Light.soon: say("Due soon"),
    Light.overdue: say("Overdue"),
    Light.paused: say("Paused"),
    Light.none: say("No limit"),
}
UNIT_LABELS: dict[str, Message] = {
    Unit.hour: say("working hours"),
    Unit.workday: say("working days"),
    Unit.day: say("natural days"),
    Unit.month: say("months"),
}
STANDING_LABELS: dict[str, Message] = {
    Standing.open: say("Waits for a reply"),
    Standing.overdue: say("Reply overdue"),
    Standing.answered: say("Replied"),
}
