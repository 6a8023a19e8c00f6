"""`flask worker` and `flask sla sweep`: what has to be done without anybody asking."""

import signal
from threading import Event
from types import FrameType

import click
from flask.cli import with_appcontext

from app.workflow.sweep import sweep
from app.workflow.worker import IDLE, work


@click.command("worker")
@click.option("--idle", type=click.FloatRange(0.05, 60), default=IDLE, show_default=True,
              help="Seconds between two looks when there was nothing to do.")  # fmt: skip
@with_appcontext
def worker_command(idle: float) -> None:
    """Tell warnings, end pauses, do batch jobs, empty the outbox, until SIGTERM.

    Several may run.
    """
    stop = Event()

    def enough(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, enough)
    click.echo("working")
    work(stop, idle)


@click.command("sweep")
@with_appcontext
def sweep_command() -> None:
    """Tell every level that is due, end every pause that has expired; say how many."""
    levels = pauses = 0
    while (done := sweep()).found:
        levels, pauses = levels + done.levels, pauses + done.pauses
    click.echo(f"{levels} levels told, {pauses} pauses ended")
