"""What can go wrong for a user, each with the HTTP status every face answers (DESIGN §4)."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from app.foundation.messages import Message, say

Problems = Mapping[str, Sequence[Message | str]]


class DomainError(Exception):
    """A refusal with a sentence for the user and, for bad input, the problems by field."""

    status: ClassVar[int] = 400
    kind: ClassVar[str] = "malformed"

    def __init__(self, message: Message, errors: Problems | None = None) -> None:
        super().__init__(message.msgid)
        self.messages = [message]
        self.errors: dict[str, list[Message | str]] = {
            field: list(said) for field, said in (errors or {}).items()
        }

    @property
    def headers(self) -> Mapping[str, str]:
        """What programs are told beside the sentence."""
        return {}

    def __str__(self) -> str:
        """All that is said, in the reader's language."""
        return " ".join(str(one) for one in self.messages)


class Malformed(DomainError):
    """The request can't be read at all."""


class Forbidden(DomainError):
    """The actor's role doesn't grant this."""

    status, kind = 403, "forbidden"


class NotFound(DomainError):
    """The row is absent, or not visible to the actor: nobody learns which."""

    status, kind = 404, "not-found"

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or say("There is no such record, or you may not see it."))


class WrongState(DomainError):
    """The transition isn't legal now, or somebody else was quicker."""

    status, kind = 409, "wrong-state"


class Stale(DomainError):
    """The row changed since the actor read it."""

    status, kind = 412, "stale"


class Invalid(DomainError):
    """Bad input, by field."""

    status, kind = 422, "invalid"

    def __init__(self, errors: Problems, message: Message | None = None) -> None:
        super().__init__(message or say("Some fields need your attention."), errors)
