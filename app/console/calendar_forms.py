"""What is asked about a calendar: one day, a year to fill, a file to read."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext, lazy_gettext
from wtforms import FileField

from app.catalog.kinds import Field, make_field
from app.console.calendar_page import spans
from app.console.forms import CatalogueForm
from app.foundation.errors import Invalid
from app.foundation.messages import say
from app.sla.rules.revising import with_year
from app.workflow.bundle.syntax import BundleError, read

NOTE = make_field({"id": "note", "type": "long_text", "label": say("Reason"), "max_length": 500})
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


class UploadForm(CatalogueForm):
    """One file: a whole calendar, or one of its years."""

    def __init__(self) -> None:
        super().__init__(())
        about = lazy_gettext("A calendar of the bundle, or one year of it, as YAML.")
        asked: Any = FileField(lazy_gettext("File"), description=about)
        self["file"] = asked
        self["file"].process(None)


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
