"""Approvals by REST: a department sees its package and no ticket of a utility."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from app.extensions import db
from app.journal.models import Attachment
from app.journal.states import Purpose
from app.workflow.attachments.attaching import Upload, attach
from tests.support.clients import Client
from tests.support.contents import pdf, picture
from tests.workflow.permits import ask, at_permits
from tests.workflow.stories import who

Api = Callable[[str], Client]
pytestmark = pytest.mark.usefixtures("session")


def drawn(ticket: int, name: str, data: bytes) -> Attachment:
    """A drawing of the ticket."""
    attach("tickets", ticket, Upload(io.BytesIO(data), name, Purpose.drawing), who("power"))
    db.session.rollback()
    return db.session.query(Attachment).order_by(Attachment.id.desc()).first()


def rows(client: Client, noun: str) -> list[dict[str, Any]]:
    answer = client.get(f"/api/v1/{noun}/")
    assert answer.status_code in {200, 403}
    found: list[dict[str, Any]] = answer.json["result"] if answer.status_code == 200 else []
    return found


def test_department_sees_its_approvals_and_nothing_else_of_the_case(api: Api) -> None:
    mine = at_permits()
    made = ask(mine, "planning", "excavation")
    client = api("citymgmt")
    assert [one["kind"] for one in rows(client, "approvals")] == ["excavation"]
    for noun in ("applications", "tickets", "schemes", "surveys", "digs", "supervisions"):
        assert rows(client, noun) == [], noun
    other = f"/api/v1/approvals/{made['planning'].id}"
    assert {client.get(other + end).status_code for end in ("", "/actions", "/clocks")} == {404}
    own = f"/api/v1/approvals/{made['excavation'].id}/clocks"
    assert {one["node"] for one in client.get(own).json["result"]} == {"approval"}
    about = {one["subject"]["kind"] for one in rows(client, "notices") if "subject" in one}
    assert about <= {"approval"}


def test_department_reads_the_drawings_of_the_package_and_no_other_file(api: Api) -> None:
    mine = at_permits()
    sent, kept = drawn(mine, "平面图.pdf", pdf()), drawn(mine, "内部.jpg", picture())
    inside, outside = ((one.id, one.digest) for one in (sent, kept))
    made = ask(mine, "excavation", drawings=[inside[1]])["excavation"]
    client = api("citymgmt")
    told = client.get(f"/api/v1/approvals/{made.id}").json["result"]["package"]["drawings"]
    assert told == [inside[0]]
    for (file, _), status in ((inside, 200), (outside, 404)):
        with client.get(f"/api/v1/attachments/{file}/content") as answer:
            assert answer.status_code == status


def test_place_is_whole_for_who_decides_and_masked_for_who_only_looks(api: Api) -> None:
    made = ask(at_permits(), "excavation")["excavation"].id
    places = {
        one: api(one).get(f"/api/v1/approvals/{made}").json["result"]["package"]["place"]
        for one in ("citymgmt", "power", "leader")
    }
    assert places["citymgmt"] == places["power"] == "安徽霍邱经济开发区创业路18号"
    assert "18号" not in places["leader"]


def test_schema_tells_that_another_lane_needs_its_reason(api: Api) -> None:
    mine = at_permits()
    offered = api("power").get(f"/api/v1/tickets/{mine}/actions").json["result"]
    asked = next(one for one in offered if one["verb"] == "request_approvals")["input"]
    assert asked["dependentRequired"] == {"lane": ["lane_reason"]}
    assert "exempt" not in str(asked["properties"]["lane"])


def test_utility_sees_others_decisions_for_its_own_package_only(api: Api) -> None:
    ask(at_permits("power"), "planning", "excavation")
    ask(at_permits("water"), "excavation", by="water")
    assert [one["utility"] for one in rows(api("power"), "approvals")] == ["power", "power"]
    assert [one["utility"] for one in rows(api("water"), "approvals")] == ["water"]
    assert len(rows(api("citymgmt"), "approvals")) == 2
