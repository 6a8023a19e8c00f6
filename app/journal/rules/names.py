"""What an attachment is called: a name, never a path, ending in what its content is."""

import re
import unicodedata

from app.foundation.errors import Invalid
from app.foundation.messages import say
from app.journal.rules.contents import FILE, Type

LONGEST = 120
"""Characters, the extension included."""
STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of signs that nobody sees: controls, changes of direction, halves of characters."""
RESERVED = re.compile(r'[<>:"|?*]')
EXTENSION = re.compile(r"[A-Za-z0-9]{1,5}")
NAMELESS = "file"


def shown_name(given: str, content: Type) -> str:
    """The last part of what was given, readable, with an extension that fits the content.

    Raises Invalid when the name ends in the extension of something else.
    """
    name = _readable(given)
    stem, dot, extension = name.rpartition(".")
    if dot and stem and EXTENSION.fullmatch(extension) and not extension.isdigit():
        if extension.lower() not in content.extensions:
            ends = ", ".join(f".{one}" for one in content.extensions)
            said = say(
                "The name ends in “.%(extension)s”, but the content is that of %(ends)s.",
                extension=extension, ends=ends,
            )  # fmt: skip
            raise Invalid({FILE: [said]})
    else:
        stem, extension = name, content.extensions[0]
    room = LONGEST - len(extension) - 1
    return f"{stem[:room].rstrip()}.{extension.lower()}"


def _readable(given: str) -> str:
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = unicodedata.normalize("NFC", last)
    seen = "".join(one for one in plain if unicodedata.category(one) not in STEERING)
    return RESERVED.sub("_", " ".join(seen.split())).strip(". ") or NAMELESS
