"""The bundle commands, and files of the county to change."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from tests.workflow.bundles import COUNTY


@pytest.fixture
def bundle(app: Flask) -> Callable[..., Result]:
    """`bundle("apply", path)`: the command, its exit code and what it said."""
    runner = app.test_cli_runner()
    return lambda *words: runner.invoke(args=["bundle", *map(str, words)])


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A copy of the county's files to change."""
    return Path(shutil.copytree(COUNTY, tmp_path / "county"))
