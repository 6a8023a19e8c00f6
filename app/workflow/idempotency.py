"""An Idempotency-Key does its work once; told again, it answers with the same rows (DESIGN §4)."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from app.foundation.errors import Invalid
from app.foundation.messages import say
from app.journal.models import PerformedRequest


def digest(*parts: Any) -> str:
    """A fingerprint of what was asked."""
    text = json.dumps(parts, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def performed_before(session: Session, actor: str, key: str) -> Sequence[int] | None:
    """The rows of an earlier request with this key, if there was one that has done its work."""
    same = (PerformedRequest.actor == actor) & (PerformedRequest.key == key)
    return session.scalar(select(PerformedRequest.subject_ids).where(same))


def known(session: Session, actor: str, key: str | None) -> bool:
    """Whether a request with this key was performed."""
    mine = (PerformedRequest.actor == actor, PerformedRequest.key == key)
    return bool(key) and session.scalar(select(exists().where(*mine))) is True


class Key:
    """One actor's key, with the fingerprint of the request it came with."""

    def __init__(self, actor: str, key: str, *asked: Any) -> None:
        self._values: Mapping[str, Any] = {"actor": actor, "key": key, "digest": digest(*asked)}

    def performed(self, session: Session) -> Sequence[int] | None:
        """Take the key, waiting for a rival; the rows of the earlier request if there was one.

        Raises Invalid when the key came with another request before.
        """
        dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
        taken = session.scalar(
            dialect.insert(PerformedRequest)
            .values(**self._values, subject_ids=[])
            .on_conflict_do_nothing(index_elements=["actor", "key"])
            .returning(PerformedRequest.id)
        )
        if taken is not None:
            return None
        earlier = self._row(session)
        if earlier.digest != self._values["digest"]:
            said = say("This key was used for another request.")
            raise Invalid({"Idempotency-Key": [said]}, said)
        return earlier.subject_ids

    def remember(self, session: Session, subject_ids: Sequence[int]) -> None:
        """Note the rows that were changed or made."""
        self._row(session).subject_ids = list(subject_ids)

    def _row(self, session: Session) -> PerformedRequest:
        mine = (
            PerformedRequest.actor == self._values["actor"],
            PerformedRequest.key == self._values["key"],
        )
        return session.scalars(select(PerformedRequest).where(*mine)).one()
