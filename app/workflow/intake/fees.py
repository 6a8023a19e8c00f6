"""Fee items from a sheet: published as one release of the county's configuration."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from app.catalog.kinds import Field, clean_form, make_field
from app.catalog.models import Fee
from app.catalog.rules.fees import abolished
from app.foundation.errors import Invalid, Stale
from app.foundation.messages import say
from app.intake.models import IntakeRow
from app.intake.rules.columns import Column, columns_of
from app.intake.states import IntakeKind, Outcome
from app.workflow.bundle import BundleError, apply
from app.workflow.bundle.files import Bundle
from app.workflow.bundle.sections import SECTIONS
from app.workflow.intake.subjects import INTAKES, SINCE, Intake, Line, Scene, undone

SECTION = "fees"
WORDS = {"type": "text", "max_length": 200}
IN_TWO = ("label", "unit", "note")
"""Columns that have a text in either language: `label_zh`, `label_en` …"""
CODE = make_field(
    {"id": "code", "label": say("Code"), "required": True, "type": "text", "max_length": 40}
    | {"pattern": "[a-z][a-z0-9_-]*", "examples": ["meter-1"]}
)
REST: tuple[Field, ...] = tuple(
    make_field(one if one.get("type") else WORDS | one)
    for one in (
        {"id": "label_zh", "label": say("Name in Chinese"), "required": True},
        {"id": "label_en", "label": say("Name in English"), "required": True},
        {"id": "unit_zh", "label": say("Unit in Chinese"), "required": True},
        {"id": "unit_en", "label": say("Unit in English"), "required": True},
        {"id": "price", "label": say("Price in yuan"), "type": "decimal", "scale": 4}
        | {"help": say("Empty: case by case.")},
        {"id": "legal_basis", "label": say("Legal basis"), "required": True},
        {"id": "note_zh", "label": say("Note in Chinese")},
        {"id": "note_en", "label": say("Note in English")},
    )
)


class Fees(Intake):
    """Lines of the catalogue; names that were abolished are refused here as everywhere."""

    kind = IntakeKind.fees

    def columns(self, scene: Scene) -> Sequence[Column]:
        """As a line of the catalogue is made of."""
        return columns_of(_fields(scene))

    def check(self, scene: Scene, lines: Sequence[Line]) -> None:
        """A code that is there means that line."""
        fields = _fields(scene)
        stored = SECTIONS[SECTION].read(scene.session)
        for line in lines:
            line.key = str(line.values.get("code") or "").strip() or None
            row = stored.get(line.key or "")
            if row is None:
                try:
                    line.work = clean_form(fields, line.values)
                except Invalid as invalid:
                    line.refuse(invalid.errors)
            else:
                flat = _flat(row)
                line.compare([(one.id, one) for one in fields if one.id != "code"], flat)
                line.work, line.before = {**flat, **line.work}, row if line.work else None
            _guard(scene, line)

    def write(self, scene: Scene, lines: Sequence[Line]) -> None:
        """One release; raises Invalid with what contradicts the rest of the configuration."""
        changed = {line.key: line for line in lines if line.outcome is not Outcome.same}
        rows = {str(code): _row(line.work) for code, line in changed.items()}
        _publish(scene, Bundle(rows={SECTION: rows}))
        for fee in _stored(scene, rows):
            changed[fee.code].written(fee.id, fee.version)

    def undo(self, scene: Scene, rows: Sequence[IntakeRow]) -> None:
        """Another release that takes away what was added and brings back what was changed."""
        stored = {fee.code: fee.version for fee in _stored(scene, [row.key or "" for row in rows])}
        bundle = Bundle()
        for row in rows:
            code = row.key or ""
            if stored.get(code) != row.subject_version:
                undone(row, Stale(SINCE))
                continue
            if row.before is None:
                bundle.deletions[SECTION][code] = None
            else:
                bundle.rows[SECTION][code] = row.before
            undone(row)
        _publish(scene, bundle)


def _stored(scene: Scene, codes: Iterable[str]) -> Iterable[Fee]:
    query = select(Fee).where(Fee.code.in_(list(codes)))
    return scene.session.scalars(query, execution_options={"populate_existing": True})


def _fields(scene: Scene) -> tuple[Field, ...]:
    services = [{"code": k, "label": v.label} for k, v in scene.catalogue.services.items()]
    service = {"id": "service", "type": "choice", "label": say("Service"), "required": True}
    return (CODE, make_field(service | {"choices": services}), *REST)


def _flat(row: Mapping[str, Any]) -> dict[str, Any]:
    flat = {key: value for key, value in row.items() if key not in IN_TWO}
    for name in IN_TWO:
        for locale, words in row.get(name, {}).items():
            flat[f"{name}_{locale}"] = words
    return flat


def _row(flat: Mapping[str, Any]) -> dict[str, Any]:
    """As the configuration has it: nothing that is empty."""
    pairs = {f"{name}_{locale}" for name in IN_TWO for locale in ("zh", "en")}
    row = {key: value for key, value in flat.items() if key not in pairs and value is not None}
    for name in IN_TWO:
        zh, en = flat.get(f"{name}_zh"), flat.get(f"{name}_en")
        if zh or en:
            row[name] = {"zh": zh or en, "en": en or zh}
    return row


def _guard(scene: Scene, line: Line) -> None:
    """What was abolished may not come back under any spelling."""
    work = line.work or {}
    for name in ("label_zh", "label_en", "code"):
        given = work.get(name)
        if given and (said := abolished(scene.catalogue, work.get("service", ""), given)):
            line.wrong(name, said)


def _publish(scene: Scene, bundle: Bundle) -> None:
    try:
        apply(scene.session, bundle, scene.actor.name)
    except BundleError as error:
        raise Invalid({"": list(error.problems)}) from error


INTAKES.add(IntakeKind.fees, Fees())
