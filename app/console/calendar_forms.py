"""What is asked about a calendar: one day, a year to fill, a file to read."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FileField
from wtforms.form import BaseForm

from app.catalog.kinds import Field, make_field
from app.console.calendar_page import spans
from app.foundation.errors import Invalid
from app.foundation.messages import say
from app.sla.rules.revising import with_year
from app.workflow.bundle.syntax import BundleError, read

USUAL, OPEN, CLOSED = "usual", "open", "closed"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"
WINDOW = rf"({CLOCK})[-–~]({CLOCK})"
NOTE = make_field({"id": "note", "type": "long_text", "label": say("Reason"), "max_length": 500})
DAY = tuple(
    make_field(one)
    for one in (
        {
            "id": "kind",
            "type": "choice",
            "label": say("This day"),
            "required": True,
            "choices": [
                {"code": USUAL, "label": say("Like any of its weekday")},
                {"code": OPEN, "label": say("Working day")},
                {"code": CLOSED, "label": say("Day off")},
            ],
        },
        {
            "id": "windows",
            "type": "text",
            "label": say("Own opening hours"),
            "help": say("Of a working day only; empty means the usual ones."),
            "examples": ["09:00-12:00, 13:00-17:00"],
            "pattern": rf"{WINDOW}(\s*[,，、;]\s*{WINDOW})*",
            "max_length": 200,
        },
        {"id": "zh", "type": "text", "label": say("Name in Chinese"), "max_length": 40},
        {"id": "en", "type": "text", "label": say("Name in English"), "max_length": 80},
    )
)
YEAR: Field = make_field(
    {
        "id": "year",
        "type": "integer",
        "label": say("Year"),
        "required": True,
        "min": 2000,
        "max": 2100,
    }
)


def stored_day(row: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the form of a day shows first."""
    if row is None:
        return {"kind": USUAL}
    name = row.get("name", {})
    return {
        "kind": OPEN if row["open"] else CLOSED,
        "windows": ", ".join("-".join(one) for one in row.get("windows", ())),
        "zh": name.get("zh"),
        "en": name.get("en"),
    }


def entered_day(day: date, entered: Mapping[str, Any]) -> dict[str, Any] | None:
    """The document's row; None for a day like any of its weekday."""
    if entered["kind"] == USUAL:
        return None
    zh, en = entered["zh"], entered["en"]
    hours = re.findall(CLOCK.replace("(", "(?:"), entered["windows"] or "")
    row: dict[str, Any] = {"date": str(day), "open": entered["kind"] == OPEN}
    if zh or en:
        row["name"] = {"zh": zh or en, "en": en or zh}
    if hours:
        row["windows"] = [hours[at : at + 2] for at in range(0, len(hours), 2)]
    return row


class UploadForm(BaseForm):
    """One file: a whole calendar, or one of its years."""

    def __init__(self) -> None:
        about = lazy_gettext("A calendar of the bundle, or one year of it, as YAML.")
        asked: Any = {"file": FileField(lazy_gettext("File"), description=about)}
        super().__init__(asked)
        self.process()


def uploaded(name: str, content: bytes, document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The calendar that the file makes of `document`; raises Invalid (`file`)."""
    try:
        data = read(name, content).data
    except BundleError as error:
        raise Invalid({"file": list(error.problems)}) from error
    if isinstance(data, dict) and "years" in data:
        return data
    if isinstance(data, dict) and isinstance(data.get("year"), int):
        return with_year(document, data)
    said = say("The file is neither a calendar (years) nor a year of one (year, days).")
    raise Invalid({"file": [said]})


def usual_hours(windows: Any) -> str:
    """Above the form of a day."""
    return str(gettext("Usual opening hours: %(hours)s", hours=spans(windows)))
