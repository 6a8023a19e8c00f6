"""Rules of time limits in a bundle: publishing a document makes an immutable version."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.kinds.checking import Found, schema_problems
from app.catalog.kinds.specification import CODE, LABEL, ROW_CODE
from app.catalog.rules.conditions import Codes, Known, either, problems
from app.catalog.rules.service import ServiceForm
from app.catalog.states import LaneKind
from app.foundation import clock
from app.sla.models import SlaRule, SlaRuleVersion
from app.sla.rules.deadline import DeadlineError
from app.sla.rules.selection import Rule, ties
from app.sla.states import AfterHours, Audience, Basis, Migration, Node, Unit
from app.workflow.bundle.sections import Row, State

AMOUNT = {
    "oneOf": [
        {"type": "integer", "minimum": 1},
        {"type": "string", "pattern": r"^[0-9]{1,5}(\.[0-9]{1,2})?\Z"},
    ]
}
TERMS = {"unit": {"enum": list(Unit)}, "amount": AMOUNT}
OFFSET = {
    "type": "object",
    "required": ["unit", "amount"],
    "properties": {"unit": {"enum": [Unit.hour, Unit.workday]}, "amount": AMOUNT},
    "additionalProperties": False,
}
LEVEL = {
    "type": "object",
    "required": ["code", "label", "tell"],
    "properties": {
        "code": CODE,
        "label": LABEL,
        "share": {"type": "string", "pattern": r"^(0\.[0-9]{1,4}|1)\Z"},
        "before": OFFSET,
        "after": OFFSET,
        "tell": {"type": "array", "minItems": 1, "items": {"enum": list(Audience)}},
        "always": {"type": "boolean"},
    },
    "oneOf": [{"required": [one]} for one in ("share", "before", "after")],
    "additionalProperties": False,
}
RULE = {
    "type": "object",
    "required": ["code", "label", "node", "unit", "amount"],
    "properties": {
        "code": ROW_CODE | {"maxLength": 60},
        "label": LABEL,
        "node": {"enum": list(Node)},
        "basis": {"enum": list(Basis)},
        "service": CODE,
        "when": {"type": "object"},
        **TERMS,
        "after_hours": {"enum": list(AfterHours)},
        "net_of": {"type": "array", "minItems": 1, "items": {"enum": list(Node)}},
        "levels": {"type": "array", "minItems": 1, "maxItems": 10, "items": LEVEL},
        "effective_from": {"type": "string", "format": "date", "pattern": r"^20\d\d-\d\d-\d\d\Z"},
        "sample": {"type": "boolean"},
        "sort": {"type": "integer", "minimum": 0, "maximum": 10**6},
    },
    "additionalProperties": False,
}


def publish_rule(
    session: Session,
    document: Mapping[str, Any],
    actor: str,
    *,
    migration: Migration = Migration.new_only,
    retired_from: date | None = None,
) -> SlaRuleVersion:
    """The rule's next version; effective from its own date, or from today."""
    code = document["code"]
    rule = session.scalar(select(SlaRule).where(SlaRule.code == code))
    if rule is None:
        rule = SlaRule(code=code, version=0)
        session.add(rule)
    interpreted = Rule(document, clock.today())
    rule.node, rule.basis = interpreted.slot
    rule.service, rule.sort = interpreted.service, document.get("sort", 0)
    rule.draft, rule.active = dict(document), retired_from is None
    rule.version += 1
    last = select(SlaRuleVersion.version).where(SlaRuleVersion.rule == code)
    day = document.get("effective_from")
    version = SlaRuleVersion(
        rule=code,
        version=max(session.scalars(last), default=0) + 1,
        document=dict(document),
        effective_from=retired_from or (date.fromisoformat(day) if day else clock.today()),
        retired=retired_from is not None,
        migration=migration,
        published_by=actor,
    )
    session.add(version)
    session.flush()
    return version


def retire_rule(session: Session, document: Mapping[str, Any], actor: str) -> None:
    """No such limit from today on, nor from a later date that a version was meant for."""
    today = clock.today()
    later = select(SlaRuleVersion.effective_from).where(
        SlaRuleVersion.rule == document["code"], SlaRuleVersion.effective_from > today
    )
    for day in [today, *sorted(set(session.scalars(later)))]:
        publish_rule(session, document, actor, retired_from=day)


@dataclass(frozen=True)
class SlaRules:
    """One file; taking a rule away ends its limit for new clocks."""

    name: str = "slarules"
    refers: Mapping[str, str] = field(default_factory=lambda: {"service": "services"})
    folder: bool = False
    single: bool = False
    parted_by: str = "node"

    _form = Draft202012Validator(RULE, format_checker=Draft202012Validator.FORMAT_CHECKER)

    def key(self, row: Row) -> str:
        """The rule's code."""
        return str(row.get("code", ""))

    def formal(self, row: Any) -> list[Found]:
        """Keys and types, then terms that mean something."""
        return list(schema_problems(self._form, row)) or list(_senseless(row))

    def check(self, row: Row, state: State) -> Iterator[Found]:
        """Its condition asks what there is, and no other rule is as specific."""
        if "when" in row:
            known = known_facts(state, row.get("service"), row["node"])
            yield from problems(row["when"], known, "when")
        others = [one for code, one in state["slarules"].items() if code != row["code"]]
        yield from tie_problems(row, others)

    def read(self, session: Session) -> dict[str, Row]:
        """The rules in force, as they were published."""
        query = (
            select(SlaRuleVersion)
            .join(SlaRule, SlaRule.code == SlaRuleVersion.rule)
            .where(SlaRule.active)
            .order_by(SlaRule.sort, SlaRule.code, SlaRuleVersion.version)
        )
        return {one.rule: one.document for one in session.scalars(query)}

    def write(self, session: Session, rows: Mapping[str, Row], actor: str) -> None:
        """Publish each for new clocks."""
        for row in rows.values():
            publish_rule(session, row, actor)

    def remove(self, session: Session, keys: Collection[str]) -> None:
        """From today on there is no such limit; clocks that run go on."""
        for row in {code: row for code, row in self.read(session).items() if code in keys}.values():
            retire_rule(session, row, "bundle")


def _senseless(row: Row) -> Iterator[Found]:
    rule = Rule(row, date.min)
    try:
        _ = rule.terms
    except DeadlineError as error:
        yield "amount", str(error)
    try:
        _ = rule.levels
    except DeadlineError as error:
        yield "levels", str(error)
    codes = [one["code"] for one in row.get("levels", ())]
    if len(set(codes)) < len(codes):
        yield "levels", "two levels with the same code"


def tie_problems(row: Row, others: list[Row]) -> Iterator[Found]:
    """Another rule that is as specific and can apply to the same subject."""
    rule = Rule(row, date.min)
    for one, other in ties([rule, *(Rule(other, date.min) for other in others)]):
        if one is rule:
            yield "code", f"{row['code']!r} and {other.code!r} can apply to the same and tie"


def known_facts(state: State, service: str | None, node: str) -> Known:
    """What conditions may ask: of one service its fields and facts, of any the common ones too.

    Rules of approvals may ask for the lane and the kind besides, those of their stage for the lane.
    """
    documents = state.get("services", {})
    forms = [ServiceForm(one) for code, one in documents.items() if service in (None, code)]
    known: dict[str, Codes] = {
        "service": list(documents),
        "services": list(documents),
        "option": None,
        "organisation": list(state.get("organisations", {})),
        "township": list(state.get("districts", {})),
        "channel": None,
        "external_works": None,
    }
    for form in forms:
        for asked in (*form.fields, *(fact.field for fact in form.facts)):
            for path, codes in asked.paths().items():
                known[path] = either(known.get(path, codes), codes)
    if node in {Node.approval, Node.permit}:
        known["lane"] = list(LaneKind)
    if node == Node.approval:
        known["kind"] = list(state.get("approvalkinds", {}))
    return known
