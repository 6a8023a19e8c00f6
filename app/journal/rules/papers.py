"""PDFs: whole, not locked, and nothing in them that acts by itself."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from itertools import islice
from typing import Any

import pikepdf

from app.foundation.messages import say
from app.journal.rules.problem import ContentProblem

TAIL = 1024
"""Bytes at the end in which %%EOF must stand."""
MOST_OBJECTS = 100_000
"""Dictionaries and lists: a few seconds of looking."""
ACTIVE_KEYS = frozenset(
    {"/JS", "/JavaScript", "/EF", "/EmbeddedFiles", "/XFA", "/RichMediaContent"}
)
ACTIVE_KINDS = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/EmbeddedFile",
        "/GoToE",
        "/ImportData",
        "/SubmitForm",
        "/RichMedia",
        "/RichMediaExecute",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/3D",
    }
)
"""Values of /S, /Type and /Subtype: actions and annotations that do more than show or lead."""
DAMAGED = say("This PDF is damaged and can't be read.")
LOCKED = say("This PDF is locked by a password: nobody could read it here.")
ACTIVE = say(
    "This PDF carries a script, a program or another file (%(what)s). Print it to a new PDF."
)
TOO_MANY = say("This PDF is too complex to be looked through.")


def check(data: bytes) -> None:
    """Raises ContentProblem for a PDF that is broken off, locked, or carries something active."""
    if b"%%EOF" not in data[-TAIL:]:
        raise ContentProblem(DAMAGED)
    try:
        with pikepdf.open(BytesIO(data), suppress_warnings=True) as paper:
            _look_through(paper)
    except pikepdf.PasswordError as error:
        raise ContentProblem(LOCKED) from error
    except ContentProblem:
        raise
    except Exception as error:  # parsers fail in many ways on what isn't a PDF
        raise ContentProblem(DAMAGED) from error


def _look_through(paper: pikepdf.Pdf) -> None:
    if not len(paper.pages):
        raise ContentProblem(DAMAGED)
    parts = _parts(paper.objects)
    for one in islice(parts, MOST_OBJECTS):
        if found := _active(one):
            raise ContentProblem(say(ACTIVE.msgid, what=found))
    if next(parts, None) is not None:
        raise ContentProblem(TOO_MANY)


def _parts(objects: Iterable[Any]) -> Iterator[Any]:
    """Every dictionary and list, those inside others too; what is referred to comes by itself."""
    for one in objects:
        waiting = [one]
        while waiting:
            part = waiting.pop()
            yield part
            waiting += [
                inner
                for inner in _inside(part)
                if isinstance(inner, pikepdf.Object)
                and not inner.is_indirect
                and isinstance(inner, pikepdf.Dictionary | pikepdf.Array)
            ]


def _inside(part: Any) -> Iterable[Any]:
    if isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return [one for _, one in part.items()]
    return part if isinstance(part, pikepdf.Array) else ()


def _active(part: Any) -> str | None:
    """The name of what acts in this dictionary, if anything does."""
    if not isinstance(part, pikepdf.Dictionary | pikepdf.Stream):
        return None
    if found := ACTIVE_KEYS & set(part.keys()):
        return min(found)[1:]
    kinds = {str(part[key]) for key in ("/S", "/Type", "/Subtype") if key in part}
    found = ACTIVE_KINDS & kinds
    return min(found)[1:] if found else None
