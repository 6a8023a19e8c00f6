"""One application's history made in memory: the same declarations and effects as at the door."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sqlalchemy import inspect
from sqlalchemy.orm import MANYTOONE
from sqlalchemy.orm.attributes import instance_dict

from app.approvals.models import Approval
from app.catalog.kinds import Field
from app.catalog.queries import Catalogue
from app.foundation import clock
from app.foundation.actor import Actor
from app.people.rules import choose_outlet
from app.sla.models import Clock
from app.sla.queries import Limits
from app.tickets.models import Ticket
from app.workflow.action import ACTIONS, Action
from app.workflow.applications.create import created_events, new_application, new_tickets
from app.workflow.beside import Beside
from app.workflow.case import Case
from app.workflow.directory import Directory
from app.workflow.effects import act, admit, conclude
from app.workflow.journalling import Written
from app.workflow.nouns import noun_of
from app.workflow.official_form import clean_official_form
from app.workflow.seeding.cast import Cast
from app.workflow.setting import Row, Setting


@dataclass
class World:
    """What all stories share; ids are provisional until they are written."""

    catalogue: Catalogue
    directory: Directory
    cast: Cast
    limits: Limits
    ids: Mapping[type, Iterator[int]] = field(default_factory=lambda: defaultdict(lambda: count(1)))


@dataclass(frozen=True)
class Scene:
    """One call of the door: when, what, on which row, by whom."""

    at: datetime
    verb: str
    row: Row
    actor: Actor

    @property
    def action(self) -> Action:
        """The declaration."""
        return ACTIONS[noun_of(self.row).name, self.verb]


class Story:
    """The rows as they are now, and every event that led there."""

    def __init__(
        self, world: World, number: str, at: datetime, actor: Actor, payload: Mapping[str, Any]
    ) -> None:
        """Enter the application, as `create` does; raises Invalid like it."""
        self._world = world
        with clock.frozen(at):
            form = clean_official_form(world.catalogue, payload)
            outlet = choose_outlet(world.cast.outlets, form.columns["channel"], actor)
            application = new_application(form, number, actor, outlet)
            self._born(application)
            tickets = new_tickets(application, form, world.catalogue, world.directory)
            for ticket in tickets:
                self._born(ticket)
            self.case = Case(application, world.limits, Beside(), tickets)
            self.events: list[Written] = created_events(self.case.subjects, actor, world.catalogue)
            self.case.remember()
            self._numbered = 0
            self._asked: tuple[Scene, Setting, Sequence[Field]] | None = None

    @property
    def office(self) -> Sequence[Actor]:
        """Those who look after it all."""
        return self._world.cast.office

    @property
    def catalogue(self) -> Catalogue:
        """The county's configuration."""
        return self._world.catalogue

    def setting(self, scene: Scene) -> Setting:
        """What the declarations look at."""
        world = self._world
        return Setting(
            scene.row,
            self.case.tickets,
            scene.actor,
            world.catalogue,
            world.directory,
            self.case.beside,
            self.case.timing(scene.row),
        )

    def asked(self, scene: Scene) -> Sequence[Field]:
        """What its form asks, as `play` will ask it."""
        setting = self.setting(scene)
        fields = scene.action.asked(setting)
        self._asked = scene, setting, fields
        return fields

    def crew(self, row: Ticket | Approval) -> Sequence[Actor]:
        """Those who can work the ticket, or decide the approval."""
        return self.crew_of(row.organisation_id)

    def crew_of(self, organisation_id: int) -> Sequence[Actor]:
        """Those who work there."""
        return self._world.cast.crews.get(organisation_id, ())

    def play(self, scene: Scene, data: Mapping[str, Any]) -> None:
        """Do it, as the door does; raises the DomainError that it would answer."""
        action = scene.action
        known, setting, asked = self._asked or (None, None, ())
        with clock.frozen(scene.at):
            if known is not scene or setting is None:
                setting, asked = self.setting(scene), ()
            move = admit(action, setting, self.case, data, asked)
            act(action, move, self.case)
            for made in move.made:
                self._born(made)
            outcome = conclude(action, self.case, [move])
        for clock_ in self.case.clocks[self._numbered :]:
            clock_.id = next(self._world.ids[Clock])
        self._numbered = len(self.case.clocks)
        for row in outcome.changed:
            row.updated_at = scene.at
        self.events += outcome.events

    def _born(self, row: Any) -> None:
        """An id, those of the rows it belongs to, and every default, as a flush gives them."""
        row.id = next(self._world.ids[type(row)])
        for relation in inspect(type(row)).relationships:
            other = row.__dict__.get(relation.key)
            if other is not None and relation.direction is MANYTOONE:
                for local, remote in relation.local_remote_pairs:
                    setattr(row, local.key, getattr(other, remote.key))
        _filled_in(row)


def _filled_in(row: Any) -> None:
    """Give every column its default or None, as a flush does."""
    given = instance_dict(row)
    for column in row.__table__.columns:
        if given.get(column.key) is None:
            setattr(row, column.key, _default(column.default))


def _default(default: Any) -> Any:
    if default is None:
        return None
    return default.arg(None) if default.is_callable else default.arg
