"""A calendar is changed by two people: one prepares, another confirms (DESIGN §3)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from app.extensions import db
from app.foundation.errors import DomainError, Forbidden, Invalid, Stale, WrongState
from app.journal.models import Event
from app.sla.models import CalendarProposal, CalendarVersion, Recalculation
from app.sla.queries import limits
from app.sla.rules.filling import proposed_year
from app.sla.rules.revising import with_day, with_year
from app.workflow.calendars.confirm import confirm
from app.workflow.calendars.propose import propose
from app.workflow.calendars.reject import reject
from tests.workflow.stories import who

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("session")]
SATURDAY = date(2026, 6, 6)
WORKED = {"date": "2026-06-06", "open": True}
ELSEWHERE = {"date": "2030-01-01", "open": True}
works = partial(with_day, day=SATURDAY, row=WORKED)


def _empty(document: Mapping[str, Any]) -> dict[str, Any]:
    return {**document["years"][0], "days": []}


def proposal(pk: int) -> CalendarProposal:
    db.session.rollback()
    found: CalendarProposal = db.session.get_one(CalendarProposal, pk)
    return found


def revisions() -> int:
    count: int = db.session.scalar(select(func.count()).select_from(CalendarVersion))
    return count


def is_worked(day: date) -> bool:
    db.session.rollback()
    return limits(db.session()).calendar.is_working(day)


def test_nothing_is_in_force_until_another_person_confirms() -> None:
    pk = propose("county", works, who("coordinator"))
    assert not is_worked(SATURDAY)
    confirm(pk, proposal(pk).version, who("coordinator2"))
    assert is_worked(SATURDAY)
    version = db.session.scalars(
        select(CalendarVersion).order_by(CalendarVersion.id.desc())
    ).first()
    assert (version.revision, version.prepared_by) == (2, "营商办协调员")
    assert version.confirmed_by == "营商办复核员"


def test_confirming_asks_for_the_open_clocks_to_be_computed_anew() -> None:
    pk = propose("county", works, who("coordinator"))
    assert db.session.scalars(select(Recalculation)).all() == []
    confirm(pk, proposal(pk).version, who("coordinator2"))
    (job,) = db.session.scalars(select(Recalculation))
    assert (job.cause, job.subject, job.state) == ("calendar", "county", "waiting")
    assert (job.asked_by, job.detail) == ("营商办复核员", {"revision": 2})


def test_whoever_prepared_does_not_confirm() -> None:
    pk = propose("county", works, who("coordinator"))
    with pytest.raises(Forbidden):
        confirm(pk, proposal(pk).version, who("coordinator"))
    with pytest.raises(IntegrityError):
        db.session.execute(
            update(CalendarProposal).values(decided_by_id=CalendarProposal.prepared_by_id)
        )
    db.session.rollback()


def test_what_was_changed_after_it_was_read_is_not_confirmed_unread() -> None:
    pk = propose("county", works, who("coordinator"))
    read = proposal(pk).version
    sunday = {"date": "2026-06-07", "open": True}
    propose("county", partial(with_day, day=date(2026, 6, 7), row=sunday), who("coordinator"))
    with pytest.raises(Stale):
        confirm(pk, read, who("coordinator2"))


def test_another_person_waits_until_the_first_change_is_decided() -> None:
    propose("county", works, who("coordinator"))
    with pytest.raises(WrongState):
        propose("county", works, who("coordinator2"))


def test_a_change_undone_leaves_nothing_to_confirm() -> None:
    pk = propose("county", works, who("coordinator"))
    propose("county", partial(with_day, day=SATURDAY, row=None), who("coordinator"))
    assert proposal(pk).state == "rejected"


@pytest.mark.parametrize(("account", "decided"), [("coordinator", False), ("coordinator2", True)])
def test_a_change_is_taken_back_or_turned_down(account: str, decided: bool) -> None:
    pk = propose("county", works, who("coordinator"))
    reject(pk, proposal(pk).version, who(account), reason="尚未公布")
    found = proposal(pk)
    assert (found.state, found.decided_by_id is not None) == ("rejected", decided)
    with pytest.raises(WrongState):
        confirm(pk, found.version, who("coordinator2"))
    assert revisions() == 1


def test_what_was_prepared_on_an_older_calendar_is_prepared_anew() -> None:
    pk = propose("county", works, who("coordinator"))
    latest = db.session.scalars(select(CalendarVersion)).one()
    db.session.add(
        CalendarVersion(
            calendar="county", revision=2, document=latest.document, prepared_by="bundle"
        )
    )
    db.session.commit()
    with pytest.raises(WrongState):
        confirm(pk, proposal(pk).version, who("coordinator2"))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document,
        lambda document: {**document, "weekdays": [], "years": [_empty(document)]},
        lambda document: {**document, "code": "other"},
        lambda document: {"code": "county"},
        lambda document: with_year(document, _empty(document) | {"days": [ELSEWHERE]}),
    ],
    ids=["nothing", "no open day", "another calendar", "no calendar", "a day of another year"],
)
def test_a_document_that_makes_no_sense_is_refused_with_what_is_wrong(change: Any) -> None:
    with pytest.raises(Invalid) as refused:
        propose("county", change, who("coordinator"))
    assert refused.value.errors["document"]


@pytest.mark.parametrize("account", ["window", "leader", "auditor", "admin"])
def test_only_the_coordinating_office_changes_calendars(account: str) -> None:
    with pytest.raises(DomainError) as refused:
        propose("county", works, who(account))
    assert refused.value.status == 403


def test_the_next_year_is_filled_from_the_library_as_projected() -> None:
    def filled(document: Mapping[str, Any]) -> dict[str, Any]:
        return with_year(document, proposed_year(2028))

    pk = propose("county", filled, who("coordinator"))
    confirm(pk, proposal(pk).version, who("coordinator2"))
    calendar = limits(db.session()).calendar
    assert not calendar.is_working(date(2028, 10, 2))
    assert calendar.projected(date(2028, 10, 2))


def test_every_step_is_journalled_day_by_day() -> None:
    pk = propose("county", works, who("coordinator"))
    confirm(pk, proposal(pk).version, who("coordinator2"))
    events = db.session.scalars(select(Event).order_by(Event.id)).all()
    assert [(one.verb, one.subject_id) for one in events] == [("propose", pk), ("confirm", pk)]
    assert [one.changes for one in events] == [{"2026-06-06": [None, WORKED]}] * 2
