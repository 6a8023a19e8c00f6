"""The demo accounts of bundles/demo-accounts.yaml; their password is public (DESIGN §4)."""

from functools import cache
from pathlib import Path

import yaml
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.accounts import NewAccount, add_hashed
from app.access.passwords import hashed
from app.people.models import User

DEMO_PASSWORD = "Huoqiu-demo-2023"  # noqa: S105  # public on purpose, and refused outside demo mode
ACCOUNTS = Path(__file__).parents[2] / "bundles" / "demo-accounts.yaml"


@cache
def demo_accounts() -> tuple[NewAccount, ...]:
    """The accounts in the order the login page shows them."""
    document = yaml.safe_load(ACCOUNTS.read_text(encoding="utf-8"))
    return tuple(
        NewAccount(**{**one, "roles": tuple(one["roles"])}) for one in document["accounts"]
    )


def ensure_demo_accounts(session: Session) -> list[str]:
    """Add those that are missing; their names. The caller commits.

    One hash serves all: it tells nothing that the login page doesn't.
    """
    names = [account.username for account in demo_accounts()]
    there = set(session.scalars(select(func.lower(User.username)).where(User.username.in_(names))))
    missing = [account for account in demo_accounts() if account.username not in there]
    password_hash = hashed(DEMO_PASSWORD) if missing else ""
    for account in missing:
        add_hashed(session, account, password_hash)
    return [account.username for account in missing]
