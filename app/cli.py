"""The command line: `flask --app run <group> <command>` (DESIGN §4)."""

import click
from flask import Flask, current_app

from app.access.cli import user_cli
from app.install import initialise
from app.workflow.bundle.cli import bundle_cli
from app.workflow.seeding.cli import demo_cli
from app.workflow.sla_cli import sla_cli
from app.workflow.worker_cli import sweep_command, worker_command


@click.command("init")
def init_command() -> None:
    """Migrate, sync permissions, load the bundle. Safe to run twice and by several at once."""
    initialise(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001  # the proxy's own way to the application
    click.echo("initialised")


def init_app(app: Flask) -> None:
    """Register every group."""
    app.cli.add_command(init_command)
    app.cli.add_command(bundle_cli)
    app.cli.add_command(demo_cli)
    sla_cli.add_command(sweep_command)
    app.cli.add_command(sla_cli)
    app.cli.add_command(user_cli)
    app.cli.add_command(worker_command)
