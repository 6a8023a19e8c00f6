"""What a role grants can be read by people."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from app.access.grants import grants, role_name
from app.catalog.models import CatalogueRevision
from app.catalog.queries import forget
from app.foundation.permissions import Permission
from app.people.models import Role
from app.security import ROLES
from tests.support.clients import Client


def test_every_permission_of_every_role_is_told_in_words() -> None:
    for role, granted in ROLES.items():
        told = [(about, words) for about, verbs in grants(role).items() for words in verbs]
        assert len(set(told)) == len(granted)
        assert not {words for _, words in told} & set(Permission)


def test_the_administrator_reads_them_by_what_they_are_about(
    console: Callable[..., Client], session: Any
) -> None:
    admin, role = console("admin"), session.scalar(select(Role.id).where(Role.name == "window"))
    page = admin.get(f"/roles/show/{role}").text
    assert re.search(r"<dt>联办申请 <span[^>]*>\d+</span></dt><dd>[^<]*受理", page)
    assert f">{len(ROLES['window'])}<" in admin.get("/roles/list/").text


def test_a_role_is_called_as_the_bundle_calls_it_and_by_its_code_before_there_is_one(
    session: Any,
) -> None:
    assert role_name("window") == "窗口首接人员"
    assert role_name("king") == "king"
    session.delete(session.get_one(CatalogueRevision, 1))
    session.flush()
    forget(session)
    assert role_name("window") == "window"
