"""What an attachment may be: recognised by its content, never by what it is called."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.foundation.errors import Invalid
from app.foundation.messages import Message, say
from app.journal.rules import drawings, papers, pictures
from app.journal.rules.problem import ContentProblem
from app.journal.states import Purpose

FILE = "file"
"""The field that problems of contents are told at."""
HEAD = 1024
"""Bytes in which browsers look for markup."""
MARKUP_AT_HEAD = re.compile(rb"<\s*(?:!doctype|html|head|body|script|iframe|svg)\b", re.IGNORECASE)
MARKUP = re.compile(rb"<\s*(?:!doctype|script|iframe)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Type:
    """A type of content that is accepted."""

    media_type: str
    extensions: tuple[str, ...]
    """What names of such files end in; the first is given to those without."""
    purpose: Purpose
    """What such a file usually is for."""


JPEG = Type("image/jpeg", ("jpg", "jpeg", "jpe", "jfif"), Purpose.photo)
PNG = Type("image/png", ("png",), Purpose.photo)
WEBP = Type("image/webp", ("webp",), Purpose.photo)
PDF = Type("application/pdf", ("pdf",), Purpose.other)
DWG = Type("image/vnd.dwg", ("dwg",), Purpose.drawing)
DXF = Type("image/vnd.dxf", ("dxf",), Purpose.drawing)
TYPES = (JPEG, PNG, WEBP, PDF, DWG, DXF)
PICTURES: Mapping[Type, str] = {JPEG: "JPEG", PNG: "PNG", WEBP: "WEBP"}
CHECKS: Mapping[Type, Callable[[bytes], None]] = {
    PDF: papers.check,
    DWG: drawings.check_dwg,
    DXF: drawings.check_dxf,
}
ACCEPTED = "JPEG, PNG, WebP, PDF, DWG, DXF"
UNKNOWN = say(
    "The content is none of what is accepted here: %(accepted)s. What counts is the content, "
    "not the name.",
    accepted=ACCEPTED,
)
HEIF = re.compile(rb".{4}ftyp(?:hei[cfmsx]|hev[cmsx]|mif1|msf1|avi[fs])", re.DOTALL)
"""How pictures of telephones begin that nobody can show everywhere."""
AS_JPEG = say(
    "This picture is in the HEIC or AVIF format of a telephone. Send it as JPEG: choose “Most "
    "compatible” in the camera's settings, or save the picture as JPEG first."
)
EMPTY = say("The file is empty.")
DISGUISED = say("There is a web page hidden in this file.")


@dataclass(frozen=True, slots=True)
class Content:
    """What is kept: checked, and of a picture nothing but the picture."""

    data: bytes
    type: Type
    width: int | None = None
    height: int | None = None
    thumbnail: bytes | None = None
    """A small WebP, upright."""
    position_kept: bool = False


def examined(data: bytes, *, keep_position: bool = False) -> Content:
    """The content to keep; raises Invalid for what is empty, unknown, damaged or disguised.

    Pictures are encoded anew, which leaves behind whatever hid in them, and lose where they were
    taken unless `keep_position`. Everything else is kept to the byte: a signature holds only so.
    """
    try:
        return _examined(data, keep_position=keep_position)
    except ContentProblem as problem:
        raise Invalid({FILE: [problem.said]}) from problem


def _examined(data: bytes, *, keep_position: bool) -> Content:
    found = recognised(data)
    if found in PICTURES:
        picture = pictures.redrawn(data, PICTURES[found], keep_position=keep_position)
        content = Content(
            picture.data, found, picture.width, picture.height, picture.thumbnail,
            picture.position_kept,
        )  # fmt: skip
    else:
        CHECKS[found](data)
        content = Content(data, found)
    if MARKUP_AT_HEAD.search(content.data[:HEAD]) or (
        found is not PDF and MARKUP.search(content.data)
    ):
        raise ContentProblem(DISGUISED)
    return content


def recognised(data: bytes) -> Type:
    """The type by the first bytes; raises ContentProblem when it is none of ours."""
    if not data:
        raise ContentProblem(EMPTY)
    signs: tuple[tuple[Type, bool], ...] = (
        (JPEG, data.startswith(b"\xff\xd8\xff")),
        (PNG, data.startswith(b"\x89PNG\r\n\x1a\n")),
        (WEBP, data.startswith(b"RIFF") and data[8:12] == b"WEBP"),
        (PDF, data.startswith(b"%PDF-")),
        (DWG, drawings.like_dwg(data)),
        (DXF, drawings.like_dxf(data)),
    )
    for one, fits in signs:
        if fits:
            return one
    raise ContentProblem(AS_JPEG if HEIF.match(data) else UNKNOWN)


def too_large(megabytes: int) -> Message:
    return say("A file may have %(most)s MB at most.", most=megabytes)
