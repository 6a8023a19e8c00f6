"""What may be attached is decided by the content, and pictures keep nothing but the picture."""

from __future__ import annotations

from contextlib import suppress
from io import BytesIO

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from app.foundation.errors import Invalid
from app.journal.rules.contents import FILE, examined
from tests.support import contents
from tests.support.contents import DWG, DXF, EXECUTABLE, HTML, HUOQIU, exif_of, pdf, photo, picture

SCRIPT = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
PROGRAM = pikepdf.Dictionary(S=pikepdf.Name.Launch, F="calc.exe")
JUMP = pikepdf.Dictionary(S=pikepdf.Name.GoTo, D="here")


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (picture("JPEG"), "image/jpeg"),
        (picture("PNG"), "image/png"),
        (picture("WEBP"), "image/webp"),
        (pdf(), "application/pdf"),
        (pdf(OpenAction=JUMP), "application/pdf"),
        (DWG, "image/vnd.dwg"),
        (DXF, "image/vnd.dxf"),
        (b"999\nmade by hand\n" + DXF, "image/vnd.dxf"),
    ],
)
def test_photos_papers_and_drawings_are_recognised(data: bytes, media_type: str) -> None:
    assert examined(data).type.media_type == media_type


@pytest.mark.parametrize(
    "data",
    [
        b"",
        EXECUTABLE,
        HTML,
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        contents.zip_bomb(),
        contents.pixel_bomb(),
        contents.pixel_bomb(9_000, 9_000),
        picture("GIF"),
        picture("JPEG")[:300],
        picture("PNG")[:60],
        b"\xff\xd8\xff" + HTML,
        pdf()[:-200],
        b"%PDF-1.7\n" + HTML + b"\n%%EOF",
        pdf(OpenAction=SCRIPT),
        pdf(OpenAction=PROGRAM),
        pdf(AA=pikepdf.Dictionary(WC=pikepdf.Array([SCRIPT]))),
        pdf(Names=pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary())),
        contents.locked_pdf(),
        b"AC1032" + HTML,
        DWG + HTML,
        DWG[:60],
        DXF[:-10],
        DXF.replace(b"ENTITIES", HTML),
        b"0\nSECTION\n" + HTML + b"\n0\nEOF",
    ],
    ids=range(24),
)
def test_everything_else_is_refused_with_a_sentence_at_the_file(data: bytes) -> None:
    with pytest.raises(Invalid) as refused:
        examined(data)
    assert refused.value.errors.keys() == {"file"}


@pytest.mark.parametrize("encoding", ["JPEG", "PNG", "WEBP"])
def test_web_page_behind_a_picture_does_not_come_along(encoding: str) -> None:
    kept = examined(picture(encoding) + HTML).data
    assert b"script" not in kept
    assert Image.open(BytesIO(kept)).size == (40, 30)


def test_position_is_taken_out_of_a_photo_and_orientation_and_time_stay() -> None:
    content = examined(photo())
    own, camera, position = exif_of(content.data)
    assert own == {0x0112: 6}
    assert camera == {0x9003: "2026:06:01 09:00:00"}
    assert position == {}
    assert not content.position_kept
    assert b"script" not in content.data


def test_position_is_kept_when_asked_for() -> None:
    content = examined(photo(), keep_position=True)
    assert exif_of(content.data)[2] == HUOQIU
    assert content.position_kept
    assert not examined(picture(), keep_position=True).position_kept


@pytest.mark.parametrize("orientation", range(1, 9))
def test_thumbnail_is_small_and_upright(orientation: int) -> None:
    content = examined(photo(orientation, size=(900, 600)))
    lying = orientation > 4
    assert (content.width, content.height) == ((600, 900) if lying else (900, 600))
    small = Image.open(BytesIO(content.thumbnail or b""))
    assert small.size == ((240, 360) if lying else (360, 240))
    assert not small.getexif()


def test_photo_loses_nothing_that_people_see() -> None:
    data = picture(colour="teal", quality=95)
    kept = Image.open(BytesIO(examined(data).data)).convert("RGB")
    assert all(abs(a - b) < 4 for a, b in zip(kept.getpixel((5, 5)), (0, 128, 128), strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_pictures_of_every_making_are_taken(mode: str) -> None:
    out = BytesIO()
    Image.new(mode, (30, 20)).save(out, "JPEG" if mode == "CMYK" else "PNG")
    content = examined(out.getvalue())
    assert Image.open(BytesIO(content.data)).mode == mode
    assert content.thumbnail


def test_thumbnail_of_a_16_bit_grey_picture_is_as_grey_as_it_is() -> None:
    out = BytesIO()
    Image.new("I;16", (400, 300), 0x4000).save(out, "PNG")
    small = Image.open(BytesIO(examined(out.getvalue()).thumbnail or b"")).convert("L")
    assert abs(small.getpixel((10, 10)) - 0x40) <= 2  # a lossy format


def test_picture_of_a_telephone_is_refused_with_what_to_do() -> None:
    with pytest.raises(Invalid) as refused:
        examined(b"\0\0\0\x24ftypheic\0\0\0\0mif1heic" + bytes(64))
    assert "JPEG" in str(refused.value.errors[FILE][0])
    assert "HEIC" in str(refused.value.errors[FILE][0])


def test_moving_picture_is_refused() -> None:
    frames = [Image.new("RGB", (9, 9), one) for one in ("red", "blue")]
    out = BytesIO()
    frames[0].save(out, "WEBP", save_all=True, append_images=frames[1:])
    with pytest.raises(Invalid):
        examined(out.getvalue())


def test_signed_paper_is_kept_to_the_byte() -> None:
    data = pdf()
    assert examined(data).data == data


@given(st.binary(max_size=300), st.sampled_from([b"", b"\xff\xd8\xff", b"%PDF-1.4", DXF[:12], DWG]))
def test_any_bytes_are_taken_or_refused(tail: bytes, head: bytes) -> None:
    with suppress(Invalid):
        assert examined(head + tail).data
