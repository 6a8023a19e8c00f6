"""The only place where views are registered (DESIGN §1)."""

import importlib.util
from typing import Any

from flask_babel import lazy_gettext

from app.console.actions import ActionView
from app.console.applications import ApplicationView
from app.console.tickets import TicketView

WORK = {"category": "Work", "category_label": lazy_gettext("Work")}


def register(appbuilder: Any) -> None:
    """All views of the console, the API's classes, and the menu's groups in their order."""
    builder = appbuilder
    builder.add_view(
        ApplicationView,
        "Applications",
        icon="fa-folder-open",
        label=lazy_gettext("Applications"),
        **WORK,
    )
    builder.add_view(TicketView, "Tickets", icon="fa-ticket", label=lazy_gettext("Tickets"), **WORK)
    builder.add_view_no_menu(ActionView)
    if importlib.util.find_spec("app.api"):
        importlib.import_module("app.api").register(builder)
