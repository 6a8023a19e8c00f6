"""What to do without a browser or a database server."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def absent(what: str) -> NoReturn:
    """Leave the test out on a developer's machine; fail where everything must be there."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"{what} is absent, and CI=true")
    pytest.skip(f"{what} is absent on this machine")
