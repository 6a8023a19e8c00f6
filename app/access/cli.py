"""`flask user add|role|unlock`: accounts without the console (DESIGN §4)."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app.access import accounts, lockout
from app.access.account_changes import ACTOR
from app.extensions import begin_writing, db
from app.foundation.actor import Actor
from app.foundation.errors import DomainError, Invalid
from app.foundation.messages import say
from app.security import ROLES

user_cli = AppGroup("user", help="Accounts of staff and of API clients.")
ROLE = click.Choice(list(ROLES))


@contextmanager
def _writing() -> Iterator[None]:
    """One transaction; a refusal is told in a sentence, not in a traceback."""
    begin_writing(db.session)
    db.session.info[ACTOR] = Actor.system("cli")
    try:
        yield
        db.session.commit()
    except DomainError as error:
        db.session.rollback()
        said = [str(one) for messages in error.errors.values() for one in messages]
        raise click.ClickException(" ".join(said) or str(error)) from error


@user_cli.command("add")
@click.argument("username")
@click.option("--name", required=True, help="As colleagues and applicants read it.")
@click.option("--role", "roles", type=ROLE, required=True, multiple=True)
@click.option("--organisation", help="Code of the organisation.")
@click.option("--outlet", help="Code of the outlet.")
@click.option("--township", help="District code a township account reads.")
@click.password_option(envvar="LIANBAN_PASSWORD")
def add(
    username: str,
    name: str,
    roles: tuple[str, ...],
    organisation: str | None,
    outlet: str | None,
    township: str | None,
    password: str,
) -> None:
    """Add an account; asks for the password, or reads LIANBAN_PASSWORD."""
    account = accounts.NewAccount(username, name, roles, organisation, outlet, township)
    with _writing():
        accounts.add(db.session, account, password)
    click.echo(username)


@user_cli.command("role")
@click.argument("username")
@click.argument("roles", type=ROLE, nargs=-1, required=True)
def role(username: str, roles: tuple[str, ...]) -> None:
    """Give an account exactly these roles; its sessions and tokens end."""
    with _writing():
        user = accounts.find(db.session, username)
        if user is None:
            raise _unknown(username)
        user.roles = accounts.roles_named(db.session, roles)
    click.echo(" ".join(roles))


@user_cli.command("unlock")
@click.argument("username")
def unlock(username: str) -> None:
    """Forget an account's failed logins."""
    with _writing():
        user = accounts.find(db.session, username)
        if user is None:
            raise _unknown(username)
        lockout.unlock(db.session(), user)
    click.echo(username)


def _unknown(username: str) -> Invalid:
    return Invalid({"username": [say("There is no user “%(name)s”.", name=username)]})
