"""Pictures: drawn anew from their pixels, without what cameras and others hide in them."""

import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

from PIL import ExifTags, Image, ImageFile
from PIL.JpegImagePlugin import get_sampling

from app.foundation.messages import say
from app.journal.rules.problem import ContentProblem

MOST_PIXELS = 64_000_000
"""What a telephone takes at its finest; decoded, 200 MB of memory."""
AT_ONCE = BoundedSemaphore(2)
"""Pictures that one process decodes at the same time."""
EDGE = 360
"""Of a thumbnail, in pixels."""
QUALITY = 90
"""Where the original's own tables can't be taken."""
UPRIGHT: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF orientation → how to turn the picture."""
LYING = frozenset({5, 6, 7, 8})
"""Orientations in which width and height change places."""
KEPT_INFO = frozenset({"icc_profile", "transparency"})
TAKEN_AT = ExifTags.Base.DateTimeOriginal
TOO_MANY_PIXELS = say(
    "The picture has more than %(most)s million pixels.", most=MOST_PIXELS // 1_000_000
)
DAMAGED = say("This picture is damaged and can't be read.")
MOVES = say("Moving pictures are not accepted.")
UNREADABLE = (ValueError, KeyError, TypeError, IndexError, OSError, SyntaxError, struct.error)


@dataclass(frozen=True, slots=True)
class Picture:
    """The picture anew; sizes in pixels, as it is held upright."""

    data: bytes
    width: int
    height: int
    thumbnail: bytes
    position_kept: bool


def redrawn(data: bytes, encoding: str, *, keep_position: bool) -> Picture:
    """The same picture encoded anew; raises ContentProblem for what is none, or too large.

    Orientation and the moment it was taken stay; the position only with `keep_position`.
    """
    with AT_ONCE, _opened(data, encoding) as image:
        exif, orientation, position = _about(image, keep_position=keep_position)
        encoded = _encoded(image, encoding, exif, lossless=b"VP8L" in data[:64])
        width, height = image.size[::-1] if orientation in LYING else image.size
        return Picture(encoded, width, height, _thumbnail(image, orientation), position)


@contextmanager
def _opened(data: bytes, encoding: str) -> Iterator[ImageFile.ImageFile]:
    try:
        with Image.open(BytesIO(data), formats=(encoding,)) as image:
            _admit(image)
            image.load()
            yield image
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise ContentProblem(TOO_MANY_PIXELS) from error
    except ContentProblem:
        raise
    except Exception as error:  # decoders fail in many ways on what isn't a picture
        raise ContentProblem(DAMAGED) from error


def _admit(image: Image.Image) -> None:
    """Look at what the head of the file says, before anything is decoded."""
    if image.width * image.height > MOST_PIXELS:
        raise ContentProblem(TOO_MANY_PIXELS)
    if getattr(image, "n_frames", 1) > 1 and image.format != "MPO":
        raise ContentProblem(MOVES)  # an MPO is a JPEG with a second one for depth


def _about(image: Image.Image, *, keep_position: bool) -> tuple[Image.Exif, int, bool]:
    """Of what the camera wrote, what is kept; how the picture is held; whether it tells where."""
    kept = Image.Exif()
    try:
        written = image.getexif()
        orientation = int(written.get(ExifTags.Base.Orientation, 1))
        taken = written.get_ifd(ExifTags.IFD.Exif).get(TAKEN_AT)
        position = dict(written.get_ifd(ExifTags.IFD.GPSInfo)) if keep_position else {}
    except UNREADABLE:
        return kept, 1, False
    if orientation in UPRIGHT:
        kept[ExifTags.Base.Orientation] = orientation
    if isinstance(taken, str) and set(taken) <= set("0123456789: "):
        kept[ExifTags.IFD.Exif] = {TAKEN_AT: taken}
    if position:
        kept[ExifTags.IFD.GPSInfo] = position
    return kept, orientation, bool(position)


def _encoded(image: Image.Image, encoding: str, exif: Image.Exif, *, lossless: bool) -> bytes:
    image.info = {key: one for key, one in image.info.items() if key in KEPT_INFO}
    more: dict[str, Any] = {"icc_profile": image.info.get("icc_profile")}
    if encoding == "JPEG":
        tables: Any = getattr(image, "quantization", None)
        same = {"qtables": tables, "subsampling": get_sampling(image)} if tables else {}
        more |= same or {"quality": QUALITY}
    elif encoding == "PNG":
        more["compress_level"] = 3  # half the time of the default
    else:
        more |= {"lossless": lossless, "quality": 80 if lossless else QUALITY}
    out = BytesIO()
    image.save(out, encoding, exif=exif.tobytes() if exif else b"", **more)
    return out.getvalue()


def _thumbnail(image: Image.Image, orientation: int) -> bytes:
    """Changes the image: it is the last that is done with it."""
    image.thumbnail((EDGE, EDGE))
    if image.mode.startswith("I"):  # grey in 16 bits, which a conversion cuts off at 255
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    clear = "transparency" in image.info or image.mode in {"RGBA", "LA", "PA"}
    small = image.convert("RGBA" if clear else "RGB")
    if orientation in UPRIGHT:
        small = small.transpose(UPRIGHT[orientation])
    small.info = {}
    out = BytesIO()
    small.save(out, "WEBP", quality=75)
    return out.getvalue()
