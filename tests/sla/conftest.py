"""Sentences in Chinese without a database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

import app


@pytest.fixture
def in_chinese() -> Iterator[None]:
    """What is said inside is said as the county's clerks read it."""
    reader = Flask(__name__)
    translations = Path(app.__file__).parent / "translations"
    Babel(reader, default_locale="zh", default_translation_directories=str(translations))
    with reader.app_context():
        yield
