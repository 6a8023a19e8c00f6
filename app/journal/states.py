"""What an attachment is for: a closed set."""

from collections.abc import Mapping
from enum import StrEnum

from app.foundation.messages import Message, say


class Purpose(StrEnum):
    photo = "photo"
    drawing = "drawing"
    signed_copy = "signed_copy"
    notice = "notice"
    other = "other"


PURPOSE_LABELS: Mapping[Purpose, Message] = {
    Purpose.photo: say("Photo"),
    Purpose.drawing: say("Drawing"),
    Purpose.signed_copy: say("Signed copy"),
    Purpose.notice: say("Official notice"),
    Purpose.other: say("Other paper"),
}
