"""Rules drafted, published and retired by the office, and what is refused (DESIGN §3)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from app.extensions import db
from app.foundation import clock
from app.foundation.errors import Forbidden, Invalid, Stale
from app.journal.models import Event
from app.sla.models import SlaRule, SlaRuleVersion
from app.sla.queries import limits
from app.sla.rules.selection import in_force
from app.sla.states import Migration
from app.workflow.bundle.limits import SlaRules
from app.workflow.publication import announce
from app.workflow.recalculation import VERB
from app.workflow.slarules import editing, publishing
from tests.sla.calendars import at
from tests.workflow.limited import (
    FIVE,
    JUNE,
    THREE,
    TO_SCHEME,
    drafted,
    in_scheme,
    published,
    scheme,
)
from tests.workflow.stories import carried, dispatched, ticket_of, who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]


def test_two_rules_that_fit_as_closely_are_refused_by_name() -> None:
    published(FIVE, JUNE[1])
    township = {"field": "township", "op": "eq", "value": "341522400"}
    with pytest.raises(Invalid) as caught:
        published(FIVE | {"code": "scheme-zone", "when": township}, JUNE[1])
    (said,) = caught.value.errors["when"]
    assert "scheme-zone" in str(said)
    assert FIVE["code"] in str(said)
    db.session.rollback()
    waits = select(SlaRuleVersion).where(SlaRuleVersion.rule == "scheme-zone")
    assert db.session.scalars(waits).all() == []


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"amount": "2.5"}, "amount"),
        ({"unit": "hour", "amount": "999999"}, "amount"),
        ({"service": "steam"}, "service"),
        ({"when": {"field": "colour", "op": "eq", "value": "red"}}, "when.field"),
        ({"net_of": ["scheme"]}, "net_of"),
        ({"node": "contact"}, "node"),
    ],
)
@pytest.mark.any_engine
def test_what_makes_no_sense_is_refused_at_its_field(change: dict[str, Any], path: str) -> None:
    published(FIVE, JUNE[1])
    with pytest.raises(Invalid) as caught:
        drafted(FIVE | change)
    assert list(caught.value.errors) == [path]


def test_a_version_that_would_never_apply_is_refused() -> None:
    with clock.frozen(at("06-11 08:00")):
        published(FIVE, JUNE[10])
        with pytest.raises(Invalid) as caught:
            published(THREE, JUNE[9])
    (said,) = caught.value.errors["effective_from"]
    assert "2026-06-10" in str(said)


def test_a_draft_limits_nothing_and_is_compared_by_version() -> None:
    pk = drafted(FIVE)
    row_id = dispatched()
    carried(row_id, "water", TO_SCHEME)
    assert scheme(ticket_of(row_id, "water")).rule_version.rule == "scheme-water"
    drafted(THREE)
    with pytest.raises(Stale):
        editing.edit(pk, [1], FIVE, who("coordinator"))
    with pytest.raises(Stale):
        publishing.publish(pk, [1], Migration.new_only, JUNE[1], who("coordinator"))


@pytest.mark.parametrize("account", ["leader", "auditor", "window", "power", "admin"])
def test_only_the_office_edits_rules(account: str) -> None:
    with pytest.raises(Forbidden):
        editing.create(FIVE, who(account))
    with pytest.raises(Forbidden):
        publishing.publish(1, None, Migration.new_only, JUNE[1], who(account))
    with pytest.raises(Forbidden):
        publishing.retire(1, None, who(account))


def test_everything_done_to_a_rule_is_journalled() -> None:
    ticket = in_scheme(at("06-08 09:00"))
    with clock.frozen(at("06-10 09:00")):
        published(THREE, JUNE[10], Migration.all_open)
        pk = db.session.scalars(select(SlaRule.id).where(SlaRule.code == FIVE["code"])).one()
        publishing.retire(pk, None, who("coordinator"))
    db.session.rollback()
    rules = select(Event).where(Event.subject_kind == "sla_rule").order_by(Event.id)
    told = db.session.scalars(rules).all()
    assert [one.verb for one in told] == ["create", "publish", "edit", "publish", "retire"]
    assert told[3].changes["amount"] == [5, 3]
    assert told[3].input == {
        "version": 2, "migration": "all_open", "moved": 1, "earlier": 1,
    }  # fmt: skip
    own = (Event.subject_kind == "ticket") & (Event.subject_id == ticket.id)
    (moved,) = db.session.scalars(select(Event).where(own, Event.verb == VERB))
    assert moved.changes == {
        "clock.scheme": ["2026-06-15T09:00:00+00:00", "2026-06-11T09:00:00+00:00"]
    }


def test_rule_taken_out_of_the_bundle_does_not_come_back_on_a_later_date() -> None:
    with clock.frozen(at("06-08 09:00")):
        published(FIVE, JUNE[1])
        published(THREE, JUNE[10])
        SlaRules().remove(db.session(), [FIVE["code"]])
        announce(db.session())
        db.session.commit()
    known = limits(db.session()).versions.values()
    assert FIVE["code"] not in {one.code for one in in_force(known, JUNE[11])}
