"""Demo histories are what the door would have written, only faster."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from app.applications.models import Application
from app.approvals.models import Approval, ApprovalPackage
from app.extensions import db
from app.foundation import clock
from app.journal.models import Event, EventPersonal, Outbox
from app.sitework.models.digs import Dig
from app.sitework.models.schemes import FeeLine, Scheme
from app.sitework.models.surveys import Survey, SurveyPart
from app.sla.models import Clock, ClockLevel, Extension, SupervisionItem
from app.tickets.models import Ticket
from app.workflow.applications.create import create
from app.workflow.door import Ref, perform
from app.workflow.nouns import noun_of
from app.workflow.seeding import incidents, plot, sowing
from app.workflow.seeding.hours import SPAN
from app.workflow.seeding.story import Scene, Story
from tests.workflow.seeding import NOW, seed
from tests.workflow.stories import entered, form, who


class Recorder:
    """What was entered, and every scene after it that was done."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.entered: list[tuple[Story, datetime, Any, Any]] = []
        self.played: dict[Story, list[tuple[Scene, Any]]] = defaultdict(list)
        enter, play = Story.__init__, Story.play

        def entering(story, world, number, at, actor, payload):
            self.entered.append((story, at, actor, payload))
            enter(story, world, number, at, actor, payload)

        def playing(story, scene, data):
            play(story, scene, data)
            self.played[story].append((scene, data))

        monkeypatch.setattr(Story, "__init__", entering)
        monkeypatch.setattr(Story, "play", playing)

    def again(self) -> list[int]:
        """Do the same at the door; the ids of its applications."""
        made = []
        for story, at, actor, payload in self.entered:
            with clock.frozen(at):
                row_id = create(actor, payload)
            made.append(row_id)
            for scene, data in self.played[story]:
                noun, ref = noun_of(scene.row).name, self._ref(story, scene, row_id)
                with clock.frozen(scene.at):
                    (result,) = perform(noun, scene.verb, [ref], scene.actor, data)
                assert result.error is None, (scene.verb, str(result.error))
        return made

    def _ref(self, story: Story, scene: Scene, row_id: int) -> Ref:
        if scene.row is story.case.application:
            return Ref(row_id)
        if isinstance(scene.row, Approval):
            return Ref(approvals(row_id)[story.case.approvals.index(scene.row)].id)
        return Ref(tickets(row_id)[story.case.tickets.index(scene.row)].id)


def tickets(application_id: int) -> list[Ticket]:
    query = select(Ticket).where(Ticket.application_id == application_id)
    return list(db.session.scalars(query.order_by(Ticket.id)))


def approvals(application_id: int) -> list[Approval]:
    query = select(Approval).where(Approval.application_id == application_id)
    return list(db.session.scalars(query.order_by(Approval.id)))


def columns(row: Any) -> dict[str, Any]:
    names = [one.key for one in inspect(type(row)).column_attrs]
    names_it = {"id", "number", "number_end", "application_id"}
    left_out = names_it | {"specialist_id"}  # who is free depends on the day
    return {name: getattr(row, name) for name in names if name not in left_out}


def told(row: Any) -> list[Any]:
    """The events of a row, with the personal values that their digests stand for."""
    of_row = (Event.subject_kind == row.__tablename__) & (Event.subject_id == row.id)
    events = []
    for event in db.session.scalars(select(Event).where(of_row).order_by(Event.id)):
        changes = {k: v for k, v in event.changes.items() if k not in {"number", "specialist_id"}}
        changes |= {one.field: [one.before, one.after] for one in event.personal}
        left_out = {"subject_id", "changes"}
        events.append({k: v for k, v in columns(event).items() if k not in left_out} | changes)
    return events


def places(application_id: int) -> dict[tuple[str, int], tuple[str, int]]:
    """Kind and id of each row that has clocks or events → kind and place among its like."""
    rows: list[tuple[int, Any]] = [
        *enumerate(tickets(application_id)), *enumerate(approvals(application_id))
    ]  # fmt: skip
    found = {(one.__tablename__, one.id): (one.__tablename__, at) for at, one in rows}
    return found | {("application", application_id): ("application", 0)}


def clocks(application_id: int) -> list[Any]:
    """What ran on the application, its tickets and approvals, each by the subject's place."""
    at, found = places(application_id), []
    for one in db.session.scalars(select(Clock).where(Clock.application_id == application_id)):
        left_out = {"subject_id", "next_level", "next_level_at"}  # the worker moves these on
        kept = {k: v for k, v in columns(one).items() if k not in left_out}
        found.append(kept | {"place": at[one.subject_kind, one.subject_id]})
    order = ("place", "started_at", "node", "basis")
    return sorted(found, key=lambda one: [one[name] for name in order])


BESIDE = (Survey, SurveyPart, Scheme, FeeLine, Dig, ApprovalPackage, Approval)


def beside(application_id: int) -> list[dict[str, Any]]:
    """Everything that stands beside its tickets, named by their places."""
    at, found = places(application_id), []
    for model in BESIDE:
        rows = select(model).where(model.application_id == application_id).order_by(model.id)
        packages: list[int] = []
        for one in db.session.scalars(rows):
            left_out = {"ticket_id", "package_id", "created_at", "updated_at"}
            kept = {k: v for k, v in columns(one).items() if k not in left_out}
            if isinstance(one, Approval):
                packages.append(one.package.round)
            found.append(kept | {"of": at["ticket", one.ticket_id], "packages": packages[-1:]})
    return found


@pytest.mark.engines
def test_seeded_histories_are_what_the_door_writes(session, monkeypatch):
    recorder = Recorder(monkeypatch)
    seeded = seed(24)
    session.rollback()
    for mine, doors in zip(seeded, recorder.again(), strict=True):
        rows, others = ([session.get_one(Application, one), *tickets(one)] for one in (mine, doors))
        assert [columns(one) for one in rows] == [columns(one) for one in others]
        assert [told(one) for one in rows] == [told(one) for one in others]
        assert clocks(mine) == clocks(doors)
        assert beside(mine) == beside(doors)
        suffixes = [[one.number.rpartition("-")[2] for one in some[1:]] for some in (rows, others)]
        assert suffixes[0] == suffixes[1]
        assert {bool(one.specialist_id) for one in rows[1:]} <= {rows[0].dispatched_at is not None}
    assert sum(map(len, recorder.played.values())) > 500
    assert sum(len(clocks(one)) for one in seeded) > 300
    assert sum(len(beside(one)) for one in seeded) > 150


def test_histories_lie_in_the_two_years_before_now(session):
    seed(60)
    entered_at = session.scalars(select(Application.created_at)).all()
    assert min(entered_at) < NOW - SPAN / 2
    assert all(NOW - SPAN <= one <= NOW for one in entered_at)
    assert session.scalars(select(func.max(Event.recorded_at))).one() <= NOW


def test_nobody_is_told_today_what_happened_long_ago(session):
    seed(20)
    assert session.scalars(select(func.count()).select_from(Outbox)).one() == 0
    assert session.scalars(select(func.count()).select_from(ClockLevel)).one() > 10
    levels = session.scalars(select(Clock.next_level_at).where(Clock.next_level_at <= NOW))
    assert levels.all() == []


def test_same_seed_gives_the_same_county(session):
    rows = []
    for number in (7, 7, 8):
        ids = seed(15, number)
        query = select(Application).where(Application.id.in_(ids)).order_by(Application.id)
        rows.append([(one.enterprise, one.phone, one.state) for one in session.scalars(query)])
        session.rollback()
    assert rows[0] == rows[1] != rows[2]


@pytest.mark.engines
def test_copies_are_whole_histories_with_numbers_of_their_own(session, monkeypatch):
    for name, value in (("CHUNK", 8), ("BASE", 16), ("MOST", 16)):
        monkeypatch.setattr(sowing, name, value)
    ids = seed(40)
    assert len(ids) == 40
    numbers = session.scalars(select(Application.number)).all()
    assert len(set(numbers)) == 40
    first, second, third = ids[:16], ids[16:32], ids[32:]
    for mine, copy in zip([*first, *first], [*second, *third], strict=False):
        _same_but_earlier(session, mine, copy)
    personal = select(func.count()).select_from(EventPersonal).join(Event)
    of = [
        session.scalars(personal.where(Event.application_id.in_(some))).one()
        for some in (first, second)
    ]
    assert of[0] == of[1] > 0
    assert len(seed(5)) == 5, "more can be added afterwards"
    assert entered() > ids[-1]


def test_copies_have_supervisions_and_extensions_of_their_own(session, monkeypatch):
    for name, value in (("CHUNK", 8), ("BASE", 8), ("MOST", 8)):
        monkeypatch.setattr(sowing, name, value)
    for name in ("URGED", "SUPERVISED"):
        monkeypatch.setattr(incidents, name, 1)
    monkeypatch.setitem(plot.INCIDENTS, "request_extension", (0.2, None))
    ids = seed(16)
    items = session.scalars(select(SupervisionItem)).all()
    assert all(session.get_one(Ticket, one.subject_id).number == one.number for one in items)
    of_clock = select(Extension, Clock).join(Clock).where(Clock.subject_id == Extension.ticket_id)
    extended = [clock for _, clock in session.execute(of_clock)]
    assert len(extended) == session.scalar(select(func.count()).select_from(Extension))
    for some in ([one.application_id for one in items], [one.application_id for one in extended]):
        assert some
        assert sorted(some) == sorted([one + 8 if one in ids[:8] else one - 8 for one in some])


def _same_but_earlier(session: Any, mine: int, copy: int) -> None:
    rows, others = ([session.get_one(Application, one), *tickets(one)] for one in (mine, copy))
    by = others[0].created_at - rows[0].created_at
    for one, other in zip(clocks(mine), clocks(copy), strict=True):
        assert (one["node"], one["state"]) == (other["node"], other["state"])
        assert other["started_at"] - one["started_at"] == by
        assert other["spans"][0]["from"] == other["started_at"].isoformat()
    assert -timedelta(weeks=4) < by < timedelta()
    _same_beside(mine, copy, by)
    for row, other in zip(rows, others, strict=True):
        assert row.state == other.state
        assert other.number.startswith(others[0].number)
        assert row.ended_at is None or other.ended_at - row.ended_at == by
        events, earlier = told(row), told(other)
        assert [one["verb"] for one in events] == [one["verb"] for one in earlier]
        for event in earlier:
            if event["verb"] == "claim":
                assert event["claimed_at"][1] == event["occurred_at"].isoformat()
            if event["verb"] == "confirm_scheme" and event["input"]:
                signed = datetime.fromisoformat(event["input"]["agreement_signed_on"])
                assert abs(event["occurred_at"].date() - signed.date()) <= timedelta(days=1)


def _same_beside(mine: int, copy: int, by: timedelta) -> None:
    for one, other in zip(beside(mine), beside(copy), strict=True):
        assert (one["of"], one["packages"]) == (other["of"], other["packages"])
        for name, value in one.items():
            if isinstance(value, datetime):
                assert other[name] - value == by
            elif isinstance(value, date):
                assert abs(other[name] - value - by) <= timedelta(days=1)


def test_a_real_application_gets_the_next_number_of_its_day(session):
    with clock.frozen(NOW):
        seed(40)
        number = session.get_one(Application, create(who("window"), form())).number
    of_day = Application.number.startswith(number[:-5])
    assert session.scalars(select(func.max(Application.number)).where(of_day)).one() == number


def test_only_a_demo_database_is_seeded(app, monkeypatch):
    monkeypatch.setitem(app.config, "DEMO", False)
    answer = app.test_cli_runner().invoke(args=["demo", "seed", "--applications", "3"])
    assert (answer.exit_code, "DEMO" in answer.output) == (1, True)
    with app.app_context():
        assert db.session.scalars(select(func.count()).select_from(Application)).one() == 0


def test_the_command_tells_how_far_it_is(app):
    answer = app.test_cli_runner().invoke(args=["demo", "seed", "--applications", "3"])
    assert (answer.exit_code, "3 of 3 applications" in answer.output) == (0, True)
