"""Counters for Prometheus: by endpoint and status, never by person, address or record."""

import os
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
"""Seconds."""
METHODS = frozenset({"GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE"})


def init_app(app: Flask) -> None:
    """Serve /metrics. Several processes add up when PROMETHEUS_MULTIPROC_DIR is set."""
    registry = CollectorRegistry()
    seconds = Histogram(
        "lianban_request_seconds",
        "Time to answer a request",
        ("method", "endpoint", "status"),
        registry=registry,
        buckets=BUCKETS,
    )

    def note(response: Response) -> Response:
        method = request.method if request.method in METHODS else "other"
        labels = method, request.endpoint or "none", str(response.status_code)
        seconds.labels(*labels).observe(perf_counter() - g.begun)
        return response

    def metrics() -> Response:
        return Response(generate_latest(_collected(registry)), content_type=CONTENT_TYPE_LATEST)

    app.after_request(note)
    app.add_url_rule("/metrics", "metrics", metrics)


def _collected(own: CollectorRegistry) -> CollectorRegistry:
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return own
    everyone = CollectorRegistry()
    MultiProcessCollector(everyone)  # type: ignore[no-untyped-call]  # the library's own way
    return everyone
