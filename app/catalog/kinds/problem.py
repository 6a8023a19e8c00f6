"""Why a value can't be taken."""

from app.foundation.messages import Message


class FieldProblem(ValueError):
    """A sentence for whoever entered the value."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.msgid)
        self.message = message
