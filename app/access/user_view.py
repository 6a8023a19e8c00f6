"""The accounts screen: who may sign in, as what, and where they belong."""

from datetime import datetime
from typing import Any, ClassVar

from flask import abort, flash, g, redirect, request, url_for
from flask_appbuilder.actions import action
from flask_appbuilder.baseviews import expose
from flask_appbuilder.exceptions import FABException
from flask_appbuilder.fields import QuerySelectField, QuerySelectMultipleField
from flask_appbuilder.fieldwidgets import Select2ManyWidget, Select2Widget
from flask_appbuilder.security.decorators import has_access
from flask_appbuilder.security.views import UserDBModelView
from flask_babel import gettext, lazy_gettext
from sqlalchemy import select
from wtforms import BooleanField
from wtforms.validators import DataRequired, Regexp, StopValidation

from app.access import lockout
from app.access.account_versions import NAME as SEEN
from app.access.account_versions import seal, seen_field
from app.access.accounts import mailbox
from app.access.actors import current_actor
from app.access.grants import role_name
from app.access.leaving import still_held
from app.access.list_arguments import CheckedArguments
from app.access.passwords import hashed
from app.access.rules import Needed, Open, allowed
from app.access.scoped import ScopedInterface, visible
from app.extensions import begin_writing, db
from app.foundation import clock
from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Role, StaffProfile, User
from app.security import granted

PLACES = ["organisation", "outlet", "leads"]
"""Columns of the profile that stand in the account's form."""


def _choice(label: Any, model: Any) -> QuerySelectField:
    """A drop-down of active rows, empty allowed."""

    def rows() -> list[Any]:
        active = select(model).where(model.active, visible(model, current_actor()))
        query = active.order_by(model.sort, model.id)
        return list(db.session.scalars(query))

    return QuerySelectField(
        label,
        query_func=rows,
        get_pk_func=lambda row: row.id,
        get_label="name",
        allow_blank=True,
        blank_text="—",
        widget=Select2Widget(),
    )


def _roles() -> list[Role]:
    query = select(Role).where(visible(Role, current_actor())).order_by(Role.id)
    return list(db.session.scalars(query))


def _free(form: Any, field: Any) -> None:
    """Asked before FAB's own check, which keeps its sentence in its first reader's language."""
    other = db.session.scalar(select(User.id).where(User.username == field.data))
    if other is not None and str(other) != str(getattr(form, "_id", "")):
        raise StopValidation(gettext("This user name is taken."))


def _written(at: datetime | None) -> str:
    """FAB stores the machine's own wall clock."""
    return _minute(at.astimezone(clock.ZONE)) if at else ""


def _minute(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M}" if at else ""


FIELDS = {
    "roles": QuerySelectMultipleField(
        lazy_gettext("Role"),
        [DataRequired()],
        query_func=_roles,
        get_pk_func=lambda role: role.id,
        get_label=lambda role: role_name(role.name),
        widget=Select2ManyWidget(),
    ),
    "organisation": _choice(lazy_gettext("Organisation"), Organisation),
    "outlet": _choice(lazy_gettext("Outlet"), Outlet),
    "leads": BooleanField(
        lazy_gettext("Leads the organisation"),
        description=lazy_gettext("Warnings of overdue work come to its leads too."),
    ),
}


class UserView(CheckedArguments, UserDBModelView):
    """No deleting: what an account did stays its own; it is made inactive."""

    userinfoedit = None
    """The name colleagues read is the administrator's to change."""

    datamodel = ScopedInterface(User)
    list_title = lazy_gettext("Accounts")
    permits: ClassVar[dict[str, Needed]] = {
        "can_list": P.account_manage,
        "can_show": P.account_manage,
        "can_add": P.account_manage,
        "can_edit": P.account_manage,
        "can_userinfo": Open.signed_in,
        "resetpasswords": P.account_manage,
        "resetmypassword": Open.signed_in,
        "unlock": P.account_manage,
    }
    exclude_route_methods: ClassVar[Any] = {"delete", "download", "action_post"}
    label_columns: ClassVar[Any] = UserDBModelView.label_columns | {
        "first_name": lazy_gettext("Full name"),
        "profile": lazy_gettext("Organisation and outlet"),
    }
    formatters_columns: ClassVar[Any] = {
        "roles": lambda roles: [role_name(one.name) for one in roles],
        "last_login": _minute,
        "created_on": _written,
        "changed_on": _written,
    }
    description_columns: ClassVar[Any] = {}
    list_columns: ClassVar[Any] = [
        "username",
        "first_name",
        "active",
        "roles",
        "profile",
        "last_login",
    ]
    order_columns: ClassVar[Any] = ["username", "first_name", "active", "last_login"]
    base_order: ClassVar[Any] = ("username", "asc")
    search_columns: ClassVar[Any] = ["username", "first_name", "active"]
    add_columns: ClassVar[Any] = [
        "username",
        "first_name",
        "roles",
        *PLACES,
        "active",
        "password",
        "conf_password",
    ]
    edit_columns: ClassVar[Any] = ["username", "first_name", "roles", *PLACES, "active", SEEN]
    add_form_extra_fields: ClassVar[Any] = UserDBModelView.add_form_extra_fields | FIELDS
    edit_form_extra_fields: ClassVar[Any] = FIELDS | {SEEN: seen_field()}
    validators_columns: ClassVar[Any] = {
        "username": [Regexp(r"^[a-z0-9][a-z0-9._-]{1,63}$"), _free],
    }
    show_fieldsets: ClassVar[Any] = [
        (
            lazy_gettext("User info"),
            {"fields": ["username", "first_name", "active", "roles", "profile"]},
        ),
        (
            lazy_gettext("Audit Info"),
            {"fields": ["last_login", "login_count", "created_on", "changed_on"]},
        ),
    ]
    user_show_fieldsets: ClassVar[Any] = show_fieldsets[:1]

    @expose("/userinfo/")
    @has_access
    def userinfo(self) -> Any:
        """One's own account; the scope of the list is the administrator's."""
        own = {"resetmypassword": self.actions["resetmypassword"]}
        item = db.session.get(User, g.user.id)
        widgets = self._get_show_widget(
            item.id, item, actions=own, show_fieldsets=self.user_show_fieldsets
        )
        self.update_redirect()
        return self.render_template(self.show_template, title=self.user_info_title, widgets=widgets)

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """An account, with what the administrator can do for it."""
        item = self.datamodel.get(pk)
        if item is None:
            abort(404)
        _warn(item)
        offered = {name: self.actions[name] for name in ("resetpasswords", "unlock")}
        widgets = self._get_show_widget(item.id, item, actions=offered)
        self.update_redirect()
        return self.render_template(
            self.show_template, pk=item.id, title=self.show_title, widgets=widgets, related_views=[]
        )

    @action("unlock", lazy_gettext("Unlock"), None, "fa-unlock", multiple=False)
    def unlock(self, item: Any) -> Any:
        """Forget the failed log-ins before their time is over."""
        lockout.unlock(db.session(), item)
        db.session.commit()
        flash(gettext("The account can sign in again."), "success")
        return redirect(url_for("UserView.show", pk=item.id))

    @expose("/action/<string:name>/<int:pk>", methods=["POST"])
    def action(self, name: str, pk: int) -> Any:
        """FAB's is open to GET and fails on a name or a row that doesn't exist."""
        item = db.session.get(User, pk)
        if name not in self.actions or item is None:
            abort(404)
        if not allowed(self.permits[name], current_actor()):
            abort(403)
        return self.actions[name].func(item)

    def _edit(self, pk: Any) -> Any:
        """Who saves looks at what is stored, and writes, before the next one looks.

        All is written at once: one deed is one event.
        """
        if request.method == "POST":
            begin_writing(db.session())
            db.session.get(User, pk, with_for_update={"of": User})
        with db.session.no_autoflush:
            return super()._edit(pk)

    def prefill_form(self, form: Any, pk: Any) -> None:
        user = self.datamodel.get(pk)
        profile, form[SEEN].data = user.profile, seal(user)
        for place in PLACES:
            form[place].data = getattr(profile, place, None)

    def pre_add(self, item: Any) -> None:
        item.password = hashed(item.password)
        item.last_name = ""
        item.email = mailbox(item.username)
        _settle(item)

    def pre_update(self, item: Any) -> None:
        """Refuse to saw off the branch one sits on."""
        if item.id == g.user.id and not (item.active and self._manages(item)):
            raise FABException(gettext("You can't take your own access away."))
        item.changed_by_fk = g.user.id
        _settle(item)

    def post_update(self, item: Any) -> None:
        """Whoever can't sign in any more can't work on what is theirs either."""
        if not item.active:
            _warn(item)

    def _manages(self, item: Any) -> bool:
        return P.account_manage in granted(role.name for role in item.roles)


def _warn(user: Any) -> None:
    if held := still_held(user):
        flash(held, "info" if user.active else "warning")


def _settle(user: Any) -> None:
    """Where the form says the user belongs."""
    if user.profile is None:
        user.profile = StaffProfile()
    for place in PLACES:
        setattr(user.profile, place, getattr(user, place))
