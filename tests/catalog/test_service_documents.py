"""A service's document: what is wrong with it is said at its path, what is right is interpreted."""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from app.catalog.kinds.checking import document_problems
from app.catalog.rules.service import ServiceForm
from app.foundation.errors import Invalid
from tests.workflow.stories import FORM

BUNDLES = Path(__file__).parents[2] / "bundles"
DOCUMENTS = {
    path.stem: yaml.safe_load(path.read_text(encoding="utf-8"))
    for path in sorted((BUNDLES / "huoqiu-2023" / "services").glob("*.yaml"))
}

NEW_ONLY = {"field": "business_type", "op": "eq", "value": "new"}
ASKED = {"id": "asked", "label": {"zh": "问", "en": "Asked"}, "filterable": True}


def form(code: str) -> ServiceForm:
    return ServiceForm(DOCUMENTS[code])


@pytest.mark.parametrize("code", DOCUMENTS)
def test_published_services_are_in_order(code: str) -> None:
    assert document_problems(DOCUMENTS[code]) == []


def changed(code: str, change: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENTS[code])
    change(document)
    return document


@pytest.mark.parametrize(
    ("code", "change", "path"),
    [
        ("power", lambda d: d["fields"][0]["choices"][1].pop("code"), "fields[0].choices[1]"),
        (
            "power",
            lambda d: d["fields"][0]["choices"][1].update(code="9"),
            "fields[0].choices[1].code",
        ),
        (
            "power",
            lambda d: d["fields"][0]["choices"][1].update(code="new"),
            "fields[0].choices[1].code",
        ),
        ("power", lambda d: d["fields"][1].update(choices=[]), "fields[1].choices"),
        ("power", lambda d: d["fields"][1].update(id="Main"), "fields[1].id"),
        ("water", lambda d: d["fields"][1].update(id="dual_supply"), "fields[2].id"),
        ("power", lambda d: d["fields"][0].update(type="formula"), "fields[0].type"),
        ("power", lambda d: d["fields"][0].update(required="yes"), "fields[0].required"),
        ("power", lambda d: d["fields"][0].update(personal=True), "fields[0].personal"),
        ("telecom", lambda d: d["fields"][0].update(filterable=True), "fields[0].filterable"),
        ("gas", lambda d: d["fields"].append(ASKED | {"type": "phone"}), "fields[4].filterable"),
        (
            "gas",
            lambda d: d["fields"].append(ASKED | {"type": "long_text"}),
            "fields[4].filterable",
        ),
        (
            "gas",
            lambda d: d["fields"].append(ASKED | {"type": "text", "personal": True}),
            "fields[4].filterable",
        ),
        (
            "gas",
            lambda d: d["fields"].append(ASKED | {"type": "text", "max_length": 201}),
            "fields[4].max_length",
        ),
        ("power", lambda d: d["fields"][0].pop("choices"), "fields[0]"),
        (
            "power",
            lambda d: d["fields"][1].update(examples=[{"value": "0", "unit": "kW"}]),
            "fields[1].examples[0]",
        ),
        ("power", lambda d: d["fields"][0].update(label={"zh": "甲"}), "fields[0].label"),
        ("power", lambda d: d.update(colour="red"), "colour"),
        ("power", lambda d: d.pop("suffix"), "suffix"),
        ("power", lambda d: d["stages"].reverse(), "stages"),
        ("power", lambda d: d["stages"].remove("connect"), "stages"),
        (
            "power",
            lambda d: d["facts"][0]["propose"][0].update(value="mv"),
            "facts[0].propose[0].value",
        ),
        (
            "power",
            lambda d: d["facts"][0]["propose"][0]["when"].update(field="capacity"),
            "facts[0].propose[0].when.field",
        ),
        ("power", lambda d: d["notices"][0]["when"].update(op="above"), "notices[0].when.op"),
        ("power", lambda d: d["notices"][0]["when"].update(value="some"), "notices[0].when.value"),
        ("power", lambda d: d["inputs"]["contact"].append("colour"), "inputs.contact[2]"),
        (
            "power",
            lambda d: d["inputs"]["contact"].append({**d["inputs"]["connect"][0], "id": "voltage"}),
            "inputs.contact[2].id",
        ),
        ("power", lambda d: d["facts"][0].update(roles=["utility"]), "facts[0].roles"),
        (
            "power",
            lambda d: d["inputs"]["connect"][0].update(roles=["utility"]),
            "inputs.connect[0].roles",
        ),
        ("telecom", lambda d: d["split"].update(field="business_type"), "split.field"),
        ("telecom", lambda d: d["split"]["options"].pop("unicom"), "split.options"),
        ("telecom", lambda d: d["split"]["options"]["unicom"].update(suffix="YD"), "split.options"),
        ("telecom", lambda d: d.update(suffix="T"), "suffix"),
        (
            "power",
            lambda d: d["fields"][1].update(when=NEW_ONLY | {"op": "about"}),
            "fields[1].when.op",
        ),
        (
            "power",
            lambda d: d["fields"][1].update(when=NEW_ONLY | {"value": "x"}),
            "fields[1].when.value",
        ),
        ("power", lambda d: d["fields"][0].update(when=NEW_ONLY), "fields[0].when.field"),
        ("power", lambda d: d["facts"][0].update(when=NEW_ONLY), "facts[0].when"),
        (
            "telecom",
            lambda d: d["fields"].append(
                d["fields"].pop(0) | {"when": {"field": "bandwidth", "op": "empty"}}
            ),
            "split.field",
        ),
    ],
)
def test_a_wrong_document_says_where(code: str, change: Callable[[Any], Any], path: str) -> None:
    assert [found for found, _ in document_problems(changed(code, change))] == [path]


def test_voltage_follows_from_the_capacity_and_the_setting_stands_in_the_document() -> None:
    power = form("power")
    assert power.propose({"main_capacity": {"value": "160", "unit": "kVA"}})["voltage"] == "hv"
    assert power.propose({"main_capacity": {"value": "159.9", "unit": "kVA"}})["voltage"] == "lv"
    backup = {"backup_capacity": {"value": "0.5", "unit": "kVA"}}
    assert power.propose(backup) == {"voltage": "lv", "double_supply": True}
    assert len(power.notices(backup)) == 1
    assert power.notices({"backup_capacity": {"value": "0", "unit": "kVA"}}) == []


def test_a_service_that_is_split_makes_a_ticket_for_each_option() -> None:
    telecom = form("telecom")
    answers = telecom.clean({"carriers": ["unicom", "mobile"], "bandwidth": "１０００"})
    assert telecom.options(answers) == ["mobile", "unicom"]
    assert [telecom.suffix(one) for one in telecom.options(answers)] == ["YD", "LT"]
    assert telecom.attrs(answers, "mobile") == {"bandwidth": "1000"}
    assert form("water").options({}) == [""]


def test_carriers_are_required_and_every_other_technical_field_is_optional() -> None:
    for code in DOCUMENTS:
        required = [field.id for field in form(code).fields if field.required]
        assert required == (["carriers"] if code == "telecom" else [])
    with pytest.raises(Invalid) as refusal:
        form("telecom").clean({"carriers": []}, "services.telecom.")
    assert list(refusal.value.errors) == ["services.telecom.carriers"]


def test_the_creation_example_of_the_api_is_accepted() -> None:
    for code, answers in FORM["services"].items():
        given = {name: value for name, value in answers.items() if value is not None}
        assert form(code).clean(answers) == given
        assert {field.id for field in form(code).fields} == set(answers)


def test_an_action_asks_facts_and_fields_of_the_service() -> None:
    power = form("power")
    assert [field.id for field in power.inputs("contact")] == ["voltage", "double_supply"]
    assert [field.id for field in power.inputs("connect")] == ["meter_number", "account_number"]
    assert power.inputs("inspect") == ()


def test_a_field_is_asked_only_where_its_condition_holds() -> None:
    def conditional(document: dict[str, Any]) -> None:
        document["fields"][1] |= {"when": NEW_ONLY, "required": True}
        document["fields"][2]["when"] = {"field": "main_capacity.value", "op": "ge", "value": 160}

    document = changed("power", conditional)
    assert document_problems(document) == []
    power, whole = ServiceForm(document), {"value": "630", "unit": "kVA"}
    given = {"business_type": "new", "main_capacity": whole, "backup_capacity": whole}
    assert power.clean(given) == given
    assert power.clean(given | {"business_type": "expand"}) == {"business_type": "expand"}
    assert power.kept(given | {"business_type": "expand"}) == {"business_type": "expand"}
    with pytest.raises(Invalid) as refusal:
        power.clean({"business_type": "new"}, "services.power.")
    assert list(refusal.value.errors) == ["services.power.main_capacity"]
