"""What the tests of the screens begin with."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.workflow import stories


@pytest.fixture
def case(app: Flask) -> int:
    """The id of an application that has just gone to all six utilities."""
    with app.app_context():
        return stories.dispatched()
