"""The fee guard: nothing is charged that is not in the catalogue (DOMAIN §7)."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.foundation.labels import Label
from app.foundation.messages import Message, say

ASIDE = re.compile(r"[(\[{<〈《【〔「『][^()\[\]{}<>〈〉《》【】〔〕「」『』]*[)\]}>〉》】〕」』]")
"""What stands in brackets."""


@dataclass(frozen=True)
class FeeEntry:
    code: str
    label: Label
    service: str
    unit: Label
    price: str | None
    """A decimal; None where it is agreed or reckoned case by case."""
    legal_basis: str
    note: Label | None = None
    sample: bool = False


@dataclass(frozen=True)
class AbolishedFee:
    """Names that nothing may be charged under; no services: everywhere."""

    names: tuple[str, ...]
    services: tuple[str, ...]
    legal_basis: str
    note: Label | None = None


class Charges(Protocol):
    """What may be charged, and what no longer."""

    @property
    def fees(self) -> Mapping[str, FeeEntry]:
        """By code."""

    @property
    def abolished(self) -> Sequence[AbolishedFee]:
        """By what abolished them."""


def plain(name: str) -> str:
    """A name without what may be written this way or that: width, case, spaces, signs."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(sign for sign in folded if unicodedata.category(sign)[0] in "LN")


def _readings(name: str) -> Iterator[str]:
    """The name as it stands, and without what is said in brackets."""
    yield plain(name)
    short = unicodedata.normalize("NFKC", name)
    while (without := ASIDE.sub("", short)) != short:
        short = without
        yield plain(short)


def banned_by(one: AbolishedFee, service: str, name: str) -> str | None:
    """The abolished name that this one is or contains, where it counts for that service."""
    if one.services and service not in one.services:
        return None
    readings = [reading for reading in _readings(name) if reading]
    sought = ((banned, plain(banned)) for banned in one.names)
    return next((banned for banned, it in sought if it and _in(it, readings)), None)


def _in(sought: str, readings: list[str]) -> bool:
    return any(sought in one for one in readings)


def line(charges: Charges, service: str, name: str) -> FeeEntry | None:
    """The catalogue's line of this service with that code or that name."""
    own = [one for one in charges.fees.values() if one.service == service]
    return next((one for one in own if plain(name) in _names(one)), None)


def _names(fee: FeeEntry) -> set[str]:
    labels = fee.label.values() if isinstance(fee.label, Mapping) else [str(fee.label)]
    return {plain(one) for one in (fee.code, *labels)}


def abolished(charges: Charges, service: str, name: str) -> Message | None:
    """Why nothing of that service may be charged under this name; None: nothing abolished it."""
    for one in charges.abolished:
        if banned := banned_by(one, service, name):
            return say(
                "“%(name)s” may not be charged: %(banned)s was abolished by %(basis)s.",
                name=name, banned=banned, basis=one.legal_basis,
            )  # fmt: skip
    return None


def refusal(charges: Charges, service: str, name: str) -> Message | None:
    """Why this may not be charged for that service; None: it is a line of the catalogue."""
    if said := abolished(charges, service, name):
        return said
    if line(charges, service, name) is None:
        return say(
            "“%(name)s” is not in the catalogue of fees of this service: what is not in it may not"
            " be charged.",
            name=name,
        )  # fmt: skip
    return None
