"""Files of records: kept once, journalled, and nothing left behind when refused."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.approvals.models import Approval
from app.catalog.kinds import FieldProblem, make_field
from app.extensions import db
from app.foundation.errors import DomainError, Forbidden, Invalid, NotFound
from app.journal.models import Attachment, Event
from app.journal.states import Purpose
from app.people.models import Organisation
from app.tickets.models import Ticket
from app.workflow.attached import bound, files_field
from app.workflow.attachments import attaching
from app.workflow.attachments.attaching import Attached, Upload, attach
from app.workflow.attachments.store import Store
from app.workflow.attachments.subjects import visible_to
from app.workflow.available import available_actions
from tests.support.contents import EXECUTABLE, pdf, photo, picture
from tests.workflow.stories import WAY, application, carried, dispatched, ticket_of, who

pytestmark = pytest.mark.engines


def attached(noun: str, row_id: int, actor: str, data: bytes, name: str = "a.jpg") -> Attached:
    return attach(noun, row_id, Upload(BytesIO(data), name), who(actor))


def kept() -> list[Path]:
    """What lies in the folder."""
    return sorted(one for one in Store.ours().root.rglob("*") if one.is_file())


def rows() -> int:
    db.session.rollback()
    return int(db.session.scalar(select(func.count(Attachment.id))) or 0)


@pytest.fixture
def ticket(session: Any) -> int:
    return ticket_of(dispatched(), "power").id


def test_photo_of_a_ticket_lies_under_its_digest_with_a_thumbnail(ticket: int) -> None:
    done = attached("tickets", ticket, "power", photo(), "../现场.jpg")
    row = db.session.get_one(Attachment, done.id)
    content = Store.ours().path(row.digest)
    assert hashlib.sha256(content.read_bytes()).hexdigest() == row.digest
    assert content.relative_to(Store.ours().root).parts[:2] == (row.digest[:2], row.digest[2:4])
    assert kept() == sorted([content, Store.ours().thumbnail(row.digest)])
    assert (row.name, row.media_type, row.purpose) == ("现场.jpg", "image/jpeg", Purpose.photo)
    assert row.size == content.stat().st_size
    assert (row.subject_kind, row.subject_id) == ("ticket", ticket)
    assert row.organisation_id == who("power").organisation_id
    assert content.stat().st_mode & 0o077 == 0


def test_upload_is_journalled_and_makes_no_open_form_stale(ticket: int) -> None:
    before = ticket_version(ticket)
    done = attached("tickets", ticket, "power", pdf(), "张三的合同.pdf")
    event = db.session.scalars(select(Event).order_by(Event.id.desc())).first()
    assert (event.verb, event.subject_kind, event.subject_id) == ("attach", "ticket", ticket)
    assert event.actor_id == who("power").user_id
    assert event.input["digest"] == done.digest
    assert "张三" not in str(event.input)
    assert {one.field: one.after for one in event.personal} == {"input.file_name": "张三的合同.pdf"}
    assert ticket_version(ticket) == before


def ticket_version(row_id: int) -> int:
    db.session.rollback()
    return int(db.session.get_one(Ticket, row_id).version)


def test_same_content_twice_is_stored_once(ticket: int) -> None:
    first = attached("tickets", ticket, "power", picture())
    again = attached("tickets", ticket, "power", picture(), "other.jpg")
    assert (first.new, again.new, first.id) == (True, False, again.id)
    case = db.session.get_one(Attachment, first.id).application_id
    other = attached("tickets", ticket_of(case, "water").id, "water", picture())
    assert other.new
    assert len(kept()) == 2
    assert rows() == 2


@pytest.mark.parametrize(
    ("data", "name"),
    [(EXECUTABLE, "a.jpg"), (picture(), "a.exe"), (b"", "a.pdf"), (b"<html>", "a.jpg")],
)
def test_nothing_is_stored_of_what_is_refused(ticket: int, data: bytes, name: str) -> None:
    with pytest.raises(Invalid):
        attached("tickets", ticket, "power", data, name)
    assert kept() == []
    assert rows() == 0


def test_file_larger_than_the_county_takes_is_refused(
    ticket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attaching, "most_megabytes", lambda _known: 0)
    with pytest.raises(DomainError) as refused:
        attached("tickets", ticket, "power", picture())
    assert refused.value.status == 413
    assert kept() == []


def test_those_who_do_not_work_on_a_record_attach_nothing(ticket: int) -> None:
    case = application_of(ticket)
    for noun, row_id, actor, error in (
        ("tickets", ticket, "water", NotFound),
        ("tickets", ticket, "leader", Forbidden),
        ("tickets", ticket, "coordinator", Forbidden),
        ("applications", case, "power", Forbidden),
        ("applications", case, "planning", NotFound),
        ("tickets", 10**6, "power", NotFound),
        ("organisations", 1, "power", NotFound),
    ):
        with pytest.raises(error):
            attached(noun, row_id, actor, picture())
    assert kept() == []
    assert attached("tickets", ticket, "window", picture()).new
    assert attached("applications", case, "window", picture()).new


def application_of(ticket: int) -> int:
    db.session.rollback()
    return int(db.session.get_one(Ticket, ticket).application_id)


def test_attachments_are_seen_with_their_record(ticket: int) -> None:
    case = application_of(ticket)
    mine = attached("tickets", ticket, "power", picture()).id
    shared = attached("applications", case, "window", picture("PNG"), "a.png").id
    seen = {
        actor: set(db.session.scalars(select(Attachment.id).where(visible_to(who(actor)))))
        for actor in ("power", "water", "window", "leader", "coordinator", "planning", "auditor")
    }
    assert seen == {
        "power": {mine, shared},
        "water": {shared},
        "window": {mine, shared},
        "leader": {mine, shared},
        "coordinator": {mine, shared},
        "planning": set(),
        "auditor": set(),
    }


def test_department_attaches_its_decision_and_the_utility_sees_it(ticket: int) -> None:
    case = application_of(ticket)
    carried(case, "power", WAY[:6])
    asked = db.session.scalars(
        select(Approval)
        .join(Organisation, Approval.organisation_id == Organisation.id)
        .where(Organisation.code == "citymgmt")
    ).first()
    notice = attached("approvals", asked.id, "citymgmt", pdf(), "准予许可决定书.pdf").id
    for actor, sees in (("citymgmt", True), ("power", True), ("water", False), ("traffic", False)):
        found = db.session.scalars(select(Attachment.id).where(visible_to(who(actor)))).all()
        assert (notice in found) is sees, actor
    with pytest.raises(Forbidden):
        attached("approvals", asked.id, "power", picture())


def test_content_left_by_a_failed_transaction_harms_nobody(
    ticket: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: Any) -> None:
        raise IntegrityError("INSERT", {}, ValueError("x"))

    with monkeypatch.context() as failing:
        failing.setattr(attaching, "_journal", fail)
        with pytest.raises(DomainError):
            attached("tickets", ticket, "power", picture())
    assert (rows(), len(kept())) == (0, 2)
    assert attached("tickets", ticket, "power", picture()).new
    assert (rows(), len(kept())) == (1, 2)


def test_of_two_who_send_the_same_at_once_one_attaches_it(app: Flask, ticket: int) -> None:
    actor, together, done = who("power"), Barrier(2), []

    def send() -> None:
        with app.app_context():
            together.wait()
            done.append(attach("tickets", ticket, Upload(BytesIO(picture()), "a.jpg"), actor))

    threads = [Thread(target=send) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(one.new for one in done) == [False, True]
    assert rows() == 1


def test_action_offers_the_files_of_its_own_row(ticket: int, statements: Callable[[], Any]) -> None:
    case = application_of(ticket)
    attached("applications", case, "window", pdf(), "a.pdf")
    attached("tickets", ticket_of(case, "water").id, "water", picture("PNG"), "a.png")
    paper = attached("tickets", ticket, "power", pdf(), "b.pdf")
    shot = attached("tickets", ticket, "power", picture(), "c.jpg")
    setting = setting_of(ticket)
    field = attached_field(setting)
    assert [one.digest for one in field.offered] == [shot.digest, paper.digest]
    assert field.schema("en")["items"] == {"type": "string", "enum": [shot.digest, paper.digest]}
    with statements() as said:
        attached_field(setting)
    assert said == []


def test_question_of_a_service_is_answered_with_files_of_the_row(ticket: int) -> None:
    mine = attached("tickets", ticket, "power", picture())
    asked = make_field({"id": "x", "label": "X", "type": "files"})
    field = bound(setting_of(ticket), asked)
    assert field.demand([mine.digest]) == [mine.digest]
    with pytest.raises(FieldProblem):
        field.demand(["a" * 64])


def attached_field(setting: Any) -> Any:
    return files_field(setting, "photos", "Photos", purpose=Purpose.photo)


def setting_of(ticket: int) -> Any:
    db.session.rollback()
    row = application(application_of(ticket)).tickets
    mine = [one for one in row if one.id == ticket]
    return available_actions(db.session(), "tickets", mine, who("power"))[ticket][0].setting
