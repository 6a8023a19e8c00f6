"""`flask bundle …`: exit code 1 and a line per problem on standard error when all is not well."""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec

import click
from flask.cli import with_appcontext
from sqlalchemy import inspect

from app.catalog.models import BundleRelease
from app.extensions import db
from app.workflow.bundle import (
    BundleError,
    Change,
    apply,
    changes,
    load,
    read_state,
    roll_back,
)
from app.workflow.bundle.files import as_document, as_files
from app.workflow.bundle.syntax import write
from app.workflow.transaction import writing

P = ParamSpec("P")
SOURCE = click.argument("path", type=click.Path(exists=True, path_type=Path))
ALLOW = click.option(
    "--allow-delete",
    is_flag=True,
    help="Take away what its sections no longer hold.",
)
ACTOR = "command line"


@click.group("bundle")
def bundle_cli() -> None:
    """The county's configuration as files."""


def _telling(command: Callable[P, None]) -> Callable[P, None]:
    """Say what is wrong with a bundle instead of a stack trace."""

    @wraps(command)
    def told(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            if not inspect(db.engine).has_table(BundleRelease.__tablename__):
                raise BundleError("the database is empty: flask init")  # noqa: TRY301  # told below
            command(*args, **kwargs)
        except BundleError as error:
            for problem in error.problems:
                click.echo(problem, err=True)
            sys.exit(1)

    return told


@bundle_cli.command("validate")
@SOURCE
@with_appcontext
@_telling
def validate_command(path: Path) -> None:
    """Check a bundle by itself and against what is in force; change nothing."""
    bundle = load(path)
    changes(db.session(), bundle)
    click.echo(f"{sum(map(len, bundle.rows.values()))} rows are in order")


@bundle_cli.command("diff")
@SOURCE
@ALLOW
@with_appcontext
@_telling
def diff_command(path: Path, *, allow_delete: bool) -> None:
    """Show what applying the bundle would add, change and remove."""
    _tell(changes(db.session(), load(path), allow_delete=allow_delete))


@bundle_cli.command("apply")
@SOURCE
@ALLOW
@with_appcontext
@_telling
def apply_command(path: Path, *, allow_delete: bool) -> None:
    """Bring the bundle into force: all of it or nothing."""
    bundle = load(path)
    with writing() as session:
        found = apply(session, bundle, ACTOR, allow_delete=allow_delete)
    _tell(found)


@bundle_cli.command("export")
@click.argument("path", type=click.Path(path_type=Path, allow_dash=True))
@with_appcontext
@_telling
def export_command(path: Path) -> None:
    """Write what is in force: a folder of files, one .yaml file, or - for standard output."""
    state = read_state(db.session())
    if str(path) == "-":
        click.echo(write(as_document(state)), nl=False)
    elif path.suffix == ".yaml":
        path.write_bytes(write(as_document(state)))
    else:
        for name, content in as_files(state).items():
            file = path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)


@bundle_cli.command("rollback")
@with_appcontext
@_telling
def rollback_command() -> None:
    """Go back to what was in force before the latest release."""
    with writing() as session:
        found = roll_back(session, ACTOR)
    _tell(found)


def _tell(found: list[Change]) -> None:
    for change in found:
        click.echo(f"{_sign(change)} {change.section} {change.key}")
        if change.before and change.after:
            for path, before, after in differences(change.before, change.after):
                click.echo(f"    {path}: {before!r} -> {after!r}")
    click.echo(f"{len(found)} changes" if found else "nothing to change")


def _sign(change: Change) -> str:
    if change.before is None:
        return "+"
    return "-" if change.after is None else "~"


def differences(before: Any, after: Any, path: str = "") -> Iterator[tuple[str, Any, Any]]:
    """(path, before, after) of the smallest parts that differ; rows of a list go by id or code."""
    one, other = _keyed(before), _keyed(after)
    if one is None or other is None:
        if before != after:
            yield path, before, after
        return
    if isinstance(before, list) and [*one] != [*other] and {*one} == {*other}:
        yield f"{path} (order)", [*one], [*other]
    for key in dict.fromkeys([*one, *other]):
        if one.get(key) != other.get(key):
            inner = f"{path}.{key}" if path else str(key)
            yield from differences(one.get(key), other.get(key), inner)


def _keyed(value: Any) -> dict[Any, Any] | None:
    if isinstance(value, dict):
        return value
    rows = value if isinstance(value, list) else []
    if rows and all(isinstance(row, dict) and {"id", "code"} & set(row) for row in rows):
        return {row.get("id") or row.get("code"): row for row in rows}
    return None
