"""Where a login may lead: inside this site only."""

from urllib.parse import urlsplit


def local_target(url: str | None, host: str) -> str | None:
    """Path and query of `url` when it stays on `host`, else None.

    Browsers read a backslash as a slash and drop control characters, so neither may occur.
    """
    if not url or "\\" in url or any(character <= " " or character == "\x7f" for character in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if parts.netloc not in {"", host} or parts.scheme not in {"", "http", "https"}:
        return None
    if not parts.path.startswith("/") or parts.path.startswith("//"):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
