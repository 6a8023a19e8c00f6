"""`demo seed`: histories made in memory and written in chunks."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import cycle
from random import Random

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.catalog.queries import catalogue
from app.extensions import WRITING
from app.foundation import clock
from app.sla.queries import limits
from app.workflow.directory import Directory
from app.workflow.seeding.assembling import assemble
from app.workflow.seeding.cast import read_cast
from app.workflow.seeding.copies import Copies
from app.workflow.seeding.filling import Hand
from app.workflow.seeding.hours import arrivals
from app.workflow.seeding.joining import join_digs
from app.workflow.seeding.ledger import take, write
from app.workflow.seeding.plot import FATES, Plot
from app.workflow.seeding.pools import Pools
from app.workflow.seeding.story import Story, World
from app.workflow.seeding.warning import warn

CHUNK = 500
"""Applications per transaction."""
MOST, BASE = 6_000, 5_000
"""More applications than `MOST` are copies of the first `BASE`."""
STANDING = timedelta(days=45)
"""How old those at least are that stand still by fate."""
ROUNDS = 2


@contextmanager
def writer(engine: Engine) -> Iterator[Session]:
    """A session on one connection of its own, which goes with its temporary tables."""
    with (
        engine.connect().execution_options(**{WRITING: True}) as connection,
        Session(connection, expire_on_commit=False) as session,
    ):
        connection.detach()
        yield session


@contextmanager
def collected_by_chunk() -> Iterator[None]:
    """The rows of a chunk live and die together: to look among them for garbage costs a tenth."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


class Sower:
    """Makes histories up to now: the same ones for the same seed, instant and database.

    Only the salts of personal values are secret, and so different each time.
    """

    def __init__(self, session: Session, seed: int) -> None:
        self._session, self._now, self._seed = session, clock.now(), seed
        self._hand = Hand(Random(seed), Pools.read())  # noqa: S311  # nothing secret is drawn
        self._catalogue, self._cast = catalogue(session), read_cast(session)
        self._directory, self._limits = Directory(session), limits(session)

    def sow(self, count: int, tell: Callable[[int], None]) -> None:
        """Write `count` histories; `tell` hears how many there are, again and again."""
        with collected_by_chunk():
            base = self._base(count if count <= MOST else BASE, tell)
        if len(base) < count:
            copies = Copies(self._session, self._catalogue.county.number_prefix, base)
            for turn, done in enumerate(range(BASE, count, BASE), 1):
                copies.copy(turn, min(BASE, count - done))
                tell(min(done + BASE, count))

    def gather(self) -> None:
        """Joint digs and meetings about it all, as of now: at the door, once all is written."""
        hand = Hand(Random(self._seed), self._hand.pools)  # noqa: S311  # as above
        join_digs(self._cast, hand.rng, hand.pools.values["apart"])
        assemble(self._cast, hand)

    def _base(self, count: int, tell: Callable[[int], None]) -> list[int]:
        """Write `count` histories in chunks; the applications' ids."""
        instants = arrivals(self._hand.rng, count, self._now, self._hand.pools.months)
        fates = self._fates(instants)
        ids: list[int] = []
        for first in range(0, count, CHUNK):
            ids += self._chunk(range(first, min(first + CHUNK, count)), instants, fates)
            tell(len(ids))
        return ids

    def _fates(self, instants: Sequence[datetime]) -> dict[int, str]:
        """Which of the histories stand still, and where: the latest that had time to get there."""
        old = [at for at, instant in enumerate(instants) if self._now - instant > STANDING]
        chosen = old[-min(ROUNDS * len(FATES), len(instants) // 3 + 1) :]
        return dict(zip(chosen, cycle(FATES), strict=False))

    def _chunk(
        self, places: range, instants: Sequence[datetime], fates: dict[int, str]
    ) -> list[int]:
        numbers = take(
            self._session, self._catalogue.county.number_prefix, [instants[at] for at in places]
        )
        self._session.commit()
        world = World(self._catalogue, self._directory, self._cast, self._limits)
        stories = [
            self._story(world, number, instants[at], fates.get(at, ""))
            for at, number in zip(places, numbers, strict=True)
        ]
        ids = write(self._session, stories)
        warn(self._session, self._limits, ids, self._now)
        self._session.commit()
        return ids

    def _story(self, world: World, number: str, at: datetime, fate: str) -> Story:
        hand, desks, shares = self._hand, self._cast.desks, self._hand.pools.channels
        (channel,) = hand.rng.choices(list(desks), [shares.get(one, 1) for one in desks])
        clerk = hand.rng.choice(desks[channel])
        story = Story(world, number, at, clerk, hand.application(self._catalogue, channel, at))
        Plot(story, hand, clerk, self._now, fate).run()
        return story
