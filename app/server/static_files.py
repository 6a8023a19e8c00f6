"""Style sheets and scripts: kept by browsers for a year under an address that changes with them."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request

ENDPOINTS = frozenset({"static", "appbuilder.static"})
YEAR = 365 * 24 * 3600


def init_app(app: Flask) -> None:
    """Add `?v=<fingerprint>` to the address of every static file."""
    app.url_defaults(_versioned)
    app.after_request(_kept)


def _versioned(endpoint: str, values: dict[str, Any]) -> None:
    if endpoint in ENDPOINTS and values.get("filename") and "v" not in values:
        owner = current_app if endpoint == "static" else current_app.blueprints["appbuilder"]
        values["v"] = _fingerprint(owner.static_folder or "", values["filename"])


@cache
def _fingerprint(folder: str, name: str) -> str | None:
    path = Path(folder) / name
    return sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else None


def _kept(response: Response) -> Response:
    if request.endpoint in ENDPOINTS and "v" in request.args:
        response.cache_control.no_cache = None
        response.cache_control.public = True
        response.cache_control.max_age = YEAR
        response.cache_control.immutable = True
    return response
