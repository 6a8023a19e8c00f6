"""/api/v1/_openapi tells the truth."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from tests.support.clients import Client
from tests.support.server import serving
from tests.workflow.stories import FORM

Api = Callable[[str], Client]
OF_OTHER_TESTS = {"Idempotency-Key", "If-Match"}
"""Headers that refuse what was good before, by design: test_acting has them."""
SIGNING_IN = ("/api/v1/security/login", "/api/v1/security/refresh")
"""Wrong passwords are counted and lock the account; tests/access has them."""

CHECK_DIGITS = {"uscc"}
EACH_ONCE = {"external_number"}
"""Fields whose value nobody else may have: no schema can tell."""
"""No pattern can tell a check digit: only the example fits; tests of the form have others."""


@pytest.fixture
def document(api: Api) -> dict[str, Any]:
    answer = api("window").get("/api/v1/_openapi", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return answer.json


def test_it_is_valid_openapi(document: dict[str, Any]) -> None:
    problems = [str(one)[:300] for one in OPENAPI_31_VALIDATOR.iter_errors(document)]
    assert not problems


def test_every_route_of_the_api_is_told(app: Flask, document: dict[str, Any]) -> None:
    paths = {(path, method) for path, told in document["paths"].items() for method in told}
    for rule in app.url_map.iter_rules():
        if not rule.rule.startswith("/api/"):
            continue
        path = rule.rule.replace("<version>", "v1").replace("<int:", "<")
        path = path.replace("<", "{").replace(">", "}")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            verb_by_verb = path.endswith("{pk}/actions/{verb}")
            assert verb_by_verb or (path, method.lower()) in paths, (path, method)


def test_forms_come_from_the_catalogue_in_the_language_asked_for(document: dict[str, Any]) -> None:
    create = document["paths"]["/api/v1/applications/"]["post"]
    form = create["requestBody"]["content"]["application/json"]["schema"]
    services = form["properties"]["services"]["properties"]
    assert set(services) == set(FORM["services"])
    assert form["properties"]["enterprise"]["title"] == "Enterprise"
    decline = document["paths"]["/api/v1/tickets/{pk}/actions/decline"]["post"]
    asked = decline["requestBody"]["content"]["application/json"]["schema"]
    assert {"reason", "legal_basis"} <= set(asked["required"])


def test_it_names_nobody(document: dict[str, Any]) -> None:
    transfer = document["paths"]["/api/v1/tickets/{pk}/actions/transfer"]["post"]
    asked = transfer["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert "enum" not in asked["specialist"]


def only_examples(node: Any) -> None:
    """Narrow the fields with a check digit to their examples, and leave out what is unique."""
    if isinstance(node, dict):
        for name in EACH_ONCE & node.keys():
            del node[name]
        for name, inner in node.items():
            if name in CHECK_DIGITS and isinstance(inner, dict) and "examples" in inner:
                inner["enum"] = inner["examples"]
            only_examples(inner)
    elif isinstance(node, list):
        for inner in node:
            only_examples(inner)


def run(app: Flask, api: Api, document: dict[str, Any], tmp_path: Path, *options: str) -> None:
    """Let schemathesis ask everything the document allows, and what it doesn't."""
    for told in document["paths"].values():
        for operation in told.values():
            asked = operation.get("parameters", [])
            operation["parameters"] = [one for one in asked if one["name"] not in OF_OTHER_TESTS]
    for path in SIGNING_IN:
        document["paths"].pop(path)
    del document["paths"]["/api/v1/attachments/"]  # no schema tells what a file must hold
    only_examples(document)
    kept = tmp_path / "openapi.json"
    kept.write_text(json.dumps(document))
    window = api("window")
    made = window.post("/api/v1/applications/", json=FORM).json["id"]
    for verb in ("accept", "dispatch"):
        window.post(f"/api/v1/applications/{made}/actions/{verb}")
    with serving(app) as address:
        token = f"Authorization: Bearer {window.bearer}"
        command = [sys.executable, "-m", "schemathesis.cli", "run", str(kept), "--url", address]
        command += ["--exclude-checks", "negative_data_rejection"]  # "" is: nothing entered
        done = subprocess.run(
            [*command, "-H", token, *options],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_answers_are_as_told(
    app: Flask, api: Api, document: dict[str, Any], tmp_path: Path
) -> None:
    options = ("--phases", "examples,fuzzing", "--max-examples", "1", "--seed", "1")
    run(app, api, document, tmp_path, *options)


@pytest.mark.full
def test_answers_are_as_told_at_every_edge(
    app: Flask, api: Api, document: dict[str, Any], tmp_path: Path
) -> None:
    options = ("--phases", "examples,coverage,fuzzing", "--max-examples", "15", "--seed", "1")
    run(app, api, document, tmp_path, *options)
