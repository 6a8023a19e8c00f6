"""What the one search box costs among as many applications as there are tickets, on PostgreSQL.

The seeded applications are repeated under names of their own by one INSERT; the tickets that
bench.lists repeated belong to them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from urllib.parse import quote

from sqlalchemy import Connection, text

from tests.support.clients import Client

PATH = "/tickets/list/?_flt_0_find="
SIGNS, LETTERS = "安徽城关淮河临水龙潭周集曹庙鸿运", "ahcghhlsltzjcmhy"
OWN = {
    "id": "id + n * 1000000",
    "number": "number || 'x' || n",
    "number_end": "lpad(((id * 31 + n * 7) % 10000)::text, 4, '0')",
    "phone_end": "lpad(((id * 17 + n * 13) % 10000)::text, 4, '0')",
    "enterprise": f"translate(left(md5(id || '-' || n), 6), '0123456789abcdef', '{SIGNS}')",
    "initials": f"translate(left(md5(id || '-' || n), 6), '0123456789abcdef', '{LETTERS}')",
    "external_number": "NULL",
}
LAST = "SELECT number, enterprise, initials FROM application ORDER BY id DESC LIMIT 1"


def fill(connection: Connection, times: int) -> None:
    """Each application again, `times` times."""
    named = connection.scalars(
        text("SELECT column_name FROM information_schema.columns WHERE table_name = 'application'")
    ).all()
    said = ", ".join(OWN.get(one, one) for one in named)
    connection.execute(
        text(
            f"INSERT INTO application ({', '.join(named)})"  # noqa: S608  # its own columns
            f" SELECT {said} FROM application, generate_series(1, :times) AS n"
        ),
        {"times": times},
    )


def measured(
    connection: Connection, client: Client, median: Callable[[Callable[[], object]], float]
) -> Iterator[str]:
    """A line for each way of asking."""
    number, name, initials = connection.execute(text(LAST)).one()
    ways = {
        "number": number,
        "end of a number or a phone": "0137",
        "two signs of a name": name[1:3],
        "three signs of a name": name[1:4],
        "four initials": initials[1:5],
    }
    for what, typed in ways.items():
        taken = median(partial(client.get, PATH + quote(typed)))
        yield f"  found by {what:<28} p50 {taken:6.1f} ms"
