"""Applications brought as a sheet: looked at, corrected, written, undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from app.applications.models import Application
from app.extensions import db
from app.foundation import clock
from app.foundation.actor import Actor
from app.foundation.errors import Forbidden, NotFound, Stale, WrongState
from app.intake.models import IntakeBatch
from app.intake.queries import visible_to
from app.intake.rules.sentences import told
from app.intake.states import BatchState, IntakeKind
from app.journal.models import Event
from app.workflow.intake import batches, steps
from tests.workflow.sheets import (
    applications,
    batch,
    checked,
    committed,
    rows,
    undone,
    work,
    workbook,
)
from tests.workflow.stories import application, do, entered, form, who

pytestmark = pytest.mark.usefixtures("session")
ENTERPRISE, PHONE = "企业名称", "联系电话"


def known() -> dict[str, Application]:
    db.session.rollback()
    found = db.session.scalars(select(Application).where(Application.external_number.is_not(None)))
    return {one.external_number or "": one for one in found}


@pytest.mark.engines
def test_sheet_becomes_drafts_of_the_own_outlet_and_is_undone(session: Any) -> None:
    pk = checked(workbook(applications(5, 联系电话={1: "12"}, 厂房产权类别={3: "借用"})))
    assert batch(pk).counts == {"new": 3, "wrong": 2}
    assert [list(one.problems) for one in rows(pk, outcome="wrong")] == [["phone"], ["property"]]
    assert known() == {}
    assert committed(pk, only_valid=True) == {"new": 3, "done": 3, "wrong": 2}
    made = known()["SB000000"]
    assert (made.state, made.enterprise, made.channel) == ("draft", "霍邱县第0食品有限公司", "hall")
    assert {one.service: one.attrs for one in made.tickets} == {
        "power": {"business_type": "new", "main_capacity": {"value": "630", "unit": "kVA"}},
        "water": {"business_type": "new", "meter_dn": "100"},
    }
    assert made.outlet_id == who("window").outlet_id
    do("applications", "accept", known()["SB000002"].id, "window")
    assert undone(pk) == {"new": 3, "undone": 2, "kept": 1, "wrong": 2}
    (kept,) = rows(pk, fate="kept")
    assert (kept.line, told(kept.why)) == (4, "导入之后有人改动过。")
    states = {name: one.state for name, one in known().items()}
    assert states == {"SB000000": "withdrawn", "SB000002": "accepted", "SB000004": "withdrawn"}


@pytest.mark.engines
def test_second_sheet_says_what_is_the_same_and_changes_drafts_cell_by_cell(session: Any) -> None:
    committed(checked(workbook(applications(4))))
    do("applications", "accept", known()["SB000003"].id, "window")
    again = applications(5, 联系电话={1: "13800000000", 3: "13800000000"}, 企业名称={2: ""})
    again[1]["用水报装 · 水表口径"] = "150"
    pk = checked(workbook(again))
    assert batch(pk).counts == {"same": 2, "changed": 1, "wrong": 1, "new": 1}
    (changed,) = rows(pk, outcome="changed")
    assert [path for path, _, _ in changed.diff] == ["phone", "services.water.meter_dn"]
    assert changed.diff[0][1:] == ["13900000001", "13800000000"]
    (wrong,) = rows(pk, outcome="wrong")
    assert told(wrong.problems[""]) == "该申请已提交，请在其页面上更正。"
    committed(pk, only_valid=True)
    assert known()["SB000001"].phone == "13800000000"
    assert undone(pk) == {"same": 2, "changed": 1, "wrong": 1, "new": 1, "undone": 2}
    back = known()["SB000001"]
    assert (back.phone, back.state) == ("13900000001", "draft")
    water = next(one for one in back.tickets if one.service == "water")
    assert water.attrs["meter_dn"] == "100"


def test_wrong_cells_are_corrected_in_place_and_checked_at_once(session: Any) -> None:
    pk = checked(workbook(applications(4, 联系电话={0: "12", 2: "34"})))
    with pytest.raises(WrongState):
        batches.commit(pk, batch(pk).version, who("window"))
    seen = batch(pk).version
    batches.correct(pk, seen, {2: {3: "13900000000"}, 4: {3: "x"}}, who("window"))
    assert batch(pk).counts == {"new": 3, "wrong": 1}
    with pytest.raises(Stale):
        batches.correct(pk, seen, {4: {3: "13900000002"}}, who("window"))
    batches.correct(pk, batch(pk).version, {4: {3: "13900000002"}}, who("window"))
    assert committed(pk) == {"new": 4, "done": 4}


def test_sentences_are_those_of_the_form(session: Any) -> None:
    sheet = [{ENTERPRISE: "甲", "用电报装 · 业务类型": "", PHONE: "12"}]
    (row,) = rows(checked(workbook(sheet)))
    with pytest.raises(Exception, match="检查") as caught:
        entered(**form(enterprise="甲", phone="12", contact=None, address=None, property=None,
                       services={}))  # fmt: skip
    said = {path: str(one[0]) for path, one in caught.value.errors.items()}
    assert {path: told(one) for path, one in row.problems.items()} == said


def test_same_number_twice_in_a_sheet_means_the_first_row(session: Any) -> None:
    pk = checked(workbook(applications(4, 外部编号={2: "SB000001"})))
    (wrong,) = rows(pk, outcome="wrong")
    assert (wrong.line, told(wrong.problems[""])) == (4, "与第 3 行重复。")


def test_same_enterprise_at_the_same_address_is_a_warning(session: Any) -> None:
    open_one = entered(enterprise="霍邱县第1食品有限公司", address="创业路1号")
    pk = checked(workbook(applications(3)))
    (warned,) = [one for one in rows(pk) if one.warnings]
    assert warned.outcome == "new"
    assert application(open_one).number in told(warned.warnings)


def test_when_the_customer_came_is_when_it_happened(session: Any) -> None:
    tomorrow = (clock.now() + timedelta(days=1)).isoformat(timespec="minutes")
    sheet = applications(2)
    sheet[0]["申请时间"], sheet[1]["申请时间"] = "2026/6/1 9:30", tomorrow[:16]
    pk = checked(workbook(sheet))
    assert [list(one.problems) for one in rows(pk)] == [[], ["occurred_at"]]
    committed(pk, only_valid=True)
    made = known()["SB000000"]
    mine = select(Event).filter_by(subject_kind="application", subject_id=made.id)
    event = db.session.scalars(mine).one()
    assert f"{clock.local(event.occurred_at):%Y-%m-%d %H:%M}" == "2026-06-01 09:30"


@pytest.mark.engines
def test_two_imports_of_one_list_at_once_make_each_application_once(session: Any) -> None:
    one, other = (checked(workbook(applications(30))) for _ in range(2))
    for pk in (one, other):
        batches.commit(pk, batch(pk).version, who("window"))
    work()
    assert batch(one).counts == {"new": 30, "done": 30}
    assert batch(other).counts == {"same": 30}
    assert db.session.scalar(select(func.count()).select_from(Application)) == 30


def test_killed_worker_leaves_nothing_half_written(
    session: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.workflow.intake.applications.Applications.step", 10)
    pk = checked(workbook(applications(25)))
    batches.commit(pk, batch(pk).version, who("window"))
    steps.work_once(db.session())
    with monkeypatch.context() as broken:
        broken.setattr(steps, "tally", _die)
        broken.setattr(steps, "in_step", _die)
        with pytest.raises(KeyboardInterrupt):
            steps.work_once(db.session())
    db.session.rollback()
    assert (batch(pk).done, len(known())) == (10, 10)
    work()
    assert batch(pk).counts == {"new": 25, "done": 25}


def _die(*_: Any) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("verb", ["check", "commit", "undo"])
def test_step_takes_as_many_statements_for_a_hundred_rows_as_for_ten(
    session: Any, statements: Callable[[], Any], verb: str
) -> None:
    first = checked(workbook(applications(1)))  # what a process reads once is read now
    committed(first)
    undone(first)
    counts = []
    for size in (10, 100):
        pk = batches.take(
            IntakeKind.applications, "a.xlsx",
            workbook([{**row, "外部编号": f"{size}-{n}"} for n, row in
                      enumerate(applications(size))]), who("window"),
        )  # fmt: skip
        for step in ("check", "commit", "undo"):
            found = batch(pk)
            if step == "check":
                batches.match(pk, found.version, found.matching, who("window"))
            else:
                getattr(batches, step)(pk, found.version, who("window"))
            with statements() as said:
                steps.work_once(db.session())
            if step == verb:
                counts.append(len(said))
                break
    assert counts[0] == counts[1]


def test_who_imports_what_and_sees_which(session: Any) -> None:
    content = workbook(applications(1))
    for kind, account in (
        (IntakeKind.applications, "coordinator"),
        (IntakeKind.applications, "power"),
        (IntakeKind.organisations, "window"),
        (IntakeKind.fees, "window"),
    ):
        with pytest.raises(Forbidden):
            batches.take(kind, "a.xlsx", content, who(account))
    pk = checked(content)
    assert seen("window") == [pk]
    assert seen("online") == seen("coordinator") == seen("power") == seen("admin") == []
    assert seen("window", outlet_id=99, user_id=99) == []
    with pytest.raises(NotFound):
        batches.commit(pk, batch(pk).version, who("online"))


def seen(account: str, **other: Any) -> list[int]:
    actor: Actor = replace(who(account), **other)
    return list(db.session.scalars(select(IntakeBatch.id).where(visible_to(actor))))


def test_journal_tells_who_brought_which_file_with_how_many_rows(session: Any) -> None:
    pk = checked(workbook(applications(3, 联系电话={0: "12"})))
    committed(pk, only_valid=True)
    undone(pk)
    events = list(db.session.scalars(select(Event).filter_by(subject_kind="intake_batch")))
    verbs = ["intake_take", "intake_check", "intake_commit", "intake_undo"]
    assert [one.verb for one in events] == verbs
    assert events[2].input == {
        "kind": "applications", "file": "list.xlsx", "digest": batch(pk).digest,
        "new": 2, "wrong": 1,
    }  # fmt: skip
    assert {one.actor_id for one in events} == {who("window").user_id}


def test_columns_matched_once_are_matched_by_themselves_the_next_time(session: Any) -> None:
    sheet = workbook([{"单位全称": "甲", PHONE: "12"}])
    pk = batches.take(IntakeKind.applications, "a.xlsx", sheet, who("window"))
    assert batch(pk).matching == [None, "phone"]
    batches.match(pk, batch(pk).version, ["enterprise", "phone"], who("window"))
    pk = batches.take(IntakeKind.applications, "a.xlsx", sheet, who("window"))
    assert batch(pk).matching == ["enterprise", "phone"]


def test_what_was_not_written_can_be_given_up_with_its_names(session: Any) -> None:
    pk = checked(workbook(applications(3)))
    batches.discard(pk, batch(pk).version, who("window"))
    assert (batch(pk).state, rows(pk)) == (BatchState.discarded, [])
    with pytest.raises(WrongState):
        batches.commit(pk, batch(pk).version, who("window"))
