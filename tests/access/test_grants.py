"""What a role grants can be read by people."""

from __future__ import annotations

from app.access.grants import grants
from app.foundation.permissions import Permission
from app.security import ROLES


def test_every_permission_of_every_role_is_told_in_words() -> None:
    for role, granted in ROLES.items():
        told = grants(role)
        assert len(set(told)) == len(granted)
        assert not set(told) & set(Permission)
