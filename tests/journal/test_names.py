"""A name is a name: no path, nothing unseen, and it ends in what the content is."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foundation.errors import Invalid
from app.journal.rules.contents import JPEG, PDF
from app.journal.rules.names import LONGEST, STEERING, shown_name


@pytest.mark.parametrize(
    ("given_name", "shown"),
    [
        ("现场照片.JPG", "现场照片.jpg"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\wang\\井盖.jpeg", "井盖.jpeg"),
        ("/srv/a/b.jpg", "b.jpg"),
        ("a\u202egpj.jpg", "agpj.jpg"),
        ("a\x00b\nc.jpg", "abc.jpg"),
        ("合同 2026.11", "合同 2026.11.jpg"),
        ("..", "file.jpg"),
        ("", "file.jpg"),
        (".jpg", "jpg.jpg"),
        ('a<b>:"c|?*.jpg', "a_b___c___.jpg"),
    ],
)
def test_shown_name_is_readable_and_without_path(given_name: str, shown: str) -> None:
    assert shown_name(given_name, JPEG) == shown


@pytest.mark.parametrize("name", ["a.exe", "a.html", "a.jpg.exe", "a.pdf", "a.svg"])
def test_name_that_contradicts_its_content_is_refused(name: str) -> None:
    with pytest.raises(Invalid) as refused:
        shown_name(name, JPEG)
    assert ".jpg" in str(refused.value.errors["file"][0])


@given(st.text())
def test_any_name_becomes_a_safe_one_or_is_refused(name: str) -> None:
    try:
        shown = shown_name(name, PDF)
    except Invalid:
        return
    assert shown.endswith(".pdf")
    assert len(shown) <= LONGEST
    assert not set('/\\<>:"|?*') & set(shown)
    assert not any(unicodedata.category(one) in STEERING for one in shown)
    assert shown_name(shown, PDF) == shown
