"""Whom we believe when a request says that it came from elsewhere: listed proxies, nobody else."""

from collections.abc import Iterable, Sequence
from ipaddress import ip_address, ip_network
from typing import Any

FORWARDED = ("FOR", "PROTO", "HOST", "PORT", "PREFIX")
TOLD = (*(f"HTTP_X_FORWARDED_{one}" for one in FORWARDED), "HTTP_FORWARDED", "HTTP_X_REQUEST_ID")


class TrustedProxies:
    """WSGI middleware: client address, scheme and host as the nearest trusted proxy saw them.

    `networks` are the proxies of TRUSTED_PROXIES. What anybody else says about these is dropped.
    """

    def __init__(self, app: Any, networks: Sequence[str]) -> None:
        self._app = app
        self._networks = [ip_network(one) for one in networks]

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if self._trusts(environ.get("REMOTE_ADDR", "")):
            self._believe(environ)
        else:
            for name in TOLD:
                environ.pop(name, None)
        response: Iterable[bytes] = self._app(environ, start_response)
        return response

    def _trusts(self, address: str) -> bool:
        try:
            parsed = ip_address(address)
        except ValueError:
            return False
        return any(parsed in network for network in self._networks)

    def _believe(self, environ: dict[str, Any]) -> None:
        """Every proxy appends whom it saw: the last one that isn't ours is the client."""
        hops = _listed(environ.get("HTTP_X_FORWARDED_FOR"))
        while len(hops) > 1 and self._trusts(hops[-1]):
            hops.pop()
        if hops:
            environ["REMOTE_ADDR"] = hops[-1]
        if (scheme := _last(environ.get("HTTP_X_FORWARDED_PROTO"))) in {"http", "https"}:
            environ["wsgi.url_scheme"] = scheme
        if host := _last(environ.get("HTTP_X_FORWARDED_HOST")):
            environ["HTTP_HOST"] = host


def _listed(header: str | None) -> list[str]:
    return [one.strip() for one in (header or "").split(",") if one.strip()]


def _last(header: str | None) -> str:
    return (_listed(header) or [""])[-1]
