"""A setting that can't be used stops the start, named."""

from __future__ import annotations

import pytest

from config import ConfigError, Settings

REAL = {"DATABASE_URL": "postgresql+psycopg://db/lianban"}


@pytest.mark.parametrize("given", ["", "x" * 31])
def test_a_key_that_could_be_guessed_stops_the_start(given: str) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY: "):
        Settings.from_environment(REAL | {"SECRET_KEY": given})


def test_a_key_of_32_characters_is_taken() -> None:
    assert Settings.from_environment(REAL | {"SECRET_KEY": "x" * 32}).secret_key == "x" * 32
