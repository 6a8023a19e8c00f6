"""`flask sla …`: time limits from the command line."""

import sys

import click
from flask.cli import with_appcontext
from flask_babel import force_locale

from app.extensions import db
from app.foundation.messages import one_reader
from app.workflow.deadlines import answer, calendars


@click.group("sla")
def sla_cli() -> None:
    """Time limits."""


@sla_cli.command("deadline")
@with_appcontext
def deadline_command() -> None:
    """Read JSON lines {start, unit, amount, …}; write one line each with due or the error."""
    known = calendars(db.engine)
    with force_locale("zh"), one_reader():
        for line in sys.stdin.buffer:
            sys.stdout.buffer.write(answer(line, known))
            sys.stdout.buffer.flush()
