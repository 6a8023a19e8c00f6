"""Files of records in the console, as they work without any script."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.extensions import db
from app.journal.models import Attachment
from app.tickets.models import Ticket
from tests.console.reading import main_of
from tests.support.clients import Client
from tests.support.contents import HTML, pdf, picture
from tests.workflow.stories import application, dispatched, do, ticket_of

Console = Callable[..., Client]
MEGABYTE = 1024 * 1024
pytestmark = pytest.mark.usefixtures("session")


@pytest.fixture
def ticket(session: Any) -> int:
    """The power utility's, contacted: the survey is next."""
    mine = ticket_of(dispatched(), "power").id
    for verb in ("claim", "contact"):
        do("tickets", verb, mine, "power")
    return mine


def send(
    person: Client, page: str, to: str, files: dict[str, list[tuple[str, bytes]]], **form: Any
):
    """Fill in the form of a page with files and send it."""
    sent: dict[str, Any] = {
        name: [FileStorage(io.BytesIO(data), called) for called, data in several]
        for name, several in files.items()
    }
    boundary, body = encode_multipart({"csrf_token": person.token(page), **form, **sent})
    kind = f"multipart/form-data; boundary={boundary}"
    return person.post(to, data=body, content_type=kind)


def attach(person: Client, ticket: int, *files: tuple[str, bytes], **form: Any) -> Any:
    page = f"/tickets/show/{ticket}/attachments"
    return send(person, page, f"/attachments/tickets/{ticket}", {"file": list(files)}, **form)


def attachments() -> list[Attachment]:
    db.session.rollback()
    return list(db.session.scalars(select(Attachment).order_by(Attachment.id)))


def test_several_files_are_attached_at_once_and_shown(console: Console, ticket: int) -> None:
    power = console("power")
    done = attach(power, ticket, ("井.jpg", picture()), ("合同.pdf", pdf()), purpose="signed_copy")
    assert done.status_code == 302
    page = power.get(done.location).text
    shown = main_of(page)
    assert all(
        one in shown for one in ("已上传 2 个附件", "井.jpg", "合同.pdf", "签署件", "县供电公司")
    )
    first, second = attachments()
    assert f"/attachments/{first.id}/thumbnail" in page
    assert f"/attachments/{second.id}/thumbnail" not in page
    small = power.get(f"/attachments/{first.id}/thumbnail", buffered=True)
    assert small.content_type == "image/webp"
    saved = power.get(f"/attachments/{second.id}/content", buffered=True)
    assert saved.data == pdf()
    assert saved.headers["Content-Disposition"].startswith("attachment;")
    assert "上传附件" in main_of(power.get(f"/tickets/show/{ticket}").text)


def test_what_is_refused_is_told_by_name_and_what_was_chosen_stays(
    console: Console, ticket: int
) -> None:
    power = console("power")
    done = attach(power, ticket, ("坏.jpg", HTML), ("好.jpg", picture()), purpose="drawing")
    assert done.status_code == 422
    shown = main_of(done.text)
    assert "坏.jpg：文件内容不在可接受的类型之内" in shown
    assert '<option value="drawing" selected>' in done.text
    assert [one.name for one in attachments()] == ["好.jpg"]
    nothing = attach(power, ticket)
    assert (nothing.status_code, "请先选择文件" in nothing.text) == (422, True)


def test_file_that_is_far_too_large_is_refused_before_it_is_read(
    console: Console, ticket: int
) -> None:
    power = console("power")
    token = power.token(f"/tickets/show/{ticket}/attachments")
    refused = power.post(
        f"/attachments/tickets/{ticket}",
        headers={"X-CSRFToken": token},
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(200 * MEGABYTE)},
    )
    assert refused.status_code == 413
    assert attachments() == []


def test_file_of_another_utility_is_neither_shown_nor_saved(console: Console, ticket: int) -> None:
    attach(console("power"), ticket, ("井.jpg", picture()))
    (only,) = attachments()
    water, window = console("water"), console("window")
    for part in ("content", "thumbnail"):
        assert water.get(f"/attachments/{only.id}/{part}").status_code == 404
    case = only.application_id
    assert "井.jpg" not in water.get(f"/applications/show/{case}/attachments").text
    assert "井.jpg" in window.get(f"/applications/show/{case}/attachments").text


def test_those_who_only_look_are_offered_no_upload(console: Console, ticket: int) -> None:
    page = f"/tickets/show/{ticket}/attachments"
    assert "data-attach" in console("power").get(page).text
    assert "data-attach" not in console("leader").get(page).text


def test_page_of_files_costs_few_statements(
    console: Console, ticket: int, statements: Callable[[], Any]
) -> None:
    power = console("power")
    counts = []
    for number in range(3):
        attach(power, ticket, (f"{number}.jpg", picture(size=(20 + number, 20))))
        with statements() as said:
            power.get(f"/tickets/show/{ticket}/attachments")
        counts.append(len(said))
    assert counts[-1] == counts[0] <= 12, said


# ---------------------------------------------------------------- in an action's form
def record(person: Client, ticket: int, files: list[tuple[str, bytes]], **form: Any) -> Any:
    page = f"/actions/tickets/{ticket}/record_survey"
    version = next(one.version for one in tickets(ticket) if one.id == ticket)
    return send(person, page, page, {"photos-new": files}, version=str(version), **form)


def tickets(ticket: int) -> Any:
    db.session.rollback()
    return application(db.session.get_one(Ticket, ticket).application_id).tickets


def test_new_files_of_a_form_are_stored_and_chosen(console: Console, ticket: int) -> None:
    done = record(console("power"), ticket, [("井.jpg", picture())], external_works="false")
    assert done.status_code == 302, main_of(done.text)
    (only,) = attachments()
    result = next(one.results for one in tickets(ticket) if one.id == ticket)
    assert result["record_survey"]["photos"] == [only.digest]
    assert only.purpose == "photo"
    assert "井.jpg" in console("power").get(f"/tickets/show/{ticket}").text


def test_refused_form_keeps_its_new_files_ticked(console: Console, ticket: int) -> None:
    power = console("power")
    refused = record(power, ticket, [("井.jpg", picture())], findings="沟槽积水")
    assert refused.status_code == 422
    (only,) = attachments()
    box = refused.text.split(f'value="{only.digest}"')[0].rpartition("<input")[2]
    assert "checked" in box
    assert "沟槽积水" in refused.text
    assert next(one.results for one in tickets(ticket) if one.id == ticket) == {}


def test_bad_file_in_a_form_is_told_at_its_field_and_nothing_is_done(
    console: Console, ticket: int
) -> None:
    refused = record(console("power"), ticket, [("坏.jpg", HTML)], external_works="true")
    assert refused.status_code == 422
    assert "坏.jpg：文件内容不在可接受的类型之内" in refused.text
    assert 'name="external_works"' in refused.text
    assert attachments() == []
    state = next(one for one in tickets(ticket) if one.id == ticket)
    assert state.stage == "survey"


@pytest.mark.parametrize("digits", [10, 19, 40])
def test_number_that_no_file_can_have_is_no_page(console: Console, digits: int) -> None:
    for part in ("content", "thumbnail"):
        assert console("power").get(f"/attachments/{'9' * digits}/{part}").status_code == 404
