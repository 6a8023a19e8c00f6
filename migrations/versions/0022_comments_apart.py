"""The words of comments where they can be erased; notices quote them from there."""

import secrets
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

from app.foundation.protection import protect, unprotect
from app.journal.rules import digest

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FIELD, SALT_BYTES = "input.text", 8
DOCUMENT = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
EVENT = sa.table(
    "event", sa.column("id"), sa.column("subject_kind"), sa.column("subject_id"),
    sa.column("verb"), sa.column("actor_name"), sa.column("input", DOCUMENT),
)  # fmt: skip
PERSONAL = sa.table(
    "event_personal", sa.column("event_id"), sa.column("field"), sa.column("salt"),
    sa.column("before", DOCUMENT), sa.column("after", DOCUMENT),
)  # fmt: skip
NOTICE = sa.table(
    "notice", sa.column("id"), sa.column("kind"), sa.column("subject_kind"),
    sa.column("subject_id"), sa.column("user_id"), sa.column("params", DOCUMENT),
    sa.column("event_id"),
)  # fmt: skip
COMMENTS = EVENT.c.verb == "comment"
MENTIONS = NOTICE.c.kind == "mentioned"
IN_NOTICE = 80


def upgrade() -> None:
    op.add_column("notice", sa.Column("event_id", sa.Integer(), nullable=True))
    connection = op.get_bind()
    said = {one.id: one for one in connection.execute(sa.select(EVENT).where(COMMENTS))}
    for told in connection.execute(sa.select(NOTICE).where(MENTIONS)).all():
        params = {name: one for name, one in told.params.items() if name != "text"}
        event_id = max(_quoted(told, said), default=None)
        changed = sa.update(NOTICE).where(NOTICE.c.id == told.id)
        connection.execute(changed.values(params=params, event_id=event_id))
    unprotect(connection, "event")
    for event in said.values():
        salt, words = secrets.token_hex(SALT_BYTES), event.input["text"]
        row = {"event_id": event.id, "field": FIELD, "salt": salt, "before": None, "after": words}
        connection.execute(sa.insert(PERSONAL).values(row))
        _enter(connection, event, digest(salt, words))
    protect(connection, "event")


def _quoted(told: Any, said: dict[int, Any]) -> Iterator[int]:
    """The comments that a notice may be of: nothing but their order tells equal ones apart."""
    for event in said.values():
        words = event.input["text"]
        shown = words if len(words) <= IN_NOTICE else f"{words[:IN_NOTICE]}…"
        if (
            (event.subject_kind, event.subject_id) == (told.subject_kind, told.subject_id)
            and (event.actor_name, shown) == (told.params["by"], told.params["text"])
            and str(told.user_id) in event.input.get("mentions", ())
        ):
            yield event.id


def downgrade() -> None:
    connection = op.get_bind()
    apart = sa.select(EVENT, PERSONAL.c.after).join(
        PERSONAL, (PERSONAL.c.event_id == EVENT.c.id) & (PERSONAL.c.field == FIELD)
    )
    said = {one.id: one for one in connection.execute(apart.where(COMMENTS))}
    for told in connection.execute(sa.select(NOTICE).where(MENTIONS)).all():
        words = said[told.event_id].after if told.event_id in said else ""
        shown = words if len(words) <= IN_NOTICE else f"{words[:IN_NOTICE]}…"
        changed = sa.update(NOTICE).where(NOTICE.c.id == told.id)
        connection.execute(changed.values(params=told.params | {"text": shown}))
    unprotect(connection, "event")
    for event in said.values():
        _enter(connection, event, event.after)
    protect(connection, "event")
    mine = (
        PERSONAL.c.event_id.in_(sa.select(EVENT.c.id).where(COMMENTS)),
        PERSONAL.c.field == FIELD,
    )
    connection.execute(sa.delete(PERSONAL).where(*mine))
    op.drop_column("notice", "event_id")


def _enter(connection: sa.Connection, event: Any, words: str | None) -> None:
    changed = sa.update(EVENT).where(EVENT.c.id == event.id)
    connection.execute(changed.values(input=event.input | {"text": words}))
