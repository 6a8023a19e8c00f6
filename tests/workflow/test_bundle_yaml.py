"""YAML of bundles: plain data in, the same bytes out, and a line for everything that is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.workflow.bundle.syntax import BundleError, ordered, read, write

KEYS = st.text(min_size=1, max_size=8) | st.sampled_from(
    ["no", "on", "12:30", "1e3", "~", "=", "null"]
)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | KEYS | st.just("0564"),
    lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
    max_leaves=12,
)


@given(st.dictionaries(KEYS, PLAIN))
def test_what_is_written_is_read_back_and_written_the_same(data: dict[str, Any]) -> None:
    text = write(data)
    assert read("x.yaml", text).data == data
    assert write(read("x.yaml", text).data) == text
    assert write(dict(reversed(data.items()))) == text
    assert ordered(data) == data


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_any_bytes_are_data_or_a_told_problem(content: bytes) -> None:
    try:
        source = read("x.yaml", content)
    except BundleError as error:
        told = error.problems
    else:
        told = (source.at("", "read"),)
    assert all(problem.startswith("x.yaml:") for problem in told)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("12:30", "12:30"),
        ("2026-01-01", "2026-01-01"),
        ("1.50", "1.50"),
        ("0564", "0564"),
        ("'160'", "160"),
        ("160", 160),
        ("true", True),
        ("~", None),
    ],
)
def test_no_word_is_taken_for_something_else(text: str, value: Any) -> None:
    assert read("x.yaml", f"a: {text}\n".encode()).data == {"a": value}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: [1,\n", 3),
        ("a: 1\nb:\n\t- 1\n", 3),
        ("a: 1\na: 2\n", 2),
        ("a: &x [1]\nb: *x\n", 1),
        ("b: *x\n", 1),
        ("a: 1\nb: !!python/object:os.system {}\n", 2),
        ("a: !secret x\n", 1),
        ("a: 1\n---\nb: 2\n", 2),
        ("a: 1\n[1]: 2\n", 2),
        ("a: 1\nb: '\x07'\n", 2),
        ("[" * 5000, 1),
    ],
)
def test_what_is_no_plain_data_is_told_with_its_line(text: str, line: int) -> None:
    with pytest.raises(BundleError) as refusal:
        read("x.yaml", text.encode())
    assert refusal.value.problems[0].startswith(f"x.yaml:{line}: ")


def test_bytes_that_are_not_utf8_are_told_with_their_line() -> None:
    with pytest.raises(BundleError, match=r"^x.yaml:2: not UTF-8$"):
        read("x.yaml", "a: 1\nb: 霍".encode("gbk"))


def test_a_problem_stands_on_the_line_of_the_nearest_part_that_exists() -> None:
    source = read("x.yaml", b"fields:\n- id: a\n  choices:\n  - code: x\n  - label: y\n")
    assert source.at("fields[0].choices[1].code", "is needed") == (
        "x.yaml:5: fields[0].choices[1].code: is needed"
    )
    assert source.at("fields[7]", "gone").startswith("x.yaml:1: ")
