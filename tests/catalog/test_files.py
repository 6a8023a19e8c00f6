"""Questions that are answered with files of the record."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from app.catalog.kinds import Field, FieldProblem, make_field
from app.catalog.kinds.files import Offered


def attached(signs: str) -> tuple[Offered, ...]:
    return tuple(Offered(one * 64, f"{one}.jpg", at, True) for at, one in enumerate(signs))


SPECS = {
    "file": {"type": "file"},
    "files": {"type": "files"},
    "files of a record": {"type": "files", "offered": attached("abc"), "required": True},
}


def asked(signs: str) -> Field:
    offered = attached(signs)
    return make_field(
        {"id": "x", "label": "X", "type": "files", "offered": offered, "required": True}
    )


def test_where_no_file_is_attached_nothing_can_be_asked_for() -> None:
    field = asked("")
    assert not field.required
    Draft202012Validator(field.schema()).validate([])
    assert field.demand([]) is None
    with pytest.raises(FieldProblem):
        field.demand(["a" * 64])


def test_file_of_another_record_cannot_be_chosen() -> None:
    with pytest.raises(FieldProblem):
        asked("abc").demand(["d" * 64])


def test_files_are_told_by_their_names() -> None:
    field = asked("abc")
    chosen = field.demand(["b" * 64, "a" * 64, "b" * 64])
    assert chosen == ["a" * 64, "b" * 64]
    assert field.show(chosen, "en") == "a.jpg, b.jpg"
