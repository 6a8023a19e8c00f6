"""What is wrong with a bundle is told with its place, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from app.workflow.bundle.syntax import write
from tests.workflow.bundles import edit, snapshot


@pytest.mark.parametrize(
    ("file", "change", "told"),
    [
        (
            "services/power.yaml",
            lambda data: data["fields"][0]["choices"][0].update(code="New"),
            "services/power.yaml:13: fields[0].choices[0].code: ",
        ),
        (
            "services/power.yaml",
            lambda data: data["fields"][0].update(roles=["boss"]),
            "services/power.yaml:12: fields[0].roles[0]: 'boss' is no role",
        ),
        (
            "services/power.yaml",
            lambda data: data.update(colour="red"),
            "services/power.yaml:85: colour: unknown key",
        ),
        (
            "services/power.yaml",
            lambda data: data["inputs"].update(read_own=["voltage"]),
            "services/power.yaml:80: inputs.read_own: 'read_own' is no action on tickets",
        ),
        (
            "services/power.yaml",
            lambda data: data["inputs"]["connect"][0].update(id="note"),
            "services/power.yaml:71: inputs.connect[0]: 'note' is asked by the action itself",
        ),
        (
            "services/power.yaml",
            lambda data: (
                data["facts"][0].update(id="external_works"),
                data["inputs"].update(contact=["external_works"]),
                data["inputs"].pop("record_survey"),
            ),
            "services/power.yaml:79: inputs.contact[0]: 'external_works' is asked by the action",
        ),
        (
            "services/power.yaml",
            lambda data: data.update(suffix="YD"),
            "services/power.yaml:4: suffix: 'YD' is telecom's already",
        ),
        (
            "districts.yaml",
            lambda data: data["districts"][3].update(code=341522103),
            "districts.yaml:5: districts[3].code: 341522103 is not of type 'string'",
        ),
        (
            "districts.yaml",
            lambda data: data["districts"][3].update(code="341522100"),
            "districts.yaml:5: districts[3]: districts '341522100' is there twice",
        ),
        (
            "outlets.yaml",
            lambda data: data["outlets"][0].update(organisation="moon"),
            "outlets.yaml:8: outlets[0].organisation: 'moon' is not in organisations",
        ),
        (
            "routes.yaml",
            lambda data: data["routes"][3].update(option="fax"),
            "routes.yaml:5: routes[3].option: 'fax' is not one of: mobile, telecom, unicom",
        ),
        (
            "roles.yaml",
            lambda data: data["roles"][0].update(code="king"),
            "roles.yaml:2: roles[0].code: 'king' is not one of: ",
        ),
        (
            "reasons.yaml",
            lambda data: data["reasons"][0].update(verbs=["fly"]),
            "reasons.yaml:5: reasons[0].verbs[0]: 'fly' is no action",
        ),
        (
            "county.yaml",
            lambda data: data.update(planets=[]),
            "county.yaml:26: planets: unknown key",
        ),
        (
            "county.yaml",
            lambda data: data["county"].pop("disclaimer"),
            "county.yaml:1: county: 'disclaimer' is a required property",
        ),
    ],
)
def test_an_error_names_file_line_and_path_and_nothing_is_written(
    bundle: Callable[..., Result],
    draft: Path,
    session: Any,
    file: str,
    change: Callable[[Any], Any],
    told: str,
) -> None:
    before = snapshot()
    session.rollback()
    edit(draft / file, change)
    results = [bundle(command, draft) for command in ("validate", "diff", "apply")]
    for result in results:
        assert result.exit_code == 1
        assert any(line.startswith(told) for line in result.stderr.splitlines()), result.stderr
    assert snapshot() == before


def test_a_broken_file_is_told_with_every_other_problem(
    bundle: Callable[..., Result], draft: Path
) -> None:
    (draft / "roles.yaml").write_text("roles:\n\t- {}\n")
    edit(draft / "districts.yaml", lambda data: data["districts"][0].pop("kind"))
    result = bundle("apply", draft)
    assert result.exit_code == 1
    assert [line.partition(":")[0] for line in result.stderr.splitlines()] == [
        "districts.yaml",
        "roles.yaml",
    ]


def test_what_others_refer_to_is_not_deleted(bundle: Callable[..., Result], tmp_path: Path) -> None:
    away = tmp_path / "away.yaml"
    away.write_bytes(write({"delete": {"organisations": ["water"]}}))
    result = bundle("apply", away)
    assert result.exit_code == 1
    assert "routes water// (in force, not in this bundle): organisation: 'water'" in result.stderr
