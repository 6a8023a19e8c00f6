"""How one day is arranged, as it is asked on a screen and in a sheet."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from app.catalog.kinds import make_field
from app.foundation.messages import say

USUAL, OPEN, CLOSED = "usual", "open", "closed"
CLOCK = r"([01][0-9]|2[0-3]):[0-5][0-9]|24:00"
WINDOW = rf"({CLOCK})[-–~]({CLOCK})"
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
