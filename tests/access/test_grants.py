"""What a role grants can be read by people."""

from __future__ import annotations

from typing import Any

from app.access.grants import grants, role_name
from app.catalog.models import CatalogueRevision
from app.catalog.queries import forget
from app.foundation.permissions import Permission
from app.security import ROLES


def test_every_permission_of_every_role_is_told_in_words() -> None:
    for role, granted in ROLES.items():
        told = grants(role)
        assert len(set(told)) == len(granted)
        assert not set(told) & set(Permission)


def test_a_role_is_called_as_the_bundle_calls_it_and_by_its_code_before_there_is_one(
    session: Any,
) -> None:
    assert role_name("window") == "窗口首接人员"
    assert role_name("king") == "king"
    session.delete(session.get_one(CatalogueRevision, 1))
    session.flush()
    forget(session)
    assert role_name("window") == "window"
