"""Drawings of AutoCAD: told apart from anything that merely begins like one."""

import re
from io import BytesIO

from app.foundation.messages import say
from app.journal.rules.problem import ContentProblem

DWG = re.compile(rb"AC10(?:12|14|15|18|21|24|27|32)\0{5}")
"""The release, then five zeros: R13 to 2018."""
DWG_HEAD = 0x80
"""Bytes of the shortest header of these releases."""
BINARY_DXF = b"AutoCAD Binary DXF\r\n\x1a\x00"
DXF_BEGINS = re.compile(rb"\s*(?:999\r?\n[^\r\n]*\r?\n\s*)*0\r?\n\s*SECTION\s*\r?\n")
CODE = re.compile(rb"-?[0-9]{1,4}")
DAMAGED = say("This drawing is damaged and can't be read.")


def like_dwg(data: bytes) -> bool:
    """Whether it begins like a drawing."""
    return DWG.match(data) is not None


def check_dwg(data: bytes) -> None:
    """Raises ContentProblem for one that is broken off."""
    if len(data) < DWG_HEAD:
        raise ContentProblem(DAMAGED)


def like_dxf(data: bytes) -> bool:
    """Whether it begins like a drawing for exchange, as text or in binary."""
    return data.startswith(BINARY_DXF) or DXF_BEGINS.match(data[:65536]) is not None


def check_dxf(data: bytes) -> None:
    """Raises ContentProblem unless every other line is a group code and the last says EOF."""
    if data.startswith(BINARY_DXF):
        return
    lines = (line.strip() for line in BytesIO(data.rstrip(b"\r\n\x1a\t ")))
    code = value = None
    for code in lines:
        value = next(lines, None)
        if not CODE.fullmatch(code):
            raise ContentProblem(DAMAGED)
    if (code, value) != (b"0", b"EOF"):
        raise ContentProblem(DAMAGED)
