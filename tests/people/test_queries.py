"""Who a user is, and what each role sees of the directory."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from app.access.accounts import NewAccount, add, find
from app.catalog.queries import catalogue
from app.foundation.actor import Actor
from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Specialist, StaffProfile
from app.people.queries import (
    actor_of,
    outlet_for,
    standing,
    visible_organisations,
    visible_outlets,
    visible_specialists,
    visible_staff,
)
from app.security import OF_LEADS, ROLES
from tests.support.clients import PASSWORD

pytestmark = pytest.mark.engines


def test_one_statement_tells_who_a_user_is(session: Any, statements: Callable[[], Any]) -> None:
    user = find(session, "power")
    with statements() as said:
        actor = actor_of(user, "console")
    assert len(said) == 1
    assert actor.organisation_code == "power"
    assert actor.roles == ("utility",)
    assert actor.may(P.ticket_claim)
    assert not actor.may(P.application_accept)


def test_regulator_knows_whom_it_supervises(session: Any) -> None:
    housing, supervised = (
        session.scalar(select(Organisation).where(Organisation.code == code))
        for code in ("housing", "water")
    )
    supervised.supervised_by_id = housing.id
    add(session, NewAccount("inspector", "Inspector", ("regulator",), "housing"), PASSWORD)
    session.flush()
    known = actor_of(find(session, "inspector"), "console").supervised_ids
    assert supervised.id in known
    assert housing.id not in known


def test_role_unknown_to_the_table_grants_nothing(session: Any) -> None:
    user = find(session, "window")
    user.roles[0].name = "emperor"
    session.flush()
    assert standing(session, user.id).actor("console").permissions == frozenset()


def seen(session: Any, model: Any, predicate: Any, account: str) -> list[Any]:
    actor = actor_of(find(session, account), "console")
    return list(session.scalars(select(model).where(predicate(actor))))


def test_everyone_at_work_reads_the_directory(session: Any) -> None:
    for account in ("window", "power", "planning", "coordinator", "leader"):
        assert len(seen(session, Organisation, visible_organisations, account)) > 10
        assert len(seen(session, Outlet, visible_outlets, account)) > 10


def test_auditor_sees_no_directory_but_the_own_organisation(session: Any) -> None:
    organisations = seen(session, Organisation, visible_organisations, "auditor")
    assert [one.code for one in organisations] == ["office"]
    assert seen(session, Outlet, visible_outlets, "auditor") == []
    assert seen(session, Specialist, visible_specialists, "auditor") == []


def test_utility_sees_its_own_specialists_only(session: Any) -> None:
    own = find(session, "water").profile.organisation_id
    for code in ("power", "water"):
        organisation = session.scalar(select(Organisation).where(Organisation.code == code))
        session.add(Specialist(code=f"{code}-x", name="X", organisation_id=organisation.id))
    session.flush()
    mine = seen(session, Specialist, visible_specialists, "water")
    assert mine
    assert {one.organisation_id for one in mine} == {own}
    assert len(seen(session, Specialist, visible_specialists, "window")) > len(mine)


def test_only_the_administrator_sees_every_account(session: Any) -> None:
    assert len(seen(session, StaffProfile, visible_staff, "admin")) == 19
    colleagues = seen(session, StaffProfile, visible_staff, "power")
    assert {one.user.username for one in colleagues} == {"power", "power2", "power-api"}


def test_nobody_sees_nothing(session: Any) -> None:
    nobody = Actor(None, "", "")
    for model, predicate in (
        (Organisation, visible_organisations),
        (Outlet, visible_outlets),
        (Specialist, visible_specialists),
        (StaffProfile, visible_staff),
    ):
        assert session.scalars(select(model).where(predicate(nobody))).all() == []


def test_closed_outlet_takes_no_application(session: Any) -> None:
    window = actor_of(find(session, "window"), "console")
    assert outlet_for(session, "hall", window).code == "hall"
    session.get(Outlet, window.outlet_id).active = False
    session.flush()
    assert outlet_for(session, "hall", window) is None


def test_the_bundle_names_every_role(session: Any) -> None:
    assert catalogue(session).roles.keys() == ROLES.keys()


def test_the_administrator_has_no_business_and_the_auditor_reads_only() -> None:
    business = {one for one in P if one.startswith(("application_", "ticket_"))}
    assert not ROLES["admin"] & business
    assert not ROLES["auditor"] - {P.journal_read}
    readers = {role for role, granted in ROLES.items() if P.personal_unmasked in granted}
    assert readers == {"coordinator", "window", "online", "utility", "utility_api"}


def test_every_permission_is_granted_to_somebody_but_what_only_the_house_does() -> None:
    granted = OF_LEADS.union(*ROLES.values())
    assert set(P) - granted == {P.ticket_follow_merge}
