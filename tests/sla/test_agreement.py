"""The engine says what the oracle says, wherever the server stands."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sla.agreement import main

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("seed", range(4))
def test_2000_random_cases_agree_with_the_oracle(seed: int) -> None:
    assert list(main(500, seed)) == []


@pytest.mark.full
@pytest.mark.parametrize("seed", range(100, 110))
def test_more_random_cases_agree_with_the_oracle(seed: int) -> None:
    assert list(main(1000, seed)) == []


@pytest.mark.parametrize(
    ("zone", "name"), [("UTC", "UTC"), ("America/New_York", "EST"), ("Asia/Kolkata", "IST")]
)
def test_the_servers_time_zone_changes_nothing(zone: str, name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.sla.agreement", "200", "7"],
        cwd=ROOT,
        env=os.environ | {"TZ": zone},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.splitlines() == [name]
