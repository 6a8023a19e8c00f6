"""Contents of files that people and others send, made as small as they can be."""

from __future__ import annotations

import zipfile
import zlib
from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image

HTML = b"<html><script>alert(1)</script></html>"
EXECUTABLE = b"MZ\x90\x00" + bytes(200)
DXF = b"0\r\nSECTION\r\n2\r\nENTITIES\r\n0\r\nENDSEC\r\n0\r\nEOF\r\n"
DWG = b"AC1032" + bytes(5) + b"\x0b" + bytes(200)
HUOQIU = {1: "N", 2: (32.0, 20.0, 1.5), 3: "E", 4: (116.0, 16.0, 2.0)}
"""EXIF position of a place in the county."""


def picture(
    encoding: str = "JPEG", size: tuple[int, int] = (40, 30), colour: str = "red", **how: Any
) -> bytes:
    """A picture of one colour."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, encoding, **how)
    return out.getvalue()


def photo(orientation: int = 6, **how: Any) -> bytes:
    """As a telephone takes it: lying, with place and time."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010E] = HTML.decode()
    exif[0x8769] = {0x9003: "2026:06:01 09:00:00", 0x927C: b"maker's own"}
    exif[0x8825] = HUOQIU
    return picture(exif=exif, comment=HTML, **how)


def exif_of(data: bytes) -> tuple[dict[int, Any], dict[int, Any], dict[int, Any]]:
    """The tags of a picture: its own, those of the camera, those of the position."""
    exif = Image.open(BytesIO(data)).getexif()
    own = {key: one for key, one in exif.items() if key not in {0x8769, 0x8825}}
    return own, dict(exif.get_ifd(0x8769)), dict(exif.get_ifd(0x8825))


def pdf(**catalog: Any) -> bytes:
    """An empty page; `catalog` goes into the document's catalogue, packed into object streams."""
    paper = pikepdf.new()
    paper.add_blank_page()
    for key, value in catalog.items():
        paper.Root[f"/{key}"] = value
    out = BytesIO()
    paper.save(out, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return out.getvalue()


def locked_pdf() -> bytes:
    """One that asks for a password."""
    paper, out = pikepdf.new(), BytesIO()
    paper.add_blank_page()
    paper.save(out, encryption=pikepdf.Encryption(owner="a", user="b"))
    return out.getvalue()


def pixel_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A PNG of few bytes that says it is this large."""
    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x01\x00\x00\x00\x00"
    rows = zlib.compress(bytes(1000))
    chunks = (b"IHDR", head), (b"IDAT", rows), (b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")
        for kind, body in chunks
    )


def zip_bomb() -> bytes:
    """Ten megabytes of nothing in a few bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("bomb", bytes(10_000_000))
    return out.getvalue()
