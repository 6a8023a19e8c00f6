"""Flask-AppBuilder's screens of log-in, passwords, roles: mended where the default is a hole."""

from typing import Any, ClassVar

from flask import abort, current_app, flash, g, redirect, request
from flask_appbuilder.baseviews import expose
from flask_appbuilder.security import views as fab
from flask_appbuilder.security.decorators import no_cache
from flask_appbuilder.security.forms import LoginForm_db
from flask_babel import gettext, lazy_gettext
from flask_login import logout_user
from markupsafe import Markup

from app.access import sessions
from app.access.demo import DEMO_PASSWORD, demo_accounts
from app.access.grants import grants, role_name
from app.access.list_arguments import CheckedArguments
from app.access.lockout import Locked
from app.access.redirects import local_target
from app.access.rules import Needed, Open
from app.access.scoped import ScopedInterface
from app.foundation.permissions import Permission as P

FORM = ("can_this_form_get", "can_this_form_post")


class AuthView(fab.AuthDBView):
    """Log in, with the reason when it doesn't work; log out, by POST only."""

    permits: ClassVar[dict[str, Needed]] = {"login": Open.everyone, "logout": Open.everyone}

    @expose("/login/", methods=["GET", "POST"])
    @no_cache
    def login(self) -> Any:
        target = local_target(request.args.get("next"), request.host)
        target = target or self.appbuilder.get_url_for_index
        if g.user.is_authenticated:
            return redirect(target)
        form, status, headers = LoginForm_db(), 200, {}
        if form.validate_on_submit():
            try:
                if self._try(form):
                    return redirect(target)
                status = 401
            except Locked as error:
                flash(str(error), "danger")
                status, headers = error.status, dict(error.headers)
        page = self.render_template(self.login_template, title=self.title, form=form, **_demo())
        return page, status, headers

    def _try(self, form: Any) -> bool:
        """Whether the session has begun; raises Locked."""
        user = self.appbuilder.sm.auth_user_db(form.username.data, form.password.data)
        if user is None:
            flash(gettext("The user name or the password is wrong."), "danger")
            return False
        sessions.begin(user)
        return True

    @expose("/logout/", methods=["POST"])
    def logout(self) -> Any:
        logout_user()
        sessions.clear()
        return redirect(self.appbuilder.get_url_for_login)


def _demo() -> dict[str, Any]:
    """What the login page shows in demo mode only."""
    if not current_app.config["DEMO"]:
        return {}
    accounts = [
        {"username": one.username, "name": one.name, "role": role_name(one.roles[0])}
        for one in demo_accounts()
    ]
    return {"demo_accounts": accounts, "demo_password": DEMO_PASSWORD}


class ResetMyPasswordView(fab.ResetMyPasswordView):
    permits = dict.fromkeys(FORM, Open.signed_in)

    def form_post(self, form: Any) -> Any:
        """Older sessions end; this one goes on under the new epoch."""
        super().form_post(form)
        sessions.renew(g.user.id)


class ResetPasswordView(fab.ResetPasswordView):
    permits = dict.fromkeys(FORM, P.account_manage)

    def form_post(self, form: Any) -> Any:
        """For the account named in the address; it can sign in again at once."""
        pk = request.args.get("pk", type=int)
        if pk is None or not self.appbuilder.sm.reset_password(pk, form.password.data):
            abort(404)
        flash(str(self.message), "info")


COUNT = "granted"
"""How many permissions a role has: a column of the list."""


def _told(granted: dict[str, list[str]]) -> Markup:
    """Each group with its number, one beneath the other."""
    group = Markup('<dt>{} <span class="lb-count">{}</span></dt><dd>{}</dd>')
    rows = [
        group.format(heading, len(verbs), gettext(", ").join(verbs))
        for heading, verbs in granted.items()
    ]
    return Markup('<dl class="lb-grants">{}</dl>').format(Markup("").join(rows))


class RoleInterface(ScopedInterface):
    """What a role grants comes from the table that is asked, not from FAB's mirror of it."""

    @staticmethod
    def _get_attr_value(item: Any, col: str) -> Any:
        if col == "grants":
            return grants(item.name)
        return sum(map(len, grants(item.name).values())) if col == COUNT else getattr(item, col)


class RoleView(CheckedArguments, fab.RoleModelView):
    """What each role grants: shown, and changed in app/security.py only."""

    route_base = "/roles"
    include_route_methods: ClassVar[set[str]] = {"list", "show"}
    copy_role = None
    list_title = lazy_gettext("Roles")
    permits: ClassVar[dict[str, Needed]] = {
        "can_list": P.account_manage,
        "can_show": P.account_manage,
    }
    label_columns: ClassVar[Any] = {
        "name": lazy_gettext("Role"),
        "grants": lazy_gettext("Permissions"),
        COUNT: lazy_gettext("Permissions"),
    }
    list_columns: ClassVar[Any] = ["name", COUNT]
    show_columns: ClassVar[Any] = ["name", "grants"]
    search_columns: ClassVar[Any] = ["name"]
    formatters_columns: ClassVar[Any] = {"name": role_name, "grants": _told}
