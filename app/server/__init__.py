"""What surrounds every request: proxies, headers, logs, health, metrics, error pages."""

from flask import Flask

from app.server import (
    addresses,
    bodies,
    errors,
    headers,
    health,
    logs,
    metrics,
    proxies,
    static_files,
)
from config import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Dress the application; logs first, so that every refusal carries its reference number."""
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False  # pages of other origins have no business here
    logs.init_app(app, settings.log_format)
    if settings.metrics:
        metrics.init_app(app)
    addresses.init_app(app)
    bodies.init_app(app)
    errors.init_app(app)
    health.init_app(app)
    static_files.init_app(app)
    headers.init_app(app)
    app.wsgi_app = proxies.TrustedProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]  # Flask's documented way
