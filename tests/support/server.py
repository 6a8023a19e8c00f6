"""The application behind a real socket, in a thread of the test process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event, Thread
from typing import Any

from flask import Flask
from waitress import create_server, wasyncore

from app.foundation import clock


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve on a free port of the loopback address; gives `http://127.0.0.1:port`.

    The thread that selects among the sockets is the one that closes them: closed under its hands
    they would be a bad file descriptor to it.
    """
    sockets: dict[int, Any] = {}
    server = create_server(
        app,
        map=sockets,
        host="127.0.0.1",
        port=0,
        threads=4,
        clear_untrusted_proxy_headers=True,
    )
    enough = Event()

    def serve() -> None:
        while not enough.is_set():
            wasyncore.loop(timeout=0.1, map=sockets, count=1)
        server.task_dispatcher.shutdown()
        wasyncore.close_all(sockets, ignore_all=True)

    thread = Thread(target=serve, name="live-server", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        enough.set()
        thread.join(10)


class At:
    """The application at an instant that the test sets: its clock stands still in between."""

    def __init__(self, app: Flask, now: datetime) -> None:
        self._app, self.now = app, now

    def __call__(self, environ: Any, start_response: Any) -> Any:
        with clock.frozen(self.now):
            return self._app(environ, start_response)
