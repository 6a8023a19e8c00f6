"""The only place where views are registered (DESIGN §1)."""

import importlib
import importlib.util
from typing import Any

from flask import current_app
from flask_babel import gettext

from app.access.actors import current_actor
from app.console import sending
from app.console.actions import ActionView
from app.console.alike import AlikeView
from app.console.applications import ApplicationView
from app.console.approvalkinds import ApprovalKindView
from app.console.approvals import ApprovalView
from app.console.attachments import AttachmentView
from app.console.calendars import CalendarView
from app.console.digs.county import DigView
from app.console.directories import OrganisationView, OutletView, SpecialistView
from app.console.drafts import DraftView
from app.console.fees import FeeView
from app.console.finding import FindView
from app.console.handover.people import PersonView
from app.console.help import shortcuts, tours
from app.console.help.emptiness import emptiness
from app.console.help.views import HelpView
from app.console.intake.views import IntakeView
from app.console.journal import JournalView
from app.console.looks import LooksView, for_templates
from app.console.meetings.owed import MeetingActionView
from app.console.meetings.views import MeetingView
from app.console.mentions import MentionView
from app.console.notices import NoticeView, reads_notices
from app.console.progress import ProgressView
from app.console.roads import RoadView
from app.console.saved.views import SavedViewView
from app.console.services import ServiceView
from app.console.slarules.views import SlaRuleView
from app.console.supervisions import SupervisionView
from app.console.survey_calendar import SurveyView
from app.console.tickets import TicketView
from app.foundation.messages import Message, say

Entry = tuple[Any, Message, str]
"""View, label, icon."""
WORK: tuple[Entry, ...] = (
    (ApplicationView, say("Applications"), "fa-folder-open"),
    (TicketView, say("Tickets"), "fa-list-check"),
    (SurveyView, say("Joint surveys"), "fa-calendar-check"),
    (ApprovalView, say("Approvals"), "fa-file-signature"),
    (NoticeView, say("Notices"), "fa-bell"),
    (SupervisionView, say("Supervisions"), "fa-bullhorn"),
    (DigView, say("Digs"), "fa-road"),
    (MeetingView, say("Meetings"), "fa-people-group"),
    (MeetingActionView, say("Agreed at meetings"), "fa-clipboard-check"),
    (IntakeView, say("Imports"), "fa-file-import"),
)
ASIDE = (
    ActionView,
    AlikeView,
    AttachmentView,
    DraftView,
    FindView,
    HelpView,
    LooksView,
    MentionView,
    ProgressView,
    SavedViewView,
)
"""What the menu doesn't show."""


def register(appbuilder: Any) -> None:
    """All views of the console, the API's classes, and the menu's groups in their order."""
    for category, entries in _groups(appbuilder.sm):
        for view, label, icon in entries:
            appbuilder.add_view(
                view,
                label.msgid,
                label=label,
                icon=icon,
                category=category.msgid,
                category_label=category,
            )
    current_app.context_processor(
        lambda: {"reads_notices": reads_notices, "stands_in_for": _stands_in_for}
    )
    current_app.context_processor(for_templates)
    current_app.context_processor(lambda: {"shortcuts": shortcuts.for_script, "tour": tours.tour})
    current_app.jinja_env.globals["once"] = sending.once
    current_app.jinja_env.globals["emptiness"] = emptiness  # FAB's widgets know no context
    for view in ASIDE:
        appbuilder.add_view_no_menu(view)
    if importlib.util.find_spec("app.api"):
        importlib.import_module("app.api").register(appbuilder)


def _stands_in_for() -> str:
    """The absent colleagues in whose place the reader is just now."""
    return str(gettext(", ")).join(one.name for one in current_actor().stands_in_for)


def _groups(manager: Any) -> tuple[tuple[Message, tuple[Entry, ...]], ...]:
    """The sidebar; the security manager has registered its own views before."""
    return (
        (
            say("Work"),
            WORK,
        ),
        (
            say("Directory"),
            (
                (OrganisationView, say("Organisations"), "fa-building"),
                (OutletView, say("Outlets"), "fa-store"),
                (SpecialistView, say("Service specialists"), "fa-user-tie"),
                (PersonView, say("People"), "fa-user-clock"),
            ),
        ),
        (
            say("Configuration"),
            (
                (ServiceView, say("Services"), "fa-sliders"),
                (CalendarView, say("Calendars"), "fa-calendar-days"),
                (SlaRuleView, say("Rules of time limits"), "fa-stopwatch"),
                (ApprovalKindView, say("Approvals and lanes"), "fa-stamp"),
                (FeeView, say("Fees"), "fa-coins"),
                (RoadView, say("Roads"), "fa-road"),
            ),
        ),
        (
            say("System"),
            (
                (manager.user_view, say("Accounts"), "fa-users"),
                (manager.role_view, say("Roles"), "fa-user-shield"),
                (JournalView, say("Journal"), "fa-book"),
            ),
        ),
    )
