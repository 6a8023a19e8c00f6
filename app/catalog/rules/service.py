"""A service's published document as an object (DESIGN §2)."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.catalog.kinds import Field, asked, clean_form, make_field
from app.catalog.rules.conditions import Tree, evaluate
from app.foundation.labels import Label


@dataclass(frozen=True)
class Fact:
    """What rules ask about; proposed from the answers, set by the utility (DOMAIN §4)."""

    field: Field
    propose: tuple[tuple[Tree | None, Any], ...] = ()

    @property
    def id(self) -> str:
        """The name under which the ticket keeps it."""
        return self.field.id

    def proposed(self, answers: Mapping[str, Any]) -> Any:
        """The first proposal whose condition holds; None when none does."""
        return next(
            (value for when, value in self.propose if when is None or evaluate(when, answers)), None
        )


@dataclass(frozen=True)
class Split:
    """One ticket for each option chosen in `field`; option → suffix of the ticket's number."""

    field: str
    suffixes: Mapping[str, str]


@dataclass(frozen=True)
class ServiceForm:
    """One published version, interpreted; `version_id` 0 is a draft."""

    document: Mapping[str, Any]
    version_id: int = 0
    version: int = 0

    @property
    def code(self) -> str:
        """The natural key of the service."""
        return str(self.document["code"])

    @property
    def label(self) -> Label:
        """What the service is called."""
        return self.document["label"]  # type: ignore[no-any-return]  # a checked document

    @property
    def section(self) -> Label:
        """The title of its block on the official form."""
        return self.document.get("section") or self.label

    @property
    def sort(self) -> int:
        """Its place among the services."""
        return int(self.document.get("sort", 0))

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The block's fields, in order."""
        return tuple(make_field(spec) for spec in self.document["fields"])

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """What its rules may ask about."""
        return tuple(_fact(spec) for spec in self.document.get("facts", ()))

    @cached_property
    def split(self) -> Split | None:
        """By which field the service becomes several tickets."""
        given = self.document.get("split")
        if not given:
            return None
        suffixes = {code: one["suffix"] for code, one in given["options"].items()}
        return Split(given["field"], suffixes)

    @property
    def stages(self) -> tuple[str, ...]:
        """The stages in use, in order."""
        return tuple(self.document["stages"])

    def options(self, answers: Mapping[str, Any]) -> list[str]:
        """One entry per ticket to make; "" where the service isn't split."""
        return list(answers.get(self.split.field) or ()) if self.split else [""]

    def suffix(self, option: str | None = "") -> str:
        """The end of the ticket's number (DOMAIN §8)."""
        return self.split.suffixes[option or ""] if self.split else str(self.document["suffix"])

    def option_label(self, option: str | None) -> Label:
        """What an option is called; empty where there is none."""
        for field in self.fields:
            if self.split and field.id == self.split.field:
                return dict(field.options()).get(option or "", option or "")
        return ""

    def attrs(self, answers: Mapping[str, Any], option: str | None) -> dict[str, Any]:
        """What one ticket keeps of the answers: the option is its own column."""
        chosen = self.split.field if option and self.split else None
        return {key: value for key, value in answers.items() if key != chosen}

    def shown(self, roles: Collection[str]) -> tuple[Field, ...]:
        """The fields of one ticket that these roles may see; its option is a column of its own."""
        split = self.split.field if self.split else None
        return tuple(
            one
            for one in self.fields
            if one.id != split and (not one.roles or not set(one.roles).isdisjoint(roles))
        )

    def clean(self, raw: Any, prefix: str = "") -> dict[str, Any]:
        """Canonical answers; raises Invalid with every problem at `prefix` + field id."""
        return clean_form(self.fields, raw, prefix=prefix)

    def kept(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Of answers that were corrected those whose fields are still asked; unknown ones stay."""
        fields, found = {one.id: one for one in self.fields}, dict(answers)
        for name, field in fields.items():
            if name in found and not asked(field, found):
                del found[name]
        return found

    def propose(self, answers: Mapping[str, Any]) -> dict[str, Any]:
        """Facts that follow from the answers."""
        found = {fact.id: fact.proposed(answers) for fact in self.facts}
        return {name: value for name, value in found.items() if value is not None}

    def inputs(self, verb: str) -> tuple[Field, ...]:
        """What the service asks besides at this action."""
        facts = {fact.id: fact.field for fact in self.facts}
        every = self.document.get("inputs", {}).get(verb, ())
        return tuple(facts[one] if isinstance(one, str) else make_field(one) for one in every)

    def notices(self, answers: Mapping[str, Any]) -> list[Label]:
        """What the applicant should know about these answers."""
        every = self.document.get("notices", ())
        return [one["text"] for one in every if evaluate(one["when"], answers)]


def _fact(spec: Mapping[str, Any]) -> Fact:
    propose = tuple((one.get("when"), one["value"]) for one in spec.get("propose", ()))
    return Fact(make_field({k: v for k, v in spec.items() if k != "propose"}), propose)


def digest(document: Any) -> str:
    """SHA-256 of the canonical JSON: equal documents have equal digests, whatever their order."""
    plain = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
