"""The closed grammar of conditions; the browser's evaluator reads the same cases."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalog.rules.conditions import NUMBERS, OPERATORS, either, evaluate, problems

CASES = json.loads((Path(__file__).parent / "conditions.json").read_text(encoding="utf-8"))
KNOWN = {"a": None, "b": frozenset({"x", "y"}), "c.value": NUMBERS}

ANSWERS = st.dictionaries(
    st.sampled_from(["a", "b", "c"]),
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=3)
    | st.lists(st.sampled_from(["x", "y"]))
    | st.dictionaries(st.just("value"), st.decimals(0, 99, places=1).map(str)),
)
CONSTANT = st.integers(-3, 300) | st.sampled_from(["1", "160", "x", "2026-01-01"]) | st.booleans()
LEAF = st.one_of(
    st.builds(lambda field: {"field": field, "op": "empty"}, st.sampled_from(list(KNOWN))),
    st.builds(
        lambda field, op, value: {"field": field, "op": op, "value": value},
        st.sampled_from(["a", "c.value"]),
        st.sampled_from([one for one in OPERATORS if one not in {"in", "empty"}]),
        CONSTANT,
    ),
    st.builds(
        lambda value: {"field": "a", "op": "in", "value": value}, st.lists(CONSTANT, max_size=3)
    ),
)
TREE = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda trees: {"all": trees}),
        st.lists(inner, min_size=1, max_size=3).map(lambda trees: {"any": trees}),
        inner.map(lambda tree: {"not": tree}),
    ),
    max_leaves=6,
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: json.dumps(case["when"])[:60])
def test_condition_holds_as_agreed(case: dict[str, Any]) -> None:
    assert evaluate(case["when"], case["values"]) is case["holds"]


@given(TREE, ANSWERS)
def test_a_condition_without_problems_is_answered_for_any_answers(
    tree: dict[str, Any], answers: dict[str, Any]
) -> None:
    if not problems(tree, KNOWN):
        assert evaluate(tree, answers) is not evaluate({"not": tree}, answers)


@given(st.lists(TREE, min_size=1, max_size=3), ANSWERS)
def test_not_any_is_all_not(trees: list[dict[str, Any]], answers: dict[str, Any]) -> None:
    none_holds = {"all": [{"not": tree} for tree in trees]}
    assert evaluate({"not": {"any": trees}}, answers) is evaluate(none_holds, answers)


@given(
    st.recursive(
        st.none() | st.integers() | st.text(max_size=5) | LEAF,
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["all", "any", "not", "field", "op", "value"]), inner)
        ),
    )
)
def test_whatever_is_no_condition_is_told_and_never_evaluated(tree: Any) -> None:
    if not problems(tree, KNOWN):
        evaluate(tree, {})


@pytest.mark.parametrize(
    ("tree", "path"),
    [
        ([], "when"),
        ({"all": []}, "when.all"),
        ({"all": [{"field": "a", "op": "empty"}], "any": []}, "when"),
        (
            {"any": [{"field": "a", "op": "empty"}, {"field": "z", "op": "empty"}]},
            "when.any[1].field",
        ),
        ({"not": {"field": "a", "op": "is", "value": 1}}, "when.not.op"),
        ({"field": "a", "op": "eq"}, "when"),
        ({"field": "a", "op": "eq", "value": 1.5}, "when.value"),
        ({"field": "a", "op": "eq", "value": None}, "when.value"),
        ({"field": "b", "op": "in", "value": ["x", "z"]}, "when.value"),
        ({"field": "b", "op": "in", "value": "x"}, "when.value"),
        ({"field": ["a"], "op": "empty"}, "when.field"),
        ({"field": "c.value", "op": "gt", "value": "many"}, "when.value"),
        ({"field": "c.value", "op": "in", "value": [1, "2.5", True]}, "when.value"),
    ],
)
def test_a_wrong_condition_says_where(tree: Any, path: str) -> None:
    assert [found for found, _ in problems(tree, KNOWN, "when")] == [path]


def test_a_name_of_two_fields_takes_what_either_takes() -> None:
    assert either(NUMBERS, NUMBERS) is NUMBERS
    assert either({"x"}, {"y"}) == {"x", "y"}
    assert either(NUMBERS, {"x"}) is either(None, {"x"}) is None


def test_groups_do_not_nest_without_end() -> None:
    tree: dict[str, Any] = {"field": "a", "op": "empty"}
    for _ in range(50):
        tree = {"not": tree}
    assert len(problems(tree, KNOWN)) == 1
