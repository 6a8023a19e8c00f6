"""Organisations and outlets from a sheet: known by their code, entered as on their screens."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from sqlalchemy import select

from app.catalog.kinds import Field, clean_form
from app.foundation.errors import Invalid, Stale, WrongState
from app.foundation.labels import text
from app.foundation.messages import say
from app.intake.models import IntakeRow
from app.intake.rules.columns import Column, columns_of
from app.intake.states import IntakeKind, Outcome
from app.people.models import Organisation, Outlet
from app.workflow.directory_edit import Entry, add_all, edit_all
from app.workflow.directory_fields import Options, organisation_fields, outlet_fields
from app.workflow.intake.subjects import INTAKES, SINCE, Intake, Line, Scene, undone

NOT_SINCE = Stale(SINCE)


class Directory(Intake):
    """Rows of one directory."""

    model: ClassVar[Entry]

    @abstractmethod
    def fields(self, organisations: Options, townships: Options) -> tuple[Field, ...]:
        """As on the screen where a new one is added."""

    def columns(self, scene: Scene) -> Sequence[Column]:
        """Organisations may be written by their code, too."""
        codes = _codes(scene)
        return [
            replace(one, others=codes) if one.path.endswith("_id") else one
            for one in columns_of(self._fields(scene))
        ]

    def _fields(self, scene: Scene) -> tuple[Field, ...]:
        query = select(Organisation).where(Organisation.active).order_by(Organisation.sort)
        names = [(one.id, one.name) for one in scene.session.scalars(query)]
        districts = [(code, text(one.label)) for code, one in scene.catalogue.districts.items()]
        fields = self.fields(names, districts)
        return tuple(replace(one, default=True) if one.id == "active" else one for one in fields)

    def check(self, scene: Scene, lines: Sequence[Line]) -> None:
        """A code that is there means that row; any other a new one."""
        fields, stored = self._fields(scene), self._stored(scene)
        for line in lines:
            line.key = str(line.values.get("code") or "").strip() or None
            found = stored.get(line.key or "")
            if found is None:
                try:
                    line.work = clean_form(fields, line.values)
                except Invalid as invalid:
                    line.refuse(invalid.errors)
                continue
            line.subject = found
            line.compare(
                [(one.id, one) for one in fields if one.id != "code"], _plain(found, fields)
            )
            if line.work.get("supervised_by_id") == str(found.id):
                line.wrong("supervised_by_id", say("Nobody supervises itself."))

    def write(self, scene: Scene, lines: Sequence[Line]) -> None:
        """All new ones in one go, then the changed."""
        new = [line for line in lines if line.outcome is Outcome.new]
        made = add_all(
            scene.session, self.model, [_columns(line.work) for line in new], scene.actor
        )
        for line, row in zip(new, made, strict=True):
            line.written(row.id, row.version)
        changed = [line for line in lines if line.outcome is Outcome.changed]
        edit_all(
            scene.session, [(line.subject, _columns(line.work)) for line in changed], scene.actor
        )
        for line in changed:
            line.written(line.subject.id, line.subject.version)

    def undo(self, scene: Scene, rows: Sequence[IntakeRow]) -> None:
        """What the sheet added rests from now on; what it changed is as before."""
        stored = {one.id: one for one in self._stored(scene).values()}
        back = []
        for row in rows:
            found = stored.get(row.subject_id or 0)
            if found is None or found.version != row.subject_version:
                undone(row, NOT_SINCE)
            elif row.before is None and not found.active:
                undone(row, WrongState(say("It is out of use already.")))
            else:
                back.append((found, {"active": False} if row.before is None else row.before))
                undone(row)
        edit_all(scene.session, [(one, _columns(values)) for one, values in back], scene.actor)

    def _stored(self, scene: Scene) -> dict[str, Any]:
        query: Any = select(self.model).order_by(self.model.id).with_for_update()
        return {one.code: one for one in scene.session.scalars(query)}


def _codes(scene: Scene) -> tuple[tuple[str, str], ...]:
    rows = scene.session.execute(select(Organisation.code, Organisation.id))
    return tuple((code, str(pk)) for code, pk in rows)


def _plain(row: Any, fields: Sequence[Field]) -> dict[str, Any]:
    """As the form's fields have it: rows are chosen by their ids as text."""
    values = {one.id: getattr(row, one.id) for one in fields}
    return {
        name: str(value) if name.endswith("_id") and value else value
        for name, value in values.items()
    }


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: int(value) if name.endswith("_id") and value else value
        for name, value in values.items()
    }


class Organisations(Directory):
    """Offices, utilities, departments, townships and the like."""

    kind = IntakeKind.organisations
    model = Organisation

    def fields(self, organisations: Options, townships: Options) -> tuple[Field, ...]:
        return organisation_fields(organisations, townships, new=True)


class Outlets(Directory):
    """Counters and online desks."""

    kind = IntakeKind.outlets
    model = Outlet

    def fields(self, organisations: Options, townships: Options) -> tuple[Field, ...]:
        return outlet_fields(organisations, townships, new=True)


INTAKES.add(IntakeKind.organisations, Organisations())
INTAKES.add(IntakeKind.outlets, Outlets())
