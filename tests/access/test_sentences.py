"""Refusals of FAB's forms read like ours, in each reader's own language."""

from __future__ import annotations

from collections.abc import Callable

from tests.support.clients import Client

TAKEN = {"username": "window", "first_name": "", "password": "Another-pass-2026"}


def test_taken_name_is_told_once_to_each_reader_in_his_language(
    console: Callable[..., Client],
) -> None:
    told = {}
    for language in ("en", "zh"):
        admin = console("admin")
        admin.get(f"/lang/{language}")
        told[language] = admin.submit("/users/add", TAKEN).text
    assert "This user name is taken." in told["en"]
    assert "该用户名已被使用。" in told["zh"]
    assert "此项必填。" in told["zh"]
    assert not any("Already exists" in page for page in told.values())
