"""Deadlines asked for from outside: a line of JSON in, a line of JSON out (DESIGN §4)."""

import json
import logging
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, TypeVar

from sqlalchemy import Engine, inspect
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.foundation.messages import say
from app.sla.models import CalendarVersion
from app.sla.queries import published
from app.sla.rules.calendar import Calendar, CalendarError, compile_calendar
from app.sla.rules.deadline import DeadlineError, Pause, Terms, due, projected
from app.sla.rules.explain import explain
from app.sla.states import AfterHours, Unit
from app.workflow.bundle import COUNTY
from app.workflow.bundle.syntax import read

log = logging.getLogger(__name__)

NEEDED = ("start", "unit", "amount")
KNOWN = (*NEEDED, "pauses", "after_hours", "calendar")
SHOWN = 60
"""How much of a wrong value is repeated, in characters."""
Choice = TypeVar("Choice", Unit, AfterHours)
Asked = tuple[Calendar, datetime, Terms, Sequence[Pause]]


def calendars(engine: Engine) -> Mapping[str, Calendar]:
    """By code, the default first: the database's if it has any, else the sample bundle's."""
    try:
        if inspect(engine).has_table(CalendarVersion.__tablename__):
            with Session(engine) as session:
                if found := published(session):
                    return found
    except OperationalError:
        log.warning("no database there: deadlines by the sample bundle's calendar")
    files = sorted((COUNTY / "calendars").glob("*.yaml"))
    compiled = [compile_calendar(read(one.name, one.read_bytes()).data) for one in files]
    return {one.code: one for one in compiled}


def answer(line: bytes, known: Mapping[str, Calendar]) -> bytes:
    """A line with `due_at`, `explanation` and `projected`, or with `error`; never raises."""
    try:
        found = _found(*_asked(_object(line), known))
    except (DeadlineError, CalendarError) as error:
        found = {"error": str(error)}
    return json.dumps(found, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _found(
    calendar: Calendar, start: datetime, terms: Terms, pauses: Sequence[Pause]
) -> dict[str, Any]:
    due_at = due(calendar, start, terms, pauses)
    return {
        "due_at": due_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "explanation": [str(step) for step in explain(calendar, start, terms, pauses)],
        "projected": projected(calendar, start, due_at),
    }


def _object(line: bytes) -> dict[str, Any]:
    try:
        given = json.loads(
            line.decode("utf-8-sig"), parse_float=Decimal, parse_constant=lambda _: Decimal("NaN")
        )
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise DeadlineError(say("This line is not JSON.")) from error
    if not isinstance(given, dict):
        raise DeadlineError(say("Each line is a JSON object."))
    if unknown := [key for key in given if key not in KNOWN]:
        raise DeadlineError(say("Unknown key: %(key)s.", key=_shown(unknown[0])))
    if missing := [key for key in NEEDED if key not in given]:
        raise DeadlineError(say("%(key)s is missing.", key=missing[0]))
    return given


def _asked(given: Mapping[str, Any], known: Mapping[str, Calendar]) -> Asked:
    code = given.get("calendar", next(iter(known), None))
    if not isinstance(code, str) or code not in known:
        raise DeadlineError(say("There is no calendar %(code)s.", code=_shown(code)))
    terms = Terms(
        _choice(Unit, given["unit"]),
        _amount(given["amount"]),
        _choice(AfterHours, given.get("after_hours", AfterHours.same_day.value)),
    )
    return known[code], _instant(given["start"]), terms, _pauses(given.get("pauses", []))


def _amount(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise DeadlineError(say("The amount is a JSON number."))
    return Decimal(value)


def _choice(choices: type[Choice], value: Any) -> Choice:
    if isinstance(value, str) and value in [str(one) for one in choices]:
        return choices(value)
    known = ", ".join(choices)
    raise DeadlineError(
        say("%(value)s is not one of: %(known)s.", value=_shown(value), known=known)
    )


def _instant(value: Any) -> datetime:
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError) as error:
        said = say("%(value)s is no time as ISO 8601 writes it.", value=_shown(value))
        raise DeadlineError(said) from error


def _pauses(value: Any) -> list[Pause]:
    if not isinstance(value, list):
        raise _no_pauses()
    return [_pause(row) for row in value]


def _pause(row: Any) -> Pause:
    if not isinstance(row, list) or len(row) != 2:  # noqa: PLR2004  # from and to
        raise _no_pauses()
    return Pause(_instant(row[0]), _instant(row[1]))


def _no_pauses() -> DeadlineError:
    return DeadlineError(say("Pauses are a list of pairs [from, to]."))


def _shown(value: Any) -> str:
    return str(value)[:SHOWN]
