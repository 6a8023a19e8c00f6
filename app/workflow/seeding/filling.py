"""Forms filled in as people do: what is required, and of the rest as much as is usual."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from app.applications.states import PROPERTY_LABELS
from app.catalog.kinds import Field
from app.catalog.kinds.charges import Charges, amounts
from app.catalog.kinds.choice import ChoiceField
from app.catalog.queries import Catalogue
from app.catalog.rules.service import ServiceForm
from app.foundation import clock
from app.foundation.labels import text
from app.workflow.official_form import BASIC, extras
from app.workflow.seeding.hours import later
from app.workflow.seeding.pools import Pools

ENTERED = 0.9
"""How often an optional field of the official form is filled in, unless the file says more."""
NOTED = 0.03
"""The same for the form of an action."""


class Hand:
    """Somebody who fills in forms, by chance but always the same for one seed."""

    def __init__(self, rng: Random, pools: Pools) -> None:
        self.rng, self.pools = rng, pools

    # ------------------------------------------------------------ the official form
    def application(self, catalogue: Catalogue, channel: str, at: datetime) -> dict[str, Any]:
        """The whole form of one customer."""
        wanted = [form for form in catalogue.services.values() if self._wants(form.code)]
        chosen = wanted or [self.rng.choice(list(catalogue.services.values()))]
        basic = self.fill(BASIC, at, ENTERED) | self.fill(extras(catalogue), at, ENTERED)
        return {
            **basic,
            "channel": channel,
            "property": self.rng.choice(list(PROPERTY_LABELS)),
            "township": self._township(catalogue),
            "services": {form.code: self._answers(form, at) for form in chosen},
        }

    def _wants(self, service: str) -> bool:
        return self.rng.random() < self.pools.wanted.get(service, 0.2)

    def _township(self, catalogue: Catalogue) -> str | None:
        if self.rng.random() > self.pools.filled.get("township", ENTERED):
            return None
        codes = list(catalogue.districts)
        return self.rng.choices(codes, [self.pools.townships.get(one, 1) for one in codes])[0]

    def _answers(self, form: ServiceForm, at: datetime) -> dict[str, Any]:
        return self.fill(form.fields, at, ENTERED, prefix=f"{form.code}.")

    # ------------------------------------------------------------ any form
    def fill(
        self, fields: Iterable[Field], at: datetime, usual: float, *, prefix: str = ""
    ) -> dict[str, Any]:
        """Raw input for these fields, entered at `at`."""
        filled = {}
        for field in fields:
            key = prefix + field.id
            habit = self._habit(key, field.id, usual)
            if field.required or (habit and self.rng.random() < habit):
                filled[field.id] = self._value(field, key, at)
        return {name: value for name, value in filled.items() if value is not None}

    def _habit(self, key: str, name: str, usual: float) -> float:
        filled = self.pools.filled
        return filled.get(key, filled.get(name, usual))

    def _value(self, field: Field, key: str, at: datetime) -> Any:
        pool = self.pools.values.get(key) or self.pools.values.get(field.id)
        if pool:
            drawn = self.rng.choice(pool)
            return self.pools.text(self.rng, drawn) if isinstance(drawn, str) else drawn
        by_kind = BY_KIND.get(field.kind)
        if by_kind:
            return by_kind(self.rng, field, at)
        examples = field.examples or field.schema("zh").get("examples") or [text(field.label, "zh")]
        return self.rng.choice(list(examples))


def _codes(field: Field) -> Sequence[str]:
    assert isinstance(field, ChoiceField)  # noqa: S101  # only those are drawn by code
    return field.codes


def _some(rng: Random, field: Field, _at: datetime) -> list[str]:
    codes = _codes(field)
    return rng.sample(codes, min(len(codes), 1 + int(rng.expovariate(0.9))))


def _day(rng: Random, field: Field, at: datetime) -> str:
    """Wishes lie ahead; what an action records is of its own day."""
    ahead = rng.randint(15, 120) if not field.required else 0
    return (clock.local(at) + timedelta(days=ahead)).date().isoformat()


def _charged(rng: Random, field: Field, _at: datetime) -> list[str] | None:
    """The fees of the example a little off, else some that the catalogue has."""
    assert isinstance(field, Charges)  # noqa: S101  # no other field has this kind
    if field.examples:
        charged = amounts(rng.choice(field.examples))
        return [
            f"{code} {round(float(much) * rng.uniform(0.9, 1))}" for code, much in charged.items()
        ]
    fees = rng.sample(field.fees, min(len(field.fees), rng.randint(1, 2)))
    return [f"{one.code} {one.price or rng.randrange(300, 90_000, 50)}" for one in fees] or None


BY_KIND: Mapping[str, Callable[[Random, Field, datetime], Any]] = {
    "choice": lambda rng, field, _at: rng.choice(_codes(field)),
    "multi_choice": _some,
    "boolean": lambda rng, _field, _at: rng.choice([True, False]),
    "date": _day,
    "datetime": lambda rng, _field, at: later(rng, at, rng.uniform(1, 3)).isoformat(),
    "charges": _charged,
    "file": lambda _rng, _field, _at: None,
}
