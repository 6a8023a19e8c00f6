"""Applications from a sheet: new ones become drafts at the importer's own outlet.

A row means an application that is there when it names its number, or its number elsewhere. Only
drafts are changed by a sheet: what was handed in is put right on its own page, with a reason.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from app.applications.models import Application
from app.applications.queries import visible_to
from app.applications.states import ENDED, OFFLINE, ApplicationState
from app.catalog.kinds import Field, make_field
from app.catalog.rules.service import ServiceForm
from app.foundation import clock
from app.foundation.errors import Invalid, WrongState
from app.foundation.messages import say
from app.intake.models import IntakeRow
from app.intake.rules.columns import Column, columns_of
from app.intake.states import IntakeKind, Outcome
from app.people.models import Outlet
from app.tickets.models import Ticket
from app.workflow.applications.create import Entry, create_all, new_application, new_tickets
from app.workflow.asked import TOLERANCE
from app.workflow.directory import Directory
from app.workflow.door import Ref, perform_within
from app.workflow.intake.subjects import INTAKES, Intake, Line, Scene, undone
from app.workflow.official_form import (
    BASIC,
    CHANNEL,
    USCC,
    clean_columns,
    clean_official_form,
    correctable,
    extras,
)

NUMBER = make_field(
    {
        "id": "number",
        "type": "text",
        "label": say("Number"),
        "help": say("Of an application that is there already; empty for a new one."),
        "max_length": 32,
    }
)
OCCURRED = make_field(
    {
        "id": "occurred_at",
        "type": "datetime",
        "label": say("Applied at"),
        "help": say("When the customer came; empty means now."),
    }
)
SERVICES = "services."


@dataclass(frozen=True)
class Known:
    """What is there already, as far as the rows of one step may mean it."""

    seen: Mapping[str, Application]
    """Number, or number elsewhere → the application that the actor sees."""
    hidden: frozenset[str]
    open_at: Mapping[tuple[str, str], str]
    """Enterprise and address → the number of an open application."""

    def of(self, line: Line) -> Application | None:
        """The application that a row means."""
        names = (line.values.get("number"), line.values.get("external_number"))
        return next((self.seen[one] for one in names if one and one in self.seen), None)


class Applications(Intake):
    """The official form, a row each."""

    kind = IntakeKind.applications
    step = 200
    most = 20_000

    def columns(self, scene: Scene) -> Sequence[Column]:
        """The basic block, the extras, and a block of columns for each service offered now."""
        codes = _channels(scene)
        offered = {code: label for code, label in CHANNEL.options() if code in codes}
        choices = [{"code": code, "label": label} for code, label in offered.items()]
        spec = {"id": CHANNEL.id, "type": "choice", "label": CHANNEL.label, "choices": choices}
        basic = columns_of((*BASIC, make_field(spec), *extras(scene.catalogue), NUMBER, OCCURRED))
        for form in scene.catalogue.services.values():
            basic += columns_of(form.fields, form.label, f"{SERVICES}{form.code}.")
        return basic

    # ------------------------------------------------------------ the dry run
    def check(self, scene: Scene, lines: Sequence[Line]) -> None:
        """As if each were entered by hand: the same form, the same sentences."""
        known, default = self._known(scene, lines), _channels(scene)[0]
        directory = Directory(scene.session)
        for line in lines:
            line.key = line.values.get("external_number") or line.values.get("number")
            found = known.of(line)
            if found is not None:
                _compare(scene, line, found)
            elif line.key and line.key in known.hidden:
                line.wrong("external_number", say("This number is taken."))
            elif line.values.get("number"):
                line.wrong("number", say("There is no such record, or you may not see it."))
            else:
                _fill(scene, directory, line, default)
                _warn(line, known)

    def _known(self, scene: Scene, lines: Sequence[Line]) -> Known:
        given = {
            str(line.values[one])
            for line in lines
            for one in ("number", "external_number")
            if line.values.get(one)
        }
        open_ones = Application.state.not_in(ENDED)
        meant = or_(
            Application.number.in_(given),
            Application.external_number.in_(given) & _not_given_up(),
        )
        rows = scene.session.scalars(
            select(Application).where(meant).options(selectinload(Application.tickets))
        ).all()
        ids = set(
            scene.session.scalars(
                select(Application.id).where(
                    Application.id.in_([one.id for one in rows]), visible_to(scene.actor)
                )
            )
        )
        seen = [one for one in rows if one.id in ids]
        names = {str(line.values.get("enterprise", "")).strip() for line in lines}
        near = scene.session.execute(
            select(Application.enterprise, Application.address, Application.number).where(
                Application.enterprise.in_(names), open_ones, visible_to(scene.actor)
            )
        )
        return Known(
            {one.number: one for one in seen}
            | {one.external_number: one for one in seen if one.external_number},
            frozenset(one.external_number or one.number for one in rows if one.id not in ids),
            {(name, address): number for name, address, number in near},
        )

    # ------------------------------------------------------------ doing it
    def write(self, scene: Scene, lines: Sequence[Line]) -> None:
        """New ones as drafts, all in one go; changed ones by the door's correction."""
        new = [line for line in lines if line.outcome is Outcome.new]
        if new:
            made = create_all(
                scene.session, [line.work for line in new], scene.actor, scene.catalogue
            )
            for line, row in zip(new, made, strict=True):
                line.written(row.id, row.version)
        changed = {line.subject.id: line for line in lines if line.outcome is Outcome.changed}
        refs = [
            Ref(pk, [line.subject.version], _amendment(line.work)) for pk, line in changed.items()
        ]
        if refs:
            for one in perform_within(scene.session, "applications", "amend", refs, scene.actor):
                line = changed[one.id]
                if one.error:
                    line.refused(one.error)
                else:
                    line.written(one.id, line.subject.version)

    def undo(self, scene: Scene, rows: Sequence[IntakeRow]) -> None:
        """Drafts that the sheet made are withdrawn; what it changed is corrected back."""
        said = str(say("The import of %(file)s was undone.", file=scene.file_name))
        by_id = {row.subject_id: row for row in rows if row.subject_id}
        made = [row for row in by_id.values() if row.before is None]
        changed = []
        for row in by_id.values():
            if row.before is not None and None in row.before.values():
                undone(
                    row, WrongState(say("A field was empty before: a correction can't empty it."))
                )
            elif row.before is not None:
                changed.append(row)
        for verb, refs in (
            ("withdraw", [_ref(row, {"note": said}) for row in made]),
            (
                "amend",
                [_ref(row, _amendment(row.before or {}) | {"note": said}) for row in changed],
            ),
        ):
            for one in perform_within(scene.session, "applications", verb, refs, scene.actor):
                undone(by_id[one.id], one.error)


def _ref(row: IntakeRow, data: Mapping[str, Any]) -> Ref:
    return Ref(row.subject_id or 0, [row.subject_version or 0], data)


def _not_given_up() -> Any:
    return Application.state.not_in([ApplicationState.withdrawn, ApplicationState.declined])


def _channels(scene: Scene) -> list[str]:
    """What the own outlet takes; without an outlet, what comes in at a counter."""
    outlet = scene.session.get(Outlet, scene.actor.outlet_id) if scene.actor.outlet_id else None
    return list(outlet.channels) if outlet and outlet.channels else sorted(OFFLINE)


def _fill(scene: Scene, directory: Directory, line: Line, channel: str) -> None:
    """The form of a new application, with everything that is wrong with it."""
    payload: dict[str, Any] = {"channel": channel, "services": {}}
    for path, value in line.values.items():
        if path.startswith(SERVICES):
            service, name = path.removeprefix(SERVICES).split(".", 1)
            payload["services"].setdefault(service, {})[name] = value
        elif path not in {NUMBER.id, OCCURRED.id}:
            payload[path] = value
    try:
        form = clean_official_form(scene.catalogue, payload)
        draft = new_application(form, "", scene.actor, None)
        new_tickets(draft, form, scene.catalogue, directory)
    except Invalid as invalid:
        line.refuse(invalid.errors)
        return
    line.work = Entry(form, _came_at(line))


def _came_at(line: Line) -> datetime | None:
    fresh = Line(line.row, {OCCURRED.id: line.values.get(OCCURRED.id)})
    fresh.compare([(OCCURRED.id, OCCURRED)], {})
    line.refuse(fresh.problems)
    entered = fresh.work.get(OCCURRED.id)
    at = datetime.fromisoformat(entered) if entered else None
    if at and at > clock.now() + TOLERANCE:
        line.wrong(OCCURRED.id, say("Lies in the future."))
    return at


def _warn(line: Line, known: Known) -> None:
    """The same enterprise at the same address: perhaps the same customer asked twice."""
    if isinstance(line.work, Entry):
        columns = line.work.form.columns
        number = known.open_at.get((columns["enterprise"], columns["address"]))
        if number:
            line.warnings.append(
                say("This enterprise has an open application at this address: %(number)s.",
                    number=number)
            )  # fmt: skip


# ---------------------------------------------------------------- what is there already
def _compare(scene: Scene, line: Line, found: Application) -> None:
    line.subject = found
    fields = [(one.id, replace(one, required=False)) for one in correctable(scene.catalogue)]
    stored: dict[str, Any] = {one: getattr(found, one) for one, _ in fields}
    stored[CHANNEL.id] = found.channel.value
    chosen = [(CHANNEL.id, CHANNEL)]
    for ticket in found.tickets:
        form = scene.catalogue.version(ticket.service_version_id)
        for one in form.fields:
            path = f"{SERVICES}{ticket.service}.{one.id}"
            stored[path] = _answer(form, one, found.tickets, ticket)
            (chosen if _splits(form, one) else fields).append((path, one))
    line.compare([*fields, *chosen], stored)
    for path in {path for path, _ in chosen} & line.work.keys() | _strangers(line, stored):
        line.wrong(path, say("Services and channel stay what they were when it was entered."))
    if line.work.get(USCC.id):
        try:
            clean_columns((USCC,), {USCC.id: line.work[USCC.id]})
        except Invalid as invalid:
            line.refuse(invalid.errors)
    if line.work and found.state is not ApplicationState.draft:
        line.wrong("", say("It was handed in already: it is put right on its own page."))


def _splits(form: ServiceForm, one: Field) -> bool:
    return form.split is not None and one.id == form.split.field


def _strangers(line: Line, stored: Mapping[str, Any]) -> set[str]:
    """Answers to services that were not applied for."""
    return {one for one in line.values if one.startswith(SERVICES) and one not in stored}


def _answer(form: ServiceForm, one: Field, tickets: Sequence[Ticket], ticket: Ticket) -> Any:
    """What was answered; of the question that splits a service, what its tickets are."""
    if not _splits(form, one):
        return ticket.attrs.get(one.id)
    options = {other.option for other in tickets if other.service == ticket.service}
    return [code for code, _ in one.options() if code in options]


def _amendment(work: Mapping[str, Any]) -> dict[str, Any]:
    """As the correction's own form names its fields."""
    return {path.removeprefix(SERVICES): value for path, value in work.items()}


INTAKES.add(IntakeKind.applications, Applications())
