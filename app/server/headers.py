"""What browsers are told: only our scripts run, nobody frames us, nothing personal is cached."""

from flask import Flask, Response, request
from flask_compress import Compress
from flask_talisman import Talisman

POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": ["'self'", "data:"],
    "font-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}
COMPRESSION = {
    "COMPRESS_ALGORITHM": ["br", "gzip"],
    "COMPRESS_ALGORITHM_STREAMING": ["br", "deflate"],
    # A tag names a version of a row for If-Match; it says nothing of tickets, language or masking.
    "COMPRESS_EVALUATE_CONDITIONAL_REQUEST": False,
}


def init_app(app: Flask) -> None:
    """Headers on every response, whoever made it."""
    app.config.update(COMPRESSION)
    Compress(app)
    Talisman(
        app,
        force_https=False,  # the proxy's business; HSTS goes out where https is spoken
        session_cookie_secure=False,  # access.sessions decides by the scheme
        content_security_policy=POLICY,
        content_security_policy_nonce_in=["script-src"],
        frame_options="DENY",
        referrer_policy="same-origin",
    )
    app.after_request(_keep_nothing)


def _keep_nothing(response: Response) -> Response:
    if request.endpoint not in {"static", "appbuilder.static"}:
        response.headers.setdefault("Cache-Control", "no-store")
    if request.path.startswith("/api/"):
        response.vary.add("Accept-Language")
    return response
