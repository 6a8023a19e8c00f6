"""Why a content is not accepted."""

from app.foundation.messages import Message


class ContentProblem(Exception):
    """A sentence for whoever sent it."""

    def __init__(self, said: Message) -> None:
        super().__init__(said.msgid)
        self.said = said
