"""The catalogue is data: what the office publishes appears everywhere, without code or restart."""

import html
import json
import shutil

import pytest
from sqlalchemy import select

from app.tickets.models import Ticket
from tests.console.reading import tickets_in
from tests.workflow.bundles import COUNTY, HEATING, edit
from tests.workflow.stories import dispatched, do, entered, form, ticket_of

pytestmark = pytest.mark.engines
NEW = {
    "id": "load_class",
    "type": "choice",
    "label": {"zh": "负荷等级", "en": "Load class"},
    "filterable": True,
    "column": True,
    "choices": [
        {"code": "first", "label": {"zh": "一级负荷", "en": "First class"}},
        {"code": "second", "label": {"zh": "二级负荷", "en": "Second class"}},
    ],
}


def apply(app, path):
    result = app.test_cli_runner().invoke(args=["bundle", "apply", str(path)])
    assert result.exit_code == 0, result.output


@pytest.fixture
def published(app, tmp_path):
    """Publish the new field while everything runs."""

    def publish():
        county = tmp_path / "county"
        shutil.copytree(COUNTY, county)
        edit(county / "services" / "power.yaml", lambda one: one["fields"].append(NEW))
        apply(app, county)

    return publish


def test_field_added_in_yaml_appears_everywhere_and_old_ones_keep_their_version(
    app, session, api, console, published
):
    program, clerk = api("window"), console("window")
    old = ticket_of(dispatched(), "power").id
    assert "负荷等级" not in clerk.get("/applications/add").text
    published()
    assert "负荷等级" in clerk.get("/applications/add").text
    assert "load_class" in program.get("/api/v1/_openapi").text
    services = {"power": {"load_class": "first"}}
    made = program.post("/api/v1/applications/", json=form(services=services))
    assert made.json["result"]["services"]["power"]["load_class"] == "first"
    new = made.json["result"]["tickets"][0]["id"]
    assert "一级负荷" in clerk.get(f"/tickets/show/{new}").text
    assert "一级负荷" in clerk.get("/tickets/list/").text
    assert "负荷等级" not in clerk.get(f"/tickets/show/{old}").text
    versions = session.scalars(select(Ticket.service_version_id).where(Ticket.service == "power"))
    assert len(set(versions)) == 2


def test_field_added_in_yaml_is_filterable_at_once(app, session, api, console, published):
    program, clerk = api("window"), console("window")
    q = json.dumps({"filters": [{"col": "attrs.load_class", "opr": "eq", "value": "second"}]})
    assert program.get("/api/v1/tickets/", query_string={"q": q}).status_code == 400
    published()
    ids = [
        ticket_of(dispatched(services={"power": {"load_class": one}}), "power").id
        for one in ("first", "second")
    ]
    assert program.get("/api/v1/tickets/", query_string={"q": q}).json["ids"] == [ids[1]]
    page = "/tickets/list/?_flt_0_service=power&_flt_0_attrs.load_class=second"
    assert tickets_in(clerk.get(page).text) == {ids[1]}
    assert "attrs.load_class" in program.get("/api/v1/_openapi").text


def test_new_utility_needs_only_its_bundle(app, session, api, console):
    apply(app, HEATING)
    heating = {"heating": {}}
    page = console("window").get("/applications/add").text
    assert "供热" in page
    made = api("window").post("/api/v1/applications/", json=form(services=heating))
    assert made.status_code == 201, made.text
    assert [one["service"] for one in made.json["result"]["tickets"]] == ["heating"]
    assert "heating" in api("window").get("/api/v1/_openapi").text


def test_answer_meant_for_some_roles_is_shown_to_no_others(app, session, api, console, tmp_path):
    county = tmp_path / "county"
    shutil.copytree(COUNTY, county)
    secret = NEW | {"roles": ["utility"], "id": "inner_note"}
    edit(county / "services" / "power.yaml", lambda one: one["fields"].append(secret))
    apply(app, county)
    services = {"power": {"inner_note": "second"}}
    row_id = dispatched(services=services)
    ticket = ticket_of(row_id, "power").id
    assert "二级负荷" in console("power").get(f"/tickets/show/{ticket}").text
    assert "二级负荷" not in console("leader").get(f"/tickets/show/{ticket}").text
    assert "inner_note" not in api("leader").get(f"/api/v1/tickets/{ticket}").text


def test_draft_keeps_the_version_it_was_filled_in_under(app, session, published):
    row_id = entered()
    before = ticket_of(row_id, "power").service_version_id
    published()
    assert ticket_of(row_id, "power").service_version_id == before


def test_field_with_a_condition_is_asked_in_the_browser_and_checked_by_the_server(
    session, api, console, app, tmp_path
):
    condition = {"field": "business_type", "op": "eq", "value": "new"}
    county = tmp_path / "county"
    shutil.copytree(COUNTY, county)
    change = {**NEW, "when": condition, "required": True}
    edit(county / "services" / "power.yaml", lambda one: one["fields"].append(change))
    apply(app, county)
    page = html.unescape(console("window").get("/applications/add").text)
    assert f"data-shown-if='{json.dumps(condition, separators=(', ', ': '))}'" in page
    program, first = api("window"), {"load_class": "first"}
    for answers, status, kept in (
        ({"business_type": "new"}, 422, None),
        ({"business_type": "new", **first}, 201, "first"),
        ({"business_type": "other", **first}, 201, None),
    ):
        sent = form(services={"power": answers})
        made = program.post("/api/v1/applications/", json=sent)
        assert made.status_code == status
        if status == 201:
            assert made.json["result"]["services"]["power"].get("load_class") == kept
        if kept:
            other = {"power.business_type": "other"}
            do("applications", "amend", made.json["result"]["id"], "window", **other)
            assert ticket_of(made.json["result"]["id"], "power").attrs == {"business_type": "other"}
