"""`flask demo …`: a county to look at."""

from time import monotonic

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy import inspect

from app.applications.models import Application
from app.extensions import db
from app.workflow.seeding.sowing import Sower, writer

demo_cli = AppGroup("demo", help="Invented data, on demo databases only.")


@demo_cli.command("seed")
@click.option("--applications", type=click.IntRange(1, 1_000_000), default=1000, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Same seed, same county.")
def seed_command(applications: int, seed: int) -> None:
    """Add two years of applications in every state; a second time adds as many again."""
    if not current_app.config["DEMO"]:
        raise click.ClickException("this is not a demo database (DEMO): nothing was written")
    if not inspect(db.engine).has_table(Application.__tablename__):
        raise click.ClickException("the database is empty: flask init")
    begun = monotonic()

    def tell(count: int) -> None:
        click.echo(f"{count:>9,} of {applications:,} applications, {monotonic() - begun:.0f} s")

    try:
        with writer(db.engine) as session:
            sower = Sower(session, seed)
            sower.sow(applications, tell)
        sower.gather()
    except LookupError as error:
        raise click.ClickException(str(error)) from error
