"""The sections of this county: one declaration per table, and the county's own document."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session

from app.applications.states import Channel
from app.catalog.kinds.checking import Found, schema_problems
from app.catalog.kinds.specification import CODE, LABEL, ROW_CODE, SIGN
from app.catalog.models import County, District, Reason, RoleLabel, Route
from app.foundation.permissions import Permission
from app.people.models import Organisation, Outlet, Specialist
from app.people.states import OrganisationKind, OutletKind
from app.security import ROLES
from app.workflow.bundle_sections import Column, Row, State, Table, register
from app.workflow.bundle_services import Services, option_problems

DISTRICT_CODE = {"type": "string", "pattern": r"^[0-9]{6,12}\Z"}
REASON_NOUNS = ("application", "ticket", "approval", "evaluation")
COUNTY = "county"


def _text(longest: int) -> dict[str, Any]:
    return SIGN | {"maxLength": longest}


def _enum(values: Iterable[str]) -> dict[str, Any]:
    return {"enum": [str(value) for value in values]}


def _list(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": values, "minItems": 1, "uniqueItems": True}


NAME = Column("name", _text(60), needed=True)
NAME_EN = Column("name_en", _text(60))
CODED = Column("code", ROW_CODE, needed=True)
LABELLED = Column("label", LABEL, needed=True)
SORT = Column("sort", {"type": "integer", "minimum": 0, "maximum": 10**6}, default=0)
SAMPLE = Column("sample", {"type": "boolean"}, default=False)
TOWNSHIP = Column("township", DISTRICT_CODE, refers="districts")
PROVIDER = Column("organisation", ROW_CODE, needed=True, refers="organisations", organisation=True)
LONG_NAME = Column("name", _text(120), needed=True)
LONG_NAME_EN = Column("name_en", _text(120))


def _verb_problems(row: Row, _state: State) -> Iterator[Found]:
    for at, verb in enumerate(row["verbs"]):
        if not {f"{noun}_{verb}" for noun in REASON_NOUNS} & set(Permission):
            yield f"verbs[{at}]", f"{verb!r} is no action"


def _role_problems(row: Row, _state: State) -> Iterator[Found]:
    if row["code"] not in ROLES:
        yield "code", f"{row['code']!r} is not one of: {', '.join(ROLES)}"


@dataclass(frozen=True)
class CountySection:
    """One object: the county's code, names, number prefix, channels, disclaimer."""

    name: str = COUNTY
    refers: Mapping[str, str] = field(default_factory=dict)
    folder: bool = False
    single: bool = True

    _form = Draft202012Validator(
        {
            "type": "object",
            "required": ["code", "label", "number_prefix", "channels", "disclaimer"],
            "properties": {
                "code": {"type": "string", "pattern": r"^[0-9]{6}\Z"},
                "label": LABEL,
                "number_prefix": {"type": "string", "pattern": r"^[0-9A-Z]{2,12}\Z"},
                "disclaimer": LABEL,
                "channels": _list(
                    {
                        "type": "object",
                        "required": ["code", "label"],
                        "properties": {"code": _enum(Channel), "label": LABEL},
                        "additionalProperties": False,
                    }
                ),
            },
            "additionalProperties": False,
        }
    )

    def key(self, _row: Row) -> str:
        """There is one."""
        return COUNTY

    def formal(self, row: Any) -> list[Found]:
        """Keys and types."""
        return list(schema_problems(self._form, row))

    def check(self, _row: Row, _state: State) -> Iterable[Found]:
        """Nothing beyond its form."""
        return ()

    def read(self, session: Session) -> dict[str, Row]:
        """The document, once there is one."""
        found = session.get(County, 1)
        return {COUNTY: found.document} if found else {}

    def write(self, session: Session, rows: Mapping[str, Row], _actor: str) -> None:
        """Replace the document."""
        found = session.get(County, 1)
        if found is None:
            session.add(County(id=1, document=rows[COUNTY]))
        else:
            found.document = rows[COUNTY]
            found.version += 1
        session.flush()

    def remove(self, _session: Session, _keys: Collection[str]) -> None:
        """A county keeps its settings."""


register(CountySection())
register(
    Table(
        "districts",
        District,
        (
            Column("code", DISTRICT_CODE, needed=True),
            NAME,
            NAME_EN,
            Column("kind", _enum(("town", "township", "other")), needed=True),
            SORT,
        ),
    )
)
register(
    Table(
        "organisations",
        Organisation,
        (
            CODED,
            LONG_NAME,
            LONG_NAME_EN,
            Column("kind", _enum(OrganisationKind), needed=True),
            Column("supervised_by", ROW_CODE, refers="organisations", organisation=True),
            TOWNSHIP,
            SAMPLE,
            SORT,
        ),
    )
)
register(
    Table(
        "outlets",
        Outlet,
        (
            CODED,
            LONG_NAME,
            LONG_NAME_EN,
            PROVIDER,
            Column("kind", _enum(OutletKind), needed=True),
            Column("channels", _list(_enum(Channel)), needed=True),
            TOWNSHIP,
            Column("address", _text(200)),
            Column("hours", _text(120)),
            Column("phone", _text(40)),
            SAMPLE,
            SORT,
        ),
    )
)
register(
    Table(
        "specialists",
        Specialist,
        (CODED, NAME, PROVIDER, Column("phone", _text(40)), SAMPLE, SORT),
    )
)
register(Services())
register(
    Table(
        "routes",
        Route,
        (
            Column("service", CODE, needed=True, refers="services"),
            Column("option", CODE, default=""),
            Column("township", DISTRICT_CODE, default="", refers="districts"),
            PROVIDER,
        ),
        natural=("service", "option", "township"),
        checked=option_problems,
    )
)
register(
    Table(
        "reasons",
        Reason,
        (
            CODED,
            Column("verbs", _list(CODE), needed=True),
            LABELLED,
            Column("legal_basis", _text(200)),
            SAMPLE,
            SORT,
        ),
        checked=_verb_problems,
    )
)
register(Table("roles", RoleLabel, (CODED, LABELLED, SORT), checked=_role_problems))
