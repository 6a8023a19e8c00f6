"""Databases for tests: one initialised template per engine, cloned for every test."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.security import check_password_hash, generate_password_hash

from app import create_app
from app.extensions import db
from app.install import initialise
from app.people.models import User
from config import Settings
from tests.support import postgres
from tests.support.clients import PASSWORD

ENGINES = ("sqlite", "postgresql")
SECRET = "for-tests-only-not-a-secret-at-all"


@dataclass
class Databases:
    """What one test process uses; `shared` and `server` are common to all processes of a run."""

    shared: Path
    server: Path | None
    worker: str
    _apps: dict[str, Flask] = field(default_factory=dict)

    def app(self, engine: str) -> Flask:
        """The application of this process on a fresh database, initialised with demo accounts."""
        app = self._apps.get(engine) or self._apps.setdefault(engine, self._new_app(engine))
        self._release(app)
        self._ensure_template(engine, app)
        self._copy(engine, "template", self.worker)
        shutil.rmtree(self._attachments(engine), ignore_errors=True)
        return app

    def scene(self, engine: str, name: str, play: Callable[[Flask], Any]) -> tuple[Flask, Any]:
        """The application after `play`, which is done once in a run, and what it gave (JSON)."""
        app, kept = self.app(engine), f"{name}_{engine}"
        told = self.shared / f"{kept}.json"
        with _locked(self.shared / f"{kept}.lock"):
            if told.exists():
                self._copy(engine, kept, self.worker)
            else:
                given = json.dumps(play(app))
                self._release(app)
                self._copy(engine, self.worker, kept)
                told.write_text(given)
        return app, json.loads(told.read_text())

    def empty(self, engine: str) -> str:
        """The address of a database without a single table."""
        name = f"{self.worker}_empty"
        self._remove(engine, name)
        if engine == "postgresql":
            postgres.execute(self._server(), "CREATE DATABASE {}", name)
        return self._url(engine, name)

    def close(self) -> None:
        for app in self._apps.values():
            self._release(app)

    def _new_app(self, engine: str) -> Flask:
        app = create_app(
            Settings(
                database_url=self._url(engine, self.worker), demo=True, secret_key=SECRET,
                attachments_dir=str(self._attachments(engine)),
            )
        )  # fmt: skip
        app.testing = True
        return app

    def _ensure_template(self, engine: str, app: Flask) -> None:
        ready = self.shared / f"{engine}.ready"
        with _locked(self.shared / f"{engine}.lock"):
            if ready.exists():
                return
            self._remove(engine, self.worker)
            if engine == "postgresql":
                postgres.execute(self._server(), "CREATE DATABASE {}", self.worker)
            initialise(app)
            _quick_to_sign_in(app)
            self._release(app)
            self._copy(engine, self.worker, "template")
            ready.touch()

    def _copy(self, engine: str, source: str, target: str) -> None:
        if engine == "postgresql":
            postgres.clone(self._server(), source, target)
        else:
            self._remove(engine, target)
            shutil.copyfile(self._file(source), self._file(target))

    def _remove(self, engine: str, name: str) -> None:
        if engine == "postgresql":
            postgres.drop(self._server(), name)
        else:
            for part in ("", "-wal", "-shm"):
                Path(f"{self._file(name)}{part}").unlink(missing_ok=True)

    def _release(self, app: Flask) -> None:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()

    def _url(self, engine: str, name: str) -> str:
        if engine == "postgresql":
            return postgres.address(self._server(), name)
        return f"sqlite:///{self._file(name)}"

    def _file(self, name: str) -> Path:
        return self.shared / f"{name}.sqlite3"

    def _attachments(self, engine: str) -> Path:
        return self.shared / f"{self.worker}-{engine}-attachments"

    def _server(self) -> Path:
        if self.server is None:
            raise postgres.MissingError
        return self.server


def _quick_to_sign_in(app: Flask) -> None:
    """The demo password hashed with little work: 80 ms less whenever a test signs somebody in.

    What the application hashes itself stays as expensive as it must be.
    """
    cheap = generate_password_hash(PASSWORD, "scrypt:1024:8:1")
    with app.app_context():
        for one in db.session.scalars(db.select(User)):
            if one.password and check_password_hash(one.password, PASSWORD):
                one.password = cheap
        db.session.commit()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    handle = os.open(path, os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
