"""What the coordinating office brings: organisations, outlets, fees, days of calendars."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.catalog.models import Fee
from app.extensions import db
from app.intake.rules.sentences import told
from app.intake.states import IntakeKind
from app.journal.models import Event
from app.people.models import Organisation
from app.sla.models import CalendarProposal
from app.workflow.calendars.confirm import confirm
from app.workflow.directory_edit import edit_record
from tests.workflow.sheets import batch, checked, committed, rows, undone, workbook
from tests.workflow.stories import who

pytestmark = pytest.mark.usefixtures("session")
ORGANISATIONS = [
    {"编码": "gas-two", "名称": "第二燃气公司", "类别": "utility", "主管单位": "", "启用": ""},
    {"编码": "gas", "名称": "燃气新名", "类别": "", "主管单位": "", "启用": ""},
    {"编码": "Bad Code", "名称": "", "类别": "银行", "主管单位": "planning", "启用": ""},
]


def brought(kind: IntakeKind, sheet: list[dict[str, Any]]) -> int:
    return checked(workbook(sheet), kind, "coordinator")


def named(model: Any, code: str) -> Any:
    db.session.rollback()
    return db.session.scalars(select(model).where(model.code == code)).one_or_none()


@pytest.mark.engines
def test_organisations_are_added_and_renamed_then_as_before(session: Any) -> None:
    before = named(Organisation, "gas").name
    pk = brought(IntakeKind.organisations, ORGANISATIONS)
    assert batch(pk).counts == {"new": 1, "changed": 1, "wrong": 1}
    (wrong,) = rows(pk, outcome="wrong")
    assert set(wrong.problems) == {"code", "name", "kind"}
    committed(pk, "coordinator", only_valid=True)
    assert (named(Organisation, "gas").name, named(Organisation, "gas-two").kind) == (
        "燃气新名", "utility",
    )  # fmt: skip
    verbs = {
        one.verb for one in db.session.scalars(select(Event).filter_by(subject_kind="organisation"))
    }
    assert verbs == {"create", "edit"}
    assert undone(pk, "coordinator")["undone"] == 2
    assert named(Organisation, "gas").name == before
    assert named(Organisation, "gas-two").active is False


def test_row_that_was_edited_since_is_not_undone(session: Any) -> None:
    pk = brought(IntakeKind.organisations, ORGANISATIONS[:2])
    committed(pk, "coordinator")
    row = named(Organisation, "gas")
    edit_record(Organisation, row.id, row.version, {"name": "又改"}, who("coordinator"))
    counts = undone(pk, "coordinator")
    assert (counts["undone"], counts["kept"]) == (1, 1)
    assert told(rows(pk, fate="kept")[0].why) == "导入之后有人改动过。"
    assert named(Organisation, "gas").name == "又改"


def test_outlets_name_their_organisation_by_code_or_name(session: Any) -> None:
    sheet = [
        {"编码": "east", "名称": "城东网点", "单位": "gas", "类别": "shared_hall",
         "受理渠道": "shared_hall"},
        {"编码": "west", "名称": "城西网点", "单位": "没有", "类别": "", "受理渠道": "x"},
    ]  # fmt: skip
    pk = brought(IntakeKind.outlets, sheet)
    found = {one.line: one.problems for one in rows(pk)}
    assert set(found[3]) == {"organisation_id", "kind", "channels"}
    assert found[2] == {}


@pytest.mark.engines
def test_fees_are_published_together_and_abolished_names_refused(session: Any) -> None:
    first = db.session.scalars(select(Fee).order_by(Fee.id)).first()
    price, code = first.price, first.code
    ids = ("code", "label_zh", "label_en", "service", "unit_zh", "unit_en", "price", "legal_basis")
    sheet = [
        dict(zip(ids, ("new-fee", "校表费", "Meter test", "water", "只", "each", "35.5", "文"),
                 strict=True)),
        {"code": code, "price": "1234.5"},
        dict(zip(ids, ("back", "开户费", "Opening fee", "gas", "户", "each", "", "文"),
                 strict=True)),
    ]  # fmt: skip
    pk = brought(IntakeKind.fees, sheet)
    assert batch(pk).counts == {"new": 1, "changed": 1, "wrong": 1}
    assert "label_zh" in rows(pk, outcome="wrong")[0].problems
    committed(pk, "coordinator", only_valid=True)
    assert (named(Fee, "new-fee").price, named(Fee, code).price) == ("35.5", "1234.5")
    assert undone(pk, "coordinator")["undone"] == 2
    assert (named(Fee, "new-fee").active, named(Fee, code).price) == (False, price)


def test_days_wait_for_another_person_and_can_be_taken_back(session: Any) -> None:
    ids = ("calendar", "date", "kind", "zh", "windows")
    days = [
        ("county", "2026-11-12", "closed", "停办", ""),
        ("county", "2026/11/13", "open", "", "09:00-12:00"),
        ("county", "2031-01-01", "closed", "", ""),
        ("county", "2026-11-16", "usual", "", ""),
    ]
    pk = brought(IntakeKind.calendars, [dict(zip(ids, one, strict=True)) for one in days])
    assert batch(pk).counts == {"new": 2, "wrong": 1, "same": 1}
    committed(pk, "coordinator", only_valid=True)
    assert [one.state for one in proposals()] == ["proposed"]
    assert undone(pk, "coordinator")["undone"] == 2
    assert [one.state for one in proposals()] == ["rejected"]


def proposals() -> list[CalendarProposal]:
    db.session.rollback()
    return list(db.session.scalars(select(CalendarProposal).order_by(CalendarProposal.id)))


def test_whoever_brought_the_days_does_not_confirm_them(session: Any) -> None:
    sheet = [{"calendar": "county", "date": "2026-11-12", "kind": "closed"}]
    committed(brought(IntakeKind.calendars, sheet), "coordinator")
    (waiting,) = proposals()
    with pytest.raises(Exception, match="人"):
        confirm(waiting.id, waiting.version, who("coordinator"))
