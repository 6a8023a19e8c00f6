"""Serve: the embedded database is initialised first when it isn't yet (DESIGN §4)."""

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from threading import Event, Thread
from types import FrameType

from flask import Flask
from waitress.server import create_server

from app import create_app
from app.install import ensure_initialised
from app.server.bodies import LARGEST
from app.workflow.worker import work
from config import ConfigError, Settings

PATIENCE = 15.0
"""Seconds that the worker has to finish what it is at."""


@contextmanager
def working(app: Flask) -> Iterator[None]:
    """A worker in a thread of ours: who runs the embedded database runs nothing else."""
    stop = Event()

    def run() -> None:
        with app.app_context():
            work(stop)

    thread = Thread(target=run, name="worker", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(PATIENCE)


def main() -> None:
    """Run until SIGTERM or Ctrl-C."""
    settings = Settings.from_environment(os.environ)
    app = create_app(settings)
    if settings.sqlite:
        ensure_initialised(app)
    try:
        server = create_server(
            app,
            host=settings.host,
            port=settings.port,
            threads=8,
            ident="",
            max_request_body_size=LARGEST,
            clear_untrusted_proxy_headers=False,  # app.server.proxies knows whom to believe
        )
    except OSError as error:
        raise ConfigError(
            "HOST, PORT", f"{settings.host}:{settings.port}: {error.strerror}"
        ) from error

    def stop(_signal: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, stop)
    print(f"http://{settings.host}:{settings.port}", flush=True)  # noqa: T201  # the one line a newcomer waits for
    try:
        with working(app) if settings.sqlite else nullcontext():
            server.run()
    finally:
        server.close()


if __name__ == "__main__":
    main()
