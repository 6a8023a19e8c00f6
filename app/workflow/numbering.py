"""Application numbers: prefix, local day, five digits (DOMAIN §8); gaps may be, doubles not."""

from datetime import date

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.applications.models import NumberSequence


def take_numbers(session: Session, day: date, count: int = 1) -> range:
    """Reserve `count` running numbers of a local day; rivals wait for this transaction."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(NumberSequence).values(day=day, last=count)
    last: int = session.scalars(
        insert.on_conflict_do_update(
            index_elements=["day"], set_={"last": NumberSequence.last + count}
        ).returning(NumberSequence.last),
        execution_options={"populate_existing": True},
    ).one()
    return range(last - count + 1, last + 1)


def application_number(prefix: str, day: date, running: int) -> str:
    """For example the county's code and `LB`, 20260608, 00001."""
    return f"{prefix}{day:%Y%m%d}{running:05d}"
