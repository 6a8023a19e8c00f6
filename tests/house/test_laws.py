"""The tree keeps its laws. docs/contributing.md tells how each was seen to bite."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.laws import LAWS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", LAWS)
def test_house_keeps(name: str) -> None:
    findings = LAWS[name](ROOT)
    if findings:
        pytest.fail(f"{name}: {len(findings)} findings\n" + "\n".join(findings), pytrace=False)
