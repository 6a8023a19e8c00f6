"""What keeps a rule from being kept or published, by field."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from app.catalog.rules.conditions import Known, problems
from app.foundation.errors import Invalid
from app.foundation.messages import Message, say
from app.sla.queries import Limits
from app.sla.rules.selection import Rule, in_force, ties
from app.workflow.bundle.limits import SlaRules, known_facts
from app.workflow.bundle.sections import SECTIONS

Document = Mapping[str, Any]
Found = Iterator[tuple[str, Message | str]]
ASKED = ("services", "organisations", "districts", "approvalkinds")
"""Sections of the configuration that conditions name."""


def known_to(session: Session, service: str | None, node: str) -> Known:
    """What the condition of a rule may ask about."""
    state = {name: SECTIONS[name].read(session) for name in ASKED}
    return known_facts(state, service, node)


def check_draft(session: Session, document: Document, known: Limits) -> None:
    """Raise Invalid with every problem at its path."""
    _refuse(SlaRules().formal(dict(document)) or _senseless(session, document, known))


def check_publication(document: Document, known: Limits, today: date) -> None:
    """Raise Invalid where it would apply to nothing, or contradict another rule."""
    rule = Rule(document, date.fromisoformat(document["effective_from"]))
    _refuse([*_overtaken(rule, known, today), *_ties(rule, known)])


def _refuse(found: Iterable[tuple[str, Message | str]]) -> None:
    errors: dict[str, list[Message | str]] = {}
    for path, said in found:
        errors.setdefault(path or "code", []).append(said)
    if errors:
        raise Invalid(errors)


def _senseless(session: Session, document: Document, known: Limits) -> Found:
    facts = known_to(session, document.get("service"), document["node"])
    if document.get("service") and document["service"] not in (facts["service"] or ()):
        yield "service", say("There is no such service.")
    if "when" in document:
        yield from problems(document["when"], facts, "when")
    if document["node"] in document.get("net_of", ()):
        yield "net_of", say("A limit can't leave out its own time.")
    for earlier in known.versions.values():
        if earlier.code == document["code"] and earlier.slot != Rule(document, date.min).slot:
            yield "node", say("A published rule stays with its node; retire it and make another.")
            return


def _overtaken(rule: Rule, known: Limits, today: date) -> Found:
    """Of two versions of one rule the one with the later effective date applies."""
    for one in in_force(known.versions.values(), today):
        if one.code == rule.code and rule.effective_from < one.effective_from:
            yield (
                "effective_from",
                say("Version %(version)s applies since %(day)s: choose that day or a later one.",
                    version=one.version, day=one.effective_from),
            )  # fmt: skip


def _ties(rule: Rule, known: Limits) -> Found:
    """Rules in force on its date, or from a later one, that fit the same cases as closely."""
    others = {one.version_id: one for one in in_force(known.versions.values(), rule.effective_from)}
    later = (one for one in known.versions.values() if one.effective_from > rule.effective_from)
    others |= {one.version_id: one for one in later if not one.retired}
    for other in others.values():
        if other.code != rule.code and ties([rule, other]):
            yield (
                "when",
                say("“%(one)s” and “%(other)s” fit the same cases equally closely: which of them"
                    " would apply? Make one of them more specific.",
                    one=rule.code, other=other.code),
            )  # fmt: skip
