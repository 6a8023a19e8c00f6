"""People 人员: who is away, who stands in, what everybody holds; one's own page is /people/me."""

from collections.abc import Sequence
from typing import Any

from flask import abort, redirect, url_for
from flask_appbuilder import expose, has_access
from flask_appbuilder.forms import DynamicForm
from flask_appbuilder.models.filters import BaseFilter
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload
from wtforms import StringField

from app.access.actors import current_actor
from app.access.filtering import text_of
from app.access.grants import role_name
from app.access.rules import Open
from app.access.scoped import ScopedInterface, visible
from app.console import display
from app.console.dialogs import Dialogs
from app.console.handover import giving, page
from app.console.lookups import rows_of
from app.extensions import db
from app.foundation import clock
from app.foundation.errors import NotFound, WrongState
from app.foundation.messages import say
from app.foundation.numbers import whole
from app.foundation.permissions import Permission as P
from app.people.models import Delegation, Organisation, StaffProfile, User
from app.people.queries import Colleague, colleague, full_name, holding
from app.people.rules import over_at
from app.workflow.handover import delegating
from app.workflow.handover.handing import arranges
from app.workflow.handover.held import Kind, loads

LABELS = {Kind.applications: say("Applications"), Kind.tickets: say("Tickets")}


class NameContains(BaseFilter):
    """By the name of the person or of the account."""

    name = lazy_gettext("Contains")
    arg_name = "ct"
    reader = staticmethod(text_of)

    def apply(self, query: Any, value: str) -> Any:
        """The account is another table's row."""
        named = User.first_name.icontains(value, autoescape=True)
        known = User.username.icontains(value, autoescape=True)
        found = select(User.id).where(named | known)
        return query.filter(StaffProfile.user_id.in_(found))


class PersonSearch(DynamicForm):
    """What people are looked for by."""

    name = StringField(lazy_gettext("Name"))
    organisation_id = StringField(lazy_gettext("Organisation"))


def _held(rows: Sequence[StaffProfile]) -> Sequence[str]:
    """How many open applications and tickets each of the page's people holds."""
    people = [one.user_id for one in rows]
    load = loads(db.session(), people, current_actor())
    return [
        " · ".join(
            display.paired(label, load[kind, one])
            for kind, label in LABELS.items()
            if load[kind, one]
        )
        for one in people
    ]


def _absences(rows: Sequence[StaffProfile]) -> Sequence[Markup | str]:
    """Who stands in for whoever is away now."""
    people = [one.user_id for one in rows]
    query = select(Delegation).where(Delegation.person_id.in_(people), holding(clock.now()))
    found = db.session.scalars(query.options(joinedload(Delegation.deputy)))
    by_person = {one.person_id: one for one in found}
    return [_away(by_person.get(one)) for one in people]


def _away(one: Delegation | None) -> Markup | str:
    if one is None:
        return ""
    until = gettext("until %(at)s", at=display.moment(one.ends_at))
    who = gettext("away, %(deputy)s stands in", deputy=full_name(one.deputy))
    return display.beneath(who, until)


def _name(one: StaffProfile) -> Markup:
    more = "" if one.user.active else gettext("no longer active")
    return display.beneath(full_name(one.user), more)


class PersonView(Dialogs):
    """Whoever leads an organisation sees its people here, the office all; all see their own."""

    datamodel = ScopedInterface(
        StaffProfile, load=(joinedload(StaffProfile.user).selectinload(User.roles),)
    )
    route_base = "/people"
    include_route_methods = {"list", "show", "me", "delegate", "end", "handover"}
    permits = {
        "can_list": (P.staff_arrange, P.staff_arrange_own),
        **dict.fromkeys(("can_show", "me", "delegate", "end", "handover"), Open.signed_in),
    }
    list_title = lazy_gettext("People")
    list_columns = ["name", "organisation", "outlet", "role", "held", "away"]
    base_order = ("organisation_id", "asc")
    label_columns = {
        "name": lazy_gettext("Name"),
        "organisation": lazy_gettext("Organisation"),
        "outlet": lazy_gettext("Outlet"),
        "role": lazy_gettext("Role"),
        "held": lazy_gettext("Held now"),
        "away": lazy_gettext("Absence"),
    }
    computed = {
        "name": _name,
        "organisation": lambda one: display.named(one.organisation),
        "outlet": lambda one: display.named(one.outlet),
        "role": lambda one: ", ".join(role_name(role.name) for role in one.user.roles),
    }
    looked_up = {
        "held": _held,
        "away": _absences,
    }
    search_form = PersonSearch
    search_columns = ["organisation_id"]
    asked_too = ("name",)
    offered_filters = {"name": [NameContains], "organisation_id": [rows_of(Organisation)]}

    def heading(self, row: Any) -> Any:
        """A person by name; a delegation by both."""
        return full_name(row.user) if isinstance(row, StaffProfile) else row

    @expose("/me", methods=["GET"])
    def me(self) -> Any:
        """One's own page."""
        own = StaffProfile.user_id == current_actor().user_id
        pk = db.session.scalar(select(StaffProfile.id).where(own))
        if pk is None:
            abort(404)
        return redirect(url_for(".show", pk=pk))

    @expose("/show/<pk>", methods=["GET"])
    @has_access
    def show(self, pk: str) -> Any:
        """Deputies, and how much the person holds."""
        profile, person = self._person(pk)
        context = page.context(db.session(), profile, person, current_actor())
        return self.render_template("lianban/person.html", **context)

    @expose("/delegate/<pk>", methods=["GET", "POST"])
    def delegate(self, pk: str) -> Any:
        """Name a deputy for a time."""
        profile, person = self._person(pk)
        offered = delegating.able(db.session(), person)
        refused = None if offered else WrongState(delegating.NOBODY)
        return self.ask(
            profile, delegating.fields(offered),
            lambda _pk, _seen, data, actor: delegating.delegate(person, data, actor),
            gettext("Name a deputy"), url_for(".show", pk=pk), refused=refused,
        )  # fmt: skip

    @expose("/end/<pk>", methods=["GET", "POST"])
    def end(self, pk: str) -> Any:
        """The person is back earlier."""
        number, actor = whole(pk), current_actor()
        shown = (Delegation.id == number) & visible(Delegation, actor)
        people = selectinload(Delegation.person), selectinload(Delegation.deputy)
        row = db.session.scalar(select(Delegation).where(shown).options(*people))
        if row is None:
            raise NotFound
        profile = row.person.profile
        self._person(str(profile.id))
        over = row.ended_at is not None or over_at(row) <= clock.now()
        return self.ask(
            row, (), lambda pk, seen, _data, actor: delegating.end(pk, seen[0], actor),
            gettext("End now"), url_for(".show", pk=profile.id),
            refused=WrongState(say("It is over already.")) if over else None,
        )  # fmt: skip

    @expose("/handover/<pk>", methods=["GET", "POST"])
    def handover(self, pk: str) -> Any:
        """Give what the person holds to colleagues."""
        profile, person = self._person(pk)
        return giving.page(self, profile, person)

    def _person(self, pk: str) -> tuple[StaffProfile, Colleague]:
        """Whoever sees to this person's absence; NotFound for others: it isn't there for them."""
        profile = self.row(pk)
        person = colleague(profile)
        if not arranges(current_actor(), person):
            raise NotFound
        return profile, person
