"""Flask-AppBuilder's security manager, answering from our table instead of its rows."""

import logging
from datetime import timedelta
from typing import Any, ClassVar

from flask import Flask, Response, current_app, g, request, session
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.security.sqla.manager import SecurityManager
from flask_jwt_extended import JWTManager
from sqlalchemy import func, select, update
from sqlalchemy.orm import selectinload
from werkzeug.security import check_password_hash

from app.access import account_changes, lockout, sentences, sessions, views
from app.access.actors import Unauthenticated, current_actor, standing_of
from app.access.guard import Guard, refusal
from app.access.passwords import hashed, policy
from app.access.rules import Needed, Open, allowed
from app.access.scoped import ScopedInterface
from app.access.token_api import SecurityApi
from app.access.user_view import UserView
from app.extensions import begin_writing, db
from app.foundation import clock
from app.foundation.messages import say
from app.people.models import Role, User
from app.people.rules import LONGEST

log = logging.getLogger(__name__)

SETTINGS: dict[str, Any] = {
    "FAB_PASSWORD_COMPLEXITY_ENABLED": True,
    "FAB_PASSWORD_COMPLEXITY_VALIDATOR": policy,
    # The guard asks for it, where a cookie is the identity; bound to the session, not to an hour.
    "WTF_CSRF_CHECK_DEFAULT": False,
    "WTF_CSRF_TIME_LIMIT": None,
    "PERMANENT_SESSION_LIFETIME": LONGEST,
    "JWT_ACCESS_TOKEN_EXPIRES": timedelta(hours=1),
    "JWT_REFRESH_TOKEN_EXPIRES": LONGEST,
    "JWT_TOKEN_LOCATION": ["headers"],
}


class LianbanSecurityManager(SecurityManager):
    """Lock-out, session epoch, one statement for identity and none for a permission."""

    security_api = SecurityApi
    authdbview = views.AuthView
    userdbmodelview = UserView
    rolemodelview = views.RoleView
    resetmypasswordview = views.ResetMyPasswordView
    resetpasswordview = views.ResetPasswordView
    userstatschartview: ClassVar[None] = None

    def __init__(self, appbuilder: Any) -> None:
        current_app.config.update(SETTINGS)
        current_app.session_interface = sessions.SessionInterface()
        self.guard = Guard(appbuilder)
        self.menu_permits: dict[str, Needed] = {}
        account_changes.watch()
        DynamicForm.Meta = sentences.Meta
        super().__init__(appbuilder)
        places = (selectinload(User.roles), selectinload(User.profile))
        self.userdbmodelview.datamodel = ScopedInterface(User, load=places)
        self.rolemodelview.datamodel = views.RoleInterface(Role)

    def register_views(self) -> None:
        """Only what we use: FAB's statistics, groups and rows of permissions stay out.

        The menu entries are console.menu's.
        """
        builder = self.appbuilder
        builder.add_api(self.security_api)
        builder.add_view_no_menu(self.resetpasswordview)
        builder.add_view_no_menu(self.resetmypasswordview)
        self.auth_view = builder.add_view_no_menu(self.authdbview)
        self.user_view = builder.add_view_no_menu(self.userdbmodelview)
        self.role_view = builder.add_view_no_menu(self.rolemodelview)

    def before_request(self) -> Any:
        """Runs before every request; a refusal ends it."""
        return self.guard.check()

    # ------------------------------------------------------------ permissions
    def has_access(self, permission_name: str, view_name: str) -> bool:
        if permission_name == "menu_access":
            return view_name in self.get_user_menu_access()
        return allowed(self.guard.needed_for(permission_name, view_name), current_actor())

    def is_item_public(self, permission_name: str, view_name: str) -> bool:
        return self.guard.needed_for(permission_name, view_name) is Open.everyone

    def get_user_menu_access(self, _menu_names: list[str] | None = None) -> set[str]:
        known: dict[int | None, set[str]] = g.setdefault("menus", {})
        user_id = current_actor().user_id
        if user_id not in known:  # every entry of the menu asks anew
            known[user_id] = set(self.guard.menu(self.menu_permits))
        return known[user_id]

    # ------------------------------------------------------------ identity
    def load_user(self, pk: str) -> Any:
        """The user of the session, unless it has ended."""
        found = standing_of(int(pk))
        if found is None or not found.user.is_active or not sessions.holds(session, found.epoch):
            sessions.end()
            return None
        sessions.touch()
        return found.user

    def load_user_jwt(self, _jwt_header: Any, jwt_data: dict[str, Any]) -> Any:
        """The user of the token, unless it was made under an older epoch."""
        found = standing_of(int(jwt_data["sub"]))
        if found is None or not found.user.is_active or jwt_data.get("epoch") != found.epoch:
            return None
        return found.user

    def create_jwt_manager(self, app: Flask) -> JWTManager:
        """Tokens carry the epoch; one that doesn't hold is answered 401."""
        manager: JWTManager = super().create_jwt_manager(app)
        manager.additional_claims_loader(lambda identity: {"epoch": _epoch(int(identity))})
        for loader in (
            manager.invalid_token_loader,
            manager.unauthorized_loader,
            manager.expired_token_loader,
            manager.user_lookup_error_loader,
        ):
            loader(_token_refused)
        return manager

    # ------------------------------------------------------------ passwords
    def auth_user_db(self, username: str, password: str) -> Any:
        """The user, or None; raises Locked. An unknown name takes as long as a known one."""
        address = request.remote_addr or ""
        lockout.begin_attempt(db.session, username, address)
        name = func.lower(username.replace("\0", ""))
        user = db.session.scalar(select(User).where(func.lower(User.username) == name))
        known = user is not None and user.is_active and user.password
        stored = user.password if known else current_app.config["AUTH_DB_FAKE_PASSWORD_HASH_CHECK"]
        if not check_password_hash(stored, password) or not known:
            log.warning("wrong user name or password: %r from %s", username[:128], address)
            return None
        begin_writing(db.session)
        lockout.end_attempt(db.session, username, address)
        noted = {
            "login_count": func.coalesce(User.login_count, 0) + 1,
            "last_login": clock.local(clock.now()).replace(tzinfo=None),
        }
        db.session.execute(update(User).where(User.id == user.id).values(noted))
        db.session.commit()
        return user

    def reset_password(self, userid: int, password: str) -> bool:
        """Set a new password and forget the failed logins; older sessions and tokens end.

        False when there is no such user.
        """
        begin_writing(db.session)
        user = db.session.get(User, userid)
        if user is None:
            return False
        user.password = hashed(password)
        lockout.forget(db.session, user.username)
        db.session.commit()
        return True


def _epoch(user_id: int) -> int:
    found = standing_of(user_id)
    return found.epoch if found else 0


def _token_refused(*_reason: Any) -> Response:
    return refusal(Unauthenticated(say("The token is not valid, or not any more.")))
