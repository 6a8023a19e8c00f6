"""The face for programs: REST in Flask-AppBuilder's shapes, problem details for refusals."""

from typing import Any

from flask import current_app, has_request_context, request

from app.access.actors import in_api
from app.api.applications import ApplicationApi
from app.api.approvals import ApprovalApi
from app.api.attachments import AttachmentApi
from app.api.digs import DigApi, MergeApi
from app.api.directory import CalendarApi, OrganisationApi, OutletApi, ServiceApi, SpecialistApi
from app.api.meetings import MeetingActionApi, MeetingApi
from app.api.notices import NoticeApi
from app.api.openapi import OpenApi
from app.api.schemes import SchemeApi
from app.api.slarules import SlaRuleApi
from app.api.supervisions import SupervisionApi
from app.api.surveys import SurveyApi
from app.api.tickets import TicketApi
from app.api.works import ApprovalKindApi, FeeApi, RoadApi

LANGUAGES = ("zh", "en")
APIS = (
    ApplicationApi,
    TicketApi,
    AttachmentApi,
    ApprovalApi,
    SupervisionApi,
    SurveyApi,
    SchemeApi,
    DigApi,
    MergeApi,
    OrganisationApi,
    OutletApi,
    SpecialistApi,
    ServiceApi,
    RoadApi,
    FeeApi,
    ApprovalKindApi,
    MeetingApi,
    MeetingActionApi,
    NoticeApi,
    CalendarApi,
    SlaRuleApi,
    OpenApi,
)


def register(appbuilder: Any) -> None:
    """Add every API to the application."""
    _speak_as_asked()
    provider: Any = current_app.json
    provider.sort_keys = provider.ensure_ascii = False
    for api in APIS:
        appbuilder.add_api(api)


def _speak_as_asked() -> None:
    """Programs say by Accept-Language which language they read; people choose it in the console."""
    babel = current_app.extensions["babel"]
    chosen_by_people = babel.locale_selector

    def chosen() -> Any:
        if has_request_context() and in_api():
            return request.accept_languages.best_match(LANGUAGES, LANGUAGES[0])
        return chosen_by_people()

    babel.locale_selector = chosen
