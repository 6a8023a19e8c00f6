"""From an empty database to a county that works; safe to run twice and by several at once."""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import Engine, text

from app.access.demo import ensure_demo_accounts
from app.access.mirror import sync_permissions
from app.extensions import begin_writing, db
from app.workflow.bundle import COUNTY, load_bundle
from config import INSTANCE, ROOT

LOCK = 341522
"""The advisory lock that makes others wait while one initialises."""
DECIDING = ("migrations/versions/*.py", "bundles/**/*.yaml", "app/security.py")
"""Files whose change makes the embedded database initialise again."""


def initialise(app: Flask) -> None:
    """Migrate, sync permissions, load the bundle where none was yet, and the demo accounts."""
    with app.app_context(), _alone(db.engine):
        upgrade()
        begin_writing(db.session())
        sync_permissions(app.extensions["appbuilder"])
        load_bundle(db.session, COUNTY)
        if app.config["DEMO"]:
            ensure_demo_accounts(db.session)
        db.session.commit()
        db.session.remove()


def ensure_initialised(app: Flask) -> None:
    """The same for the embedded database, and nothing when nothing changed since."""
    mark = INSTANCE / "initialised"
    with app.app_context():
        database = db.engine.url.database
    wanted = _fingerprint(database)
    if Path(database).exists() and mark.exists() and mark.read_text() == wanted:
        return
    initialise(app)
    mark.parent.mkdir(exist_ok=True)
    mark.write_text(wanted)


def _fingerprint(database: str) -> str:
    digest = hashlib.sha256(database.encode())
    for pattern in DECIDING:
        for path in sorted(ROOT.glob(pattern)):
            digest.update(path.read_bytes())
    return digest.hexdigest()


@contextmanager
def _alone(engine: Engine) -> Iterator[None]:
    """Hold the installation's lock: others wait until we are done, then find nothing to do."""
    if engine.dialect.name == "sqlite":
        lock = Path(engine.url.database or "").with_suffix(".lock")
        lock.parent.mkdir(parents=True, exist_ok=True)
        with lock.open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
        try:
            yield
        finally:
            connection.execute(text("SELECT pg_advisory_unlock(:lock)"), {"lock": LOCK})
