"""Files by REST: sent, listed, fetched by those who see the record, and by nobody else."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import prison
import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from tests.support.clients import Client
from tests.support.contents import EXECUTABLE, HTML, pdf, picture, zip_bomb
from tests.workflow.stories import FORM

Api = Callable[[str], Client]
MEGABYTE = 1024 * 1024


@pytest.fixture
def ticket(api: Api) -> dict[str, Any]:
    """The power utility's own, dispatched."""
    window = api("window")
    made = window.post("/api/v1/applications/", json=FORM).json["id"]
    for verb in ("accept", "dispatch"):
        done = window.post(f"/api/v1/applications/{made}/actions/{verb}").json["result"]
    mine = next(one for one in done["tickets"] if one["organisation"] == "power")
    return mine | {"application_id": made}


def send(
    client: Client, noun: str, row_id: int, data: bytes, name: str = "a.jpg", **more: Any
) -> Any:
    form = {"noun": noun, "id": str(row_id), "file": FileStorage(io.BytesIO(data), name)} | more
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post("/api/v1/attachments/", data=body, content_type=kind)


def kept(app: Flask) -> list[Path]:
    return [one for one in Path(app.config["ATTACHMENTS_DIR"]).rglob("*") if one.is_file()]


def test_photo_is_attached_and_told_with_its_addresses(api: Api, ticket: dict[str, Any]) -> None:
    power = api("power")
    made = send(power, "tickets", ticket["id"], picture(), "x/现场.jpg", purpose="photo")
    assert made.status_code == 201, made.text
    told = made.json["result"]
    assert made.headers["Location"].endswith(f"/api/v1/attachments/{told['id']}")
    assert (told["name"], told["media_type"]) == ("现场.jpg", "image/jpeg")
    assert (told["noun"], told["subject_id"]) == ("tickets", ticket["id"])
    assert (told["organisation"], told["purpose"]) == ("power", "photo")
    again = send(power, "tickets", ticket["id"], picture())
    assert (again.status_code, again.json["id"]) == (200, told["id"])


def test_content_is_saved_not_run(api: Api, ticket: dict[str, Any]) -> None:
    power = api("power")
    told = send(power, "tickets", ticket["id"], pdf(), "合同.pdf").json["result"]
    content = power.get(told["content"], buffered=True)
    assert content.data == pdf()
    assert content.content_type == "application/pdf"
    assert content.headers["Content-Disposition"].startswith("attachment;")
    assert content.headers["X-Content-Type-Options"] == "nosniff"
    assert content.headers["Cache-Control"] == "private, no-cache"
    assert content.headers["ETag"] == f'"{told["digest"]}"'
    known = {"If-None-Match": content.headers["ETag"]}
    seen = power.get(told["content"], headers=known, buffered=True)
    assert seen.status_code == 304
    assert told["thumbnail"] is None
    assert power.get(f"/api/v1/attachments/{told['id']}/thumbnail").status_code == 404


def test_thumbnail_of_a_picture(api: Api, ticket: dict[str, Any]) -> None:
    power = api("power")
    told = send(power, "tickets", ticket["id"], picture(size=(900, 600))).json["result"]
    small = power.get(told["thumbnail"], buffered=True)
    assert (small.status_code, small.content_type) == (200, "image/webp")
    assert small.headers["Cache-Control"].startswith("private")


def test_file_of_somebody_else_is_not_there(api: Api, ticket: dict[str, Any]) -> None:
    told = send(api("power"), "tickets", ticket["id"], picture()).json["result"]
    for stranger in ("water", "planning"):
        for address in ("", "/content", "/thumbnail"):
            status = api(stranger).get(f"/api/v1/attachments/{told['id']}{address}").status_code
            assert status in ({404} if stranger == "water" else {403, 404})
    assert api("water").get("/api/v1/attachments/").json["count"] == 0
    assert send(api("water"), "tickets", ticket["id"], picture()).status_code == 404


def test_list_is_filtered_by_record_and_application(api: Api, ticket: dict[str, Any]) -> None:
    window = api("window")
    mine = send(window, "tickets", ticket["id"], picture()).json["id"]
    case = send(window, "applications", ticket["application_id"], picture()).json["id"]

    def ids(**filters: Any) -> list[int]:
        asked = [{"col": col, "opr": "eq", "value": one} for col, one in filters.items()]
        q = prison.dumps({"filters": asked})
        return window.get("/api/v1/attachments/", query_string={"q": q}).json["ids"]

    assert ids(subject_kind="ticket", subject_id=ticket["id"]) == [mine]
    assert ids(application_id=ticket["application_id"]) == [case, mine]
    assert ids(purpose="signed_copy") == []


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (EXECUTABLE, "photo.jpg"),
        (HTML, "photo.jpg"),
        (zip_bomb(), "scheme.dwg"),
        (picture(), "photo.exe"),
        (b"", "a.pdf"),
    ],
)
@pytest.mark.any_engine
def test_refused_file_is_named_and_leaves_nothing(
    app: Flask, api: Api, ticket: dict[str, Any], data: bytes, name: str
) -> None:
    refused = send(api("power"), "tickets", ticket["id"], data, name)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["file"])
    assert kept(app) == []
    assert api("power").get("/api/v1/attachments/").json["count"] == 0


def test_what_is_missing_is_told_by_field(api: Api, ticket: dict[str, Any]) -> None:
    power = api("power")
    wrong = power.post(
        "/api/v1/attachments/",
        data={"purpose": "x", "y": "1", "keep_position": "?"},
        content_type="multipart/form-data",
    )
    assert wrong.status_code == 422
    assert set(wrong.json["errors"]) == {"file", "noun", "id", "purpose", "y", "keep_position"}
    assert power.post("/api/v1/attachments/", json={}).status_code == 415
    assert send(power, "tickets", 0, picture()).status_code == 404


class Endless(io.RawIOBase):
    """A file of this many megabytes that counts what is read of it."""

    def __init__(self, megabytes: int) -> None:
        self.left, self.read_so_far = megabytes * MEGABYTE, 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        size = min(len(buffer), self.left)
        self.left -= size
        self.read_so_far += size
        buffer[:size] = bytes(size)
        return size


@pytest.mark.parametrize("told", [True, False])
def test_two_hundred_megabytes_are_refused_without_being_read(
    app: Flask, api: Api, ticket: dict[str, Any], told: bool
) -> None:
    stream = Endless(200)
    body = io.BufferedReader(stream)
    how = {"CONTENT_LENGTH": str(stream.left)} if told else {"wsgi.input_terminated": True}
    refused = api("power").post(
        "/api/v1/attachments/",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"wsgi.input": body, **how},
    )
    assert (refused.status_code, refused.content_type) == (413, "application/problem+json")
    assert stream.read_so_far <= (0 if told else 22 * MEGABYTE)
    assert kept(app) == []


def test_elsewhere_little_may_be_sent(api: Api) -> None:
    json = api("window").post("/api/v1/applications/", json={"x": "x" * 3 * MEGABYTE})
    assert json.status_code == 413


def test_file_one_megabyte_too_large_is_refused(
    app: Flask, api: Api, ticket: dict[str, Any]
) -> None:
    refused = send(api("power"), "tickets", ticket["id"], pdf() + bytes(20 * MEGABYTE), "a.pdf")
    assert refused.status_code == 413
    assert kept(app) == []
