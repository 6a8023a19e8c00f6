"""Typed settings from the environment; a bad one stops the start and is named (DESIGN §4)."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Self

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent
INSTANCE = ROOT / "instance"
WEB_ROOT = ROOT / "app" / "static"
EMBEDDED = f"sqlite:///{INSTANCE / 'lianban.sqlite3'}"
DRIVERS = ("sqlite", "postgresql+psycopg")
SHORTEST_SECRET = 32
"""Characters: what HMAC-SHA-256, which signs the tokens, asks of a key (RFC 7518)."""
LOG_FORMATS = ("text", "json")
TRUE = frozenset({"1", "true", "yes", "on"})
FALSE = frozenset({"0", "false", "no", "off", ""})


class ConfigError(SystemExit):
    """A setting that can't be used; ends the process with one sentence."""

    def __init__(self, name: str, why: str) -> None:
        super().__init__(f"{name}: {why}")


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    value = environ.get(name)
    if value is None:
        return default
    if value.lower() in TRUE | FALSE:
        return value.lower() in TRUE
    raise ConfigError(name, f"must be 1 or 0, not {value!r}")


def _database(url: str) -> str:
    try:
        driver = make_url(url).drivername
    except ArgumentError as error:
        raise ConfigError("DATABASE_URL", "is not a database address") from error
    if driver not in DRIVERS:
        raise ConfigError("DATABASE_URL", f"must begin with one of {', '.join(DRIVERS)}")
    return url


def _port(value: str) -> int:
    if value.isascii() and value.isdigit() and 0 < int(value) < 2**16:
        return int(value)
    raise ConfigError("PORT", f"must be a number from 1 to 65535, not {value!r}")


def _rows(name: str, value: str) -> int:
    """What a sheet may hold beside its head."""
    if value.isascii() and value.isdigit() and 0 < int(value) < 2**20:
        return int(value)
    raise ConfigError(name, f"must be a number from 1 to {2**20 - 1}, not {value!r}")


def _one_of(name: str, value: str, choices: tuple[str, ...]) -> str:
    if value in choices:
        return value
    raise ConfigError(name, f"must be one of {', '.join(choices)}, not {value!r}")


def _address(name: str, value: str, *schemes: str) -> str:
    if not value or value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
        return value
    raise ConfigError(name, f"must begin with {' or '.join(f'{one}://' for one in schemes)}")


def _networks(value: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(one.strip())) for one in value.split(",") if one.strip())
    except ValueError as error:
        raise ConfigError("TRUSTED_PROXIES", f"must be addresses or networks: {error}") from error


def _folder(name: str, value: str) -> str:
    """A folder that can be written to and that no browser reaches; made if it isn't there."""
    path = Path(value).expanduser().resolve()
    if path == WEB_ROOT or WEB_ROOT in path.parents:
        raise ConfigError(name, "must lie outside app/static, which everybody can read")
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with TemporaryFile(dir=path):
            return str(path)
    except OSError as error:
        raise ConfigError(name, f"{path} can't be written to: {error.strerror}") from error


def _demo(environ: Mapping[str, str], *, embedded: bool) -> bool:
    """Demo accounts with a public password: on a real database only when said twice."""
    demo = _flag(environ, "DEMO", default=embedded)
    if demo and not embedded and not _flag(environ, "DEMO_ON_REAL_DATABASE", default=False):
        raise ConfigError(
            "DEMO",
            "demo accounts have a public password; to have them on this database "
            "set DEMO_ON_REAL_DATABASE=1 as well",
        )
    return demo


def _secret(value: str, *, demo: bool) -> str:
    """The given key; in demo mode one that is made once and kept beside the database."""
    if value:
        if len(value) < SHORTEST_SECRET:
            raise ConfigError("SECRET_KEY", f"must have at least {SHORTEST_SECRET} characters")
        return value
    if not demo:
        raise ConfigError("SECRET_KEY", "is required outside demo mode")
    kept = INSTANCE / "secret_key"
    if not kept.exists():
        INSTANCE.mkdir(exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(32))
    return kept.read_text()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that differs between installations."""

    database_url: str = EMBEDDED
    secret_key: str = ""
    demo: bool = True
    host: str = "127.0.0.1"
    port: int = 8080
    trusted_proxies: tuple[str, ...] = ()
    redis_url: str = ""
    smtp_url: str = ""
    sms_webhook_url: str = ""
    attachments_dir: str = str(INSTANCE / "attachments")
    export_most: int = 50_000
    log_format: str = "text"
    metrics: bool = True

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Read and check every setting; raises ConfigError naming the first bad one."""
        url = _database(environ.get("DATABASE_URL") or EMBEDDED)
        demo = _demo(environ, embedded=url == EMBEDDED)
        return cls(
            database_url=url,
            secret_key=_secret(environ.get("SECRET_KEY", ""), demo=demo),
            demo=demo,
            host=environ.get("HOST") or "127.0.0.1",
            port=_port(environ.get("PORT") or "8080"),
            trusted_proxies=_networks(environ.get("TRUSTED_PROXIES", "")),
            redis_url=_address("REDIS_URL", environ.get("REDIS_URL", ""), "redis", "rediss"),
            smtp_url=_address("SMTP_URL", environ.get("SMTP_URL", ""), "smtp", "smtps"),
            sms_webhook_url=_address(
                "SMS_WEBHOOK_URL", environ.get("SMS_WEBHOOK_URL", ""), "http", "https"
            ),
            attachments_dir=_folder(
                "ATTACHMENTS_DIR",
                environ.get("ATTACHMENTS_DIR") or str(INSTANCE / "attachments"),
            ),
            export_most=_rows("EXPORT_MOST", environ.get("EXPORT_MOST") or "50000"),
            log_format=_one_of("LOG_FORMAT", environ.get("LOG_FORMAT") or "text", LOG_FORMATS),
            metrics=_flag(environ, "METRICS", default=True),
        )

    @property
    def sqlite(self) -> bool:
        """Whether the database is the embedded engine."""
        return self.database_url.startswith("sqlite")

    def flask(self) -> dict[str, Any]:
        """The same as Flask's and Flask-AppBuilder's configuration."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            # What people entered stays out of the log when a statement fails.
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True}
            | ({} if self.sqlite else {"pool_pre_ping": True}),
            "RATELIMIT_STORAGE_URI": self.redis_url or "memory://",
            "ATTACHMENTS_DIR": self.attachments_dir,
            "EXPORT_MOST": self.export_most,
            "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
            "MAX_FORM_MEMORY_SIZE": 2 * 1024 * 1024,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "BABEL_DEFAULT_LOCALE": "zh",
            "BABEL_DEFAULT_TIMEZONE": "Asia/Shanghai",
            "LANGUAGES": {
                "zh": {"flag": "cn", "name": "中文"},
                "en": {"flag": "gb", "name": "English"},
            },
            "APP_NAME": "联办 Lianban",
            "FAB_BASE_TEMPLATE": "lianban/base.html",
            "FAB_INDEX_VIEW": "app.console.desk.views.HomeView",
            "CONSOLE_SEARCH_ENDPOINT": "FindView.find",
            "FAB_CREATE_DB": False,
            "FAB_UPDATE_PERMS": False,
            "FAB_ADD_SECURITY_API": False,
            "FAB_API_SWAGGER_UI": False,
            "FAB_API_MAX_PAGE_SIZE": 100,
            "AUTH_TYPE": 1,
            "AUTH_USER_REGISTRATION": False,
            "AUTH_ROLE_ADMIN": "admin",
            "AUTH_ROLE_PUBLIC": "public",
            "DEMO": self.demo,
        }
