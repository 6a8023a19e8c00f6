"""Services in a bundle: publishing a document makes an immutable version and points to it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog.kinds.checking import Found, document_problems
from app.catalog.models import Service, ServiceVersion
from app.catalog.rules.service import ServiceForm, digest
from app.security import ROLES
from app.workflow.action import ACTIONS
from app.workflow.bundle.sections import Row, State


def publish(session: Session, document: Mapping[str, Any], actor: str) -> ServiceVersion:
    """The version with exactly this document, made if there is none, in force from now on."""
    wanted = digest(document)
    code = document["code"]
    versions = list(
        session.scalars(
            select(ServiceVersion)
            .where(ServiceVersion.service == code)
            .order_by(ServiceVersion.version)
        )
    )
    found = next((one for one in versions if one.digest == wanted), None)
    if found is None:
        number = versions[-1].version + 1 if versions else 1
        found = ServiceVersion(
            service=code,
            version=number,
            document=dict(document),
            digest=wanted,
            published_by=actor,
        )
        session.add(found)
        session.flush()
    _point(session, code, found, document.get("sort", 0))
    return found


def _point(session: Session, code: str, version: ServiceVersion, sort: int) -> None:
    service = session.scalars(select(Service).where(Service.code == code)).one_or_none()
    if service is None:
        service = Service(code=code, version=0)
        session.add(service)
    service.current_version_id, service.sort, service.active = version.id, sort, True
    service.version += 1
    session.flush()


@dataclass(frozen=True)
class Services:
    """A document each, a file each; taking one away ends new applications, not old ones."""

    name: str = "services"
    refers: Mapping[str, str] = field(default_factory=dict)
    folder: bool = True
    single: bool = False
    parted_by: str = ""

    def key(self, row: Row) -> str:
        """The service's code."""
        return str(row.get("code", ""))

    def formal(self, row: Any) -> list[Found]:
        """The document's own problems, at their paths."""
        return document_problems(row)

    def check(self, row: Row, state: State) -> Iterator[Found]:
        """Its roles and actions exist, its numbers are its own, and somebody serves it all."""
        yield from _role_problems(row)
        yield from _input_problems(row)
        routes = state.get("routes", {})
        form = ServiceForm(row)
        yield from _suffix_problems(form, state)
        for option in form.split.suffixes if form.split else [""]:
            if not {f"{row['code']}//", f"{row['code']}/{option}/"} & set(routes):
                served = f"{row['code']}/{option}" if option else row["code"]
                yield "code", f"no route says who serves {served} in the whole county"

    def read(self, session: Session) -> dict[str, Row]:
        """The documents in force."""
        rows = session.execute(
            select(Service.code, ServiceVersion.document)
            .join(ServiceVersion, Service.current_version_id == ServiceVersion.id)
            .where(Service.active)
            .order_by(Service.sort, Service.code)
        )
        return dict(rows.all())

    def write(self, session: Session, rows: Mapping[str, Row], actor: str) -> None:
        """Publish each document."""
        for row in rows.values():
            publish(session, row, actor)

    def remove(self, session: Session, keys: Collection[str]) -> None:
        """Out of force; every version stays."""
        for service in session.scalars(select(Service).where(Service.code.in_(keys))):
            service.active = False
            service.version += 1
        session.flush()


def _role_problems(row: Row) -> Iterator[Found]:
    for at, one in enumerate(row["fields"]):
        for number, role in enumerate(one.get("roles", [])):
            if role not in ROLES:
                yield f"fields[{at}].roles[{number}]", f"{role!r} is no role"


def _suffix_problems(form: ServiceForm, state: State) -> Iterator[Found]:
    """Tickets of one application differ by their suffixes alone (DOMAIN §8)."""
    path = "split.options" if form.split else "suffix"
    for code, document in state["services"].items():
        if code != form.code:
            for taken in _suffixes(form) & _suffixes(ServiceForm(document)):
                yield path, f"{taken!r} is {code}'s already"


def _suffixes(form: ServiceForm) -> set[str]:
    return set(form.split.suffixes.values()) if form.split else {form.suffix()}


def _input_problems(row: Row) -> Iterator[Found]:
    """A service asks besides what the action asks by itself, never instead."""
    for verb, asked in row.get("inputs", {}).items():
        action = ACTIONS.get(("tickets", verb))
        if action is None:
            yield f"inputs.{verb}", f"{verb!r} is no action on tickets"
            continue
        for at, one in enumerate(asked):
            name = one if isinstance(one, str) else one["id"]
            if name in action.taken:
                yield f"inputs.{verb}[{at}]", f"{name!r} is asked by the action itself"


def option_problems(row: Row, state: State) -> Iterable[Found]:
    """A route names an option that its service has."""
    document = state.get("services", {}).get(row["service"])
    split = document and document.get("split")
    options = sorted(split["options"]) if split else []
    if row.get("option") and row["option"] not in options:
        yield "option", f"{row['option']!r} is not one of: {', '.join(options) or 'no options'}"
