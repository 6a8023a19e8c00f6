"""A setting that can't be used stops the start, named."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import WEB_ROOT, ConfigError, Settings

REAL = {"DATABASE_URL": "postgresql+psycopg://db/lianban"}
KEYED = REAL | {"SECRET_KEY": "x" * 32}


@pytest.mark.parametrize("given", ["", "x" * 31])
def test_a_key_that_could_be_guessed_stops_the_start(given: str) -> None:
    with pytest.raises(ConfigError, match="SECRET_KEY: "):
        Settings.from_environment(REAL | {"SECRET_KEY": given})


def test_a_key_of_32_characters_is_taken() -> None:
    assert Settings.from_environment(REAL | {"SECRET_KEY": "x" * 32}).secret_key == "x" * 32


def test_folder_of_attachments_is_made_and_only_its_owner_reads_it(tmp_path: Path) -> None:
    wanted = tmp_path / "a" / "b"
    made = Settings.from_environment(KEYED | {"ATTACHMENTS_DIR": str(wanted)}).attachments_dir
    assert Path(made) == wanted
    assert wanted.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("where", ["a file", "the web root", "below the web root"])
def test_folder_of_attachments_that_serves_nobody_stops_the_start(
    tmp_path: Path, where: str
) -> None:
    (tmp_path / "file").touch()
    folders = {
        "a file": tmp_path / "file",
        "the web root": WEB_ROOT,
        "below the web root": WEB_ROOT / "css" / "x",
    }
    with pytest.raises(ConfigError, match="ATTACHMENTS_DIR: "):
        Settings.from_environment(KEYED | {"ATTACHMENTS_DIR": str(folders[where])})
