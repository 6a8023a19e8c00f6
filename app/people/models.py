"""Organisations, outlets, specialists, staff profiles, delegations and failed logins."""

import importlib
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, backref, mapped_column, relationship

from app.foundation.base import Base, Document, UTCDateTime, Versioned, enumeration
from app.people.states import OrganisationKind, OutletKind, Sharing

# After the base, so that the naming convention of the metadata names their constraints too.
_fab: Any = importlib.import_module("flask_appbuilder.security.sqla.models")
User = _fab.User
Role = _fab.Role
FrameworkPermission = _fab.Permission
ViewMenu = _fab.ViewMenu
ViewPermission = _fab.PermissionView
user_roles = _fab.assoc_user_role
role_permissions = _fab.assoc_permissionview_role


def _one_of(column: str, kinds: type[StrEnum]) -> CheckConstraint:
    """State law in the database: the column holds a member of the enum."""
    values = ", ".join(f"'{kind}'" for kind in kinds)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")


class Organisation(Versioned, Base):
    """An office, utility, department, regulator, township or hall; `code` is its natural key."""

    __tablename__ = "organisation"
    __table_args__ = (
        UniqueConstraint("code"),
        _one_of("kind", OrganisationKind),
        CheckConstraint("supervised_by_id <> id", name="not_own_supervisor"),
        {"extend_existing": False},
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str | None] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(20))
    supervised_by_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    township: Mapped[str | None] = mapped_column(String(12))
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    supervised_by: Mapped["Organisation | None"] = relationship(
        remote_side="Organisation.id", lazy="raise_on_sql"
    )

    def __str__(self) -> str:
        return self.name


class Outlet(Versioned, Base):
    """A counter or an online desk that takes applications over some entry channels."""

    __tablename__ = "outlet"
    __table_args__ = (
        UniqueConstraint("code"),
        _one_of("kind", OutletKind),
        {"extend_existing": False},
    )

    code: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(120))
    name_en: Mapped[str | None] = mapped_column(String(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    channels: Mapped[list[str]] = mapped_column(Document, default=list)
    township: Mapped[str | None] = mapped_column(String(12))
    address: Mapped[str | None] = mapped_column(String(200))
    hours: Mapped[str | None] = mapped_column(String(120))
    phone: Mapped[str | None] = mapped_column(String(40))
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name


class Specialist(Versioned, Base):
    """A service specialist of the directory; one is assigned to every ticket (DOMAIN §2.12)."""

    __tablename__ = "specialist"
    __table_args__ = (UniqueConstraint("code"), {"extend_existing": False})

    code: Mapped[str] = mapped_column(String(40))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(String(40))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"), index=True)
    sample: Mapped[bool] = mapped_column(default=False)
    sort: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)

    organisation: Mapped[Organisation] = relationship(lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name


class StaffProfile(Versioned, Base):
    """Where a user belongs. A session or token of an older `session_epoch` is refused."""

    __tablename__ = "staff_profile"
    __table_args__ = (UniqueConstraint("user_id"), {"extend_existing": False})

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    outlet_id: Mapped[int | None] = mapped_column(ForeignKey("outlet.id"), index=True)
    township: Mapped[str | None] = mapped_column(String(12))
    phone: Mapped[str | None] = mapped_column(String(40))
    session_epoch: Mapped[int] = mapped_column(default=1)
    leads: Mapped[bool] = mapped_column(default=False)
    """Whether the organisation's warnings of the second level come to this person."""

    arrangements: Mapped[dict[str, Any] | None] = mapped_column(Document)
    """List → which columns the user wants to see, how close together, and which views as tabs."""
    tours: Mapped[list[str] | None] = mapped_column(Document)
    """Roles whose tour of the first page the user has seen, or declined."""
    here_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When the first page was last opened, to a few minutes."""
    here_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """The same of the visit before this one."""

    user: Mapped[Any] = relationship(User, backref=backref("profile", uselist=False))
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    outlet: Mapped[Outlet | None] = relationship(lazy="joined")

    def __str__(self) -> str:
        places = (self.organisation and self.organisation.name, self.outlet and self.outlet.name)
        return " · ".join(place for place in places if place)


class Delegation(Versioned, Base):
    """While somebody is away, a colleague sees and does what is theirs: `[begins_at, ends_at)`.

    It ends by itself, or earlier at `ended_at`; what may not overlap: app/people/rules.py.
    """

    __tablename__ = "delegation"
    __table_args__ = (
        CheckConstraint("person_id <> deputy_id", name="two_people"),
        CheckConstraint("begins_at < ends_at", name="some_time"),
        CheckConstraint("ended_at IS NULL OR ended_at < ends_at", name="ended_early"),
        CheckConstraint("length(reason) > 0", name="reason"),
        Index("ix_delegation_person", "person_id", "ends_at"),
        Index("ix_delegation_deputy", "deputy_id", "ends_at"),
        Index("ix_delegation_organisation", "organisation_id", "id"),
        {"extend_existing": False},
    )

    person_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    """Of both, when it was named: where they part, it has no effect."""
    begins_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ends_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    """When it was ended before its time."""
    reason: Mapped[str] = mapped_column(String(300))
    named_by_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    person: Mapped[Any] = relationship(User, foreign_keys=person_id)
    deputy: Mapped[Any] = relationship(User, foreign_keys=deputy_id)

    def __str__(self) -> str:
        return f"{self.person.get_full_name().strip()} → {self.deputy.get_full_name().strip()}"


def _once(sharing: Sharing, *columns: str) -> Index:
    """Of views shared so, no two have one name."""
    where = text(f"sharing = '{sharing}'")
    named = (*columns, "list_name", "name")
    return Index(
        f"uq_saved_view_{sharing}", *named, unique=True, sqlite_where=where, postgresql_where=where
    )


class SavedView(Versioned, Base):
    """A list as somebody wants to see it again: filters, order, columns; never its rows."""

    __tablename__ = "saved_view"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="named"),
        CheckConstraint(
            "sharing <> 'organisation' OR organisation_id IS NOT NULL", name="whose_organisation"
        ),
        _once(Sharing.mine, "owner_id"),
        _once(Sharing.organisation, "organisation_id"),
        _once(Sharing.everyone),
        {"extend_existing": False},
    )

    list_name: Mapped[str] = mapped_column(String(60))
    """The class of the list in the console."""
    name: Mapped[str] = mapped_column(String(60))
    query: Mapped[str] = mapped_column(String(2000))
    """Canonical: `query_of` in app/console/listing.py."""
    sharing: Mapped[Sharing] = mapped_column(enumeration(Sharing, "sharing"))
    owner_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id", ondelete="CASCADE"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id"))
    """The owner's, when it was saved."""

    owner: Mapped[Any] = relationship(User)

    def __str__(self) -> str:
        return self.name


class LoginFailure(Versioned, Base):
    """Wrong passwords of one account or one address, shared by all processes (DOMAIN §12).

    `key` is "account:<name>" or "address:<ip>"; `first_at` begins the window that is counted.
    """

    __tablename__ = "login_failure"
    __table_args__ = (
        UniqueConstraint("key"),
        CheckConstraint("count >= 0", name="count_natural"),
        {"extend_existing": False},
    )

    key: Mapped[str] = mapped_column(String(160))
    count: Mapped[int] = mapped_column(default=0)
    first_at: Mapped[datetime] = mapped_column(UTCDateTime)
    locked_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
