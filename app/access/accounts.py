"""Accounts: a FAB user with roles, and the profile that says where the user belongs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.access.passwords import hashed
from app.foundation.errors import Invalid
from app.foundation.messages import Message, say
from app.people.models import Organisation, Outlet, Role, StaffProfile, User
from app.people.rules import password_problem
from app.security import ROLES


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What an account is made from; organisation and outlet by code."""

    username: str
    name: str
    roles: tuple[str, ...]
    organisation: str | None = None
    outlet: str | None = None
    township: str | None = None
    leads: bool = False


def find(session: Session, username: str) -> Any:
    """The user of that name, however written; None if there is none."""
    return session.scalar(select(User).where(func.lower(User.username) == username.lower()))


def mailbox(username: str) -> str:
    """FAB wants an address for every user; we don't collect any (RFC 2606: reaches nobody)."""
    return f"{username}@lianban.invalid"


def add(session: Session, account: NewAccount, password: str) -> Any:
    """Add an account; raises Invalid by field. The caller commits."""
    problem = password_problem(password)
    if problem:
        raise Invalid({"password": [problem]})
    if find(session, account.username):
        raise Invalid({"username": [say("This user name is taken.")]})
    return add_hashed(session, account, hashed(password))


def add_hashed(session: Session, account: NewAccount, password_hash: str) -> Any:
    """The same with a hash that is known already."""
    user = User(
        username=account.username,
        first_name=account.name,
        last_name="",
        email=mailbox(account.username),
        active=True,
        password=password_hash,
        roles=roles_named(session, account.roles),
        profile=StaffProfile(
            organisation=_coded(session, Organisation, "organisation", account.organisation),
            outlet=_coded(session, Outlet, "outlet", account.outlet),
            township=account.township,
            leads=account.leads,
        ),
    )
    session.add(user)
    return user


def roles_named(session: Session, names: Iterable[str]) -> list[Any]:
    """The rows of roles; raises Invalid naming the one that doesn't exist."""
    wanted = list(names)
    found = {role.name: role for role in session.scalars(select(Role).where(Role.name.in_(wanted)))}
    for name in wanted:
        if name not in found:
            known = ", ".join(ROLES)
            raise Invalid({"role": [say("No such role. There are: %(known)s.", known=known)]})
    return [found[name] for name in wanted]


def _coded(session: Session, model: Any, field: str, code: str | None) -> Any:
    if code is None:
        return None
    row = session.scalar(select(model).where(model.code == code))
    if row is None:
        said: Message = say("Nothing has the code “%(code)s”.", code=code)
        raise Invalid({field: [said]})
    return row
