"""Mirrors what views ask for and roles grant into FAB's rows, so that its role screen is true.

Nothing reads these rows at run time. Written as sets: the number of statements doesn't grow.
"""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from app.access.rules import Needed, allowed, needed_on, permits
from app.foundation.actor import Actor
from app.people.models import FrameworkPermission as Name
from app.people.models import Role, ViewMenu, ViewPermission, role_permissions
from app.security import ROLES

Pair = tuple[str, str]


def sync_permissions(appbuilder: Any) -> None:
    """Make FAB's rows say what the code says; raises RuntimeError if they then don't.

    The caller commits. Roles that people made otherwise are left without permissions.
    """
    session: Session = appbuilder.session
    asked = _asked(appbuilder)
    _names(session, Role, ROLES)
    _names(session, Name, {permission for permission, _ in asked})
    _names(session, ViewMenu, {view for _, view in asked})
    _pairs(session, asked)
    _grants(session, asked)
    if _mirrored(session) != _wanted(asked):
        raise RuntimeError("the permissions in the database are not those of the views")


def _asked(appbuilder: Any) -> dict[Pair, Needed]:
    """Every question that the views and the menu ask, by permission and view."""
    asked: dict[Pair, Needed] = {}
    for view in appbuilder.baseviews:
        for permission, needed in permits(view).items():
            asked[permission, view.class_permission_name] = needed
    for category in appbuilder.menu.get_list():
        for entry in category.childs:
            view = entry.baseview
            of_view = needed_on(view, view.default_view) if view else None
            if shown_to := of_view or appbuilder.sm.menu_permits.get(entry.name):
                asked["menu_access", entry.name] = shown_to
    return asked


def _wanted(asked: dict[Pair, Needed]) -> set[tuple[str, Pair]]:
    return {
        (role, pair)
        for role, granted in ROLES.items()
        for pair, needed in asked.items()
        if allowed(needed, Actor(0, role, role, (role,), granted))
    }


def _names(session: Session, model: Any, names: Iterable[str]) -> None:
    there = set(session.scalars(select(model.name)))
    session.add_all(model(name=name) for name in sorted(set(names) - there))
    session.flush()


def _ids(session: Session, model: Any) -> dict[str, int]:
    return dict(iter(session.execute(select(model.name, model.id))))


def _pairs(session: Session, asked: Iterable[Pair]) -> None:
    permissions, views = _ids(session, Name), _ids(session, ViewMenu)
    wanted = {(permissions[name], views[view]) for name, view in asked}
    rows = select(ViewPermission.permission_id, ViewPermission.view_menu_id, ViewPermission.id)
    there = {(permission, view): row for permission, view, row in session.execute(rows)}
    stale = [row for pair, row in there.items() if pair not in wanted]
    session.execute(
        delete(role_permissions).where(role_permissions.c.permission_view_id.in_(stale))
    )
    session.execute(delete(ViewPermission).where(ViewPermission.id.in_(stale)))
    session.add_all(
        ViewPermission(permission_id=permission, view_menu_id=view)
        for permission, view in sorted(wanted - there.keys())
    )
    session.flush()


def _grants(session: Session, asked: dict[Pair, Needed]) -> None:
    roles = _ids(session, Role)
    pairs = {(name, view): row for row, name, view in session.execute(_named_pairs())}
    session.execute(delete(role_permissions))
    rows = [
        {"role_id": roles[role], "permission_view_id": pairs[pair]}
        for role, pair in sorted(_wanted(asked))
    ]
    session.execute(insert(role_permissions), rows)


def _named_pairs() -> Any:
    return (
        select(ViewPermission.id, Name.name, ViewMenu.name)
        .join(Name, Name.id == ViewPermission.permission_id)
        .join(ViewMenu, ViewMenu.id == ViewPermission.view_menu_id)
    )


def _mirrored(session: Session) -> set[tuple[str, Pair]]:
    rows = session.execute(
        select(Role.name, Name.name, ViewMenu.name)
        .join(role_permissions, role_permissions.c.role_id == Role.id)
        .join(ViewPermission, ViewPermission.id == role_permissions.c.permission_view_id)
        .join(Name, Name.id == ViewPermission.permission_id)
        .join(ViewMenu, ViewMenu.id == ViewPermission.view_menu_id)
    )
    return {(role, (permission, view)) for role, permission, view in rows}
