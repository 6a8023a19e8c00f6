"""What is asked of a meeting: the same questions in the console and by REST."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.kinds import Field, collect, form_schema, make_field
from app.foundation import clock
from app.foundation.errors import Invalid
from app.foundation.labels import Label
from app.foundation.messages import Message, say
from app.meetings.states import ATTENDANCE_LABELS, CAUSE_LABELS, KIND_LABELS, MeetingKind
from app.sla.queries import limits
from app.workflow.directory import Directory

MOST = 60
"""Rows of one agenda, and actions of one meeting entered at once."""
USUAL = 5
"""Working days until an action is due, where nobody says otherwise."""
Values = dict[str, Any]
Problems = dict[str, list[Message | str]]


def _choice(name: str, label: Label, options: Mapping[Any, Label], **more: Any) -> Field:
    choices = [{"code": str(code), "label": one} for code, one in options.items()]
    kind = more.pop("type", "choice")
    return make_field({"id": name, "type": kind, "label": label, "choices": choices, **more})


def _long(name: str, label: Label, most: int, **more: Any) -> Field:
    spec = {"id": name, "type": "long_text", "label": label, "max_length": most}
    return make_field(spec | more)


def _line(name: str, label: Label, most: int, **more: Any) -> Field:
    return make_field({"id": name, "type": "text", "label": label, "max_length": most, **more})


CASE = _line(
    "number", say("Case concerned"), 40, help=say("The number of an application or a ticket."),
)  # fmt: skip
HEAD = (
    _choice("kind", say("Kind"), KIND_LABELS, required=True, default=MeetingKind.joint),
    _line("title", say("Title"), 120, required=True),
    make_field({"id": "starts_at", "type": "datetime", "label": say("Begins"), "required": True}),
    _line("place", say("Place"), 120, required=True),
)
ITEM = (
    _line("subject", say("Subject"), 200, required=True),
    CASE,
    _choice("cause", say("Why"), CAUSE_LABELS, required=True, default="other"),
    _line("note", say("Reason"), 300),
)
KEPT = make_field({"id": "id", "type": "integer", "label": say("Row"), "min": 1})
"""Which item of the agenda a row was made from."""
MINUTES = (
    _long("minutes", say("Minutes"), 10_000, required=True),
    make_field(
        {"id": "held_at", "type": "datetime", "label": say("Held at")}
        | {"help": say("Empty: when it was to begin, or now if that is still to come.")}
    ),
)
CONCLUSION = (
    make_field({"id": "item", "type": "integer", "label": say("Item"), "required": True}),
    _long("conclusion", say("Conclusion"), 1000),
)
RESULT = (_long("result", say("Result"), 1000, required=True),)
REASON = (_line("reason", say("Reason"), 300, required=True),)


class Asked:
    """The questions that depend on who there is, and on the calendar."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self.directory = Directory(session)

    @cached_property
    def organisations(self) -> Mapping[str, Label]:
        """Code → name of all that can take part."""
        return {
            code: {"zh": one.name, "en": one.name_en or one.name}
            for code, one in self.directory.organisations.items()
        }

    @cached_property
    def head(self) -> tuple[Field, ...]:
        """The meeting itself."""
        label, every = say("Participants"), self.organisations
        return (*HEAD, _choice("participants", label, every, type="multi_choice", required=True))

    @cached_property
    def attendance(self) -> tuple[Field, ...]:
        """Who came for a participant."""
        return (
            self.organisation,
            _choice("attendance", say("Attendance"), ATTENDANCE_LABELS, required=True),
            _line("signed_in", say("Signed in"), 200),
        )

    @cached_property
    def organisation(self) -> Field:
        """One of all."""
        return _choice("organisation", say("Organisation"), self.organisations, required=True)

    @cached_property
    def action(self) -> tuple[Field, ...]:
        """What is to be done, by whom, by when."""
        due = {"id": "due_on", "type": "date", "label": say("Due"), "required": True}
        about = {"help": say("A working day."), "default": self.offered_day}
        owner = _choice("organisation", say("Owner"), self.organisations, required=True)
        return (
            _line("text", say("To do"), 500, required=True),
            owner,
            _line("person", say("Responsible"), 60),
            make_field(due | about),
            CASE,
        )

    @property
    def offered_day(self) -> str:
        """The working day that is offered for an action."""
        return limits(self._session).calendar.workday_after(clock.today(), USUAL).isoformat()

    # ------------------------------------------------------------ schemas
    def plan_schema(self, *, edited: bool = False) -> dict[str, Any]:
        """What a new meeting takes; one that is edited knows the rows it has by their ids."""
        schema = form_schema(self.head)
        schema["properties"]["items"] = _rows((*ITEM, KEPT) if edited else ITEM)
        schema["properties"]["propose"] = {
            "type": "boolean",
            "default": False,
            "description": str(say("Put what is proposed on the agenda, after the items given.")),
        }
        return schema

    def hold_schema(self) -> dict[str, Any]:
        """What holding takes."""
        schema = form_schema(MINUTES)
        schema["properties"] |= {
            "attendance": _rows(self.attendance),
            "conclusions": _rows(CONCLUSION),
            "actions": _rows(self.action),
        }
        return schema

    def action_schema(self) -> dict[str, Any]:
        """What a new action takes."""
        return form_schema(self.action)


def _rows(fields: Sequence[Field]) -> dict[str, Any]:
    return {"type": "array", "maxItems": MOST, "items": form_schema(fields)}


def read(
    fields: Sequence[Field], data: Any, tables: Mapping[str, Sequence[Field]]
) -> tuple[Values, Problems]:
    """The fields of a form and its tables of rows, each problem at its path."""
    given = data if isinstance(data, Mapping) else {}
    top = {name: value for name, value in given.items() if name not in tables}
    values, problems = collect(fields, top)
    for name, columns in tables.items():
        rows = given.get(name) or []
        if not isinstance(rows, list) or len(rows) > MOST:
            problems[name] = [say("A list of at most %(most)s rows.", most=MOST)]
            continue
        values[name] = list(_each(name, columns, rows, problems))
    return values, problems


def _each(
    name: str, columns: Sequence[Field], rows: Sequence[Any], problems: Problems
) -> Iterator[Values]:
    for at, one in enumerate(rows):
        values, wrong = collect(columns, one, prefix=f"{name}.{at}.")
        problems |= wrong
        yield values


def refuse(problems: Mapping[str, Sequence[Message | str]]) -> None:
    """Raise Invalid where there is a problem."""
    if problems:
        raise Invalid(problems)
