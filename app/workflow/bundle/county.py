"""The county's own settings in a bundle: one object, no list."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator
from sqlalchemy.orm import Session

from app.applications.states import Channel
from app.catalog.kinds.checking import Found, schema_problems
from app.catalog.kinds.specification import LABEL
from app.catalog.models import County
from app.workflow.bundle.sections import Row, State


def _whole(least: int, most: int) -> dict[str, Any]:
    return {"type": "integer", "minimum": least, "maximum": most}


@dataclass(frozen=True)
class CountySection:
    """One object: the county's code, names, number prefix, channels, and what it may set itself."""

    name: str = "county"
    refers: Mapping[str, str] = field(default_factory=dict)
    folder: bool = False
    single: bool = True
    parted_by: str = ""

    _form = Draft202012Validator(
        {
            "type": "object",
            "required": ["code", "label", "number_prefix", "channels", "disclaimer"],
            "properties": {
                "code": {"type": "string", "pattern": r"^[0-9]{6}\Z"},
                "label": LABEL,
                "number_prefix": {"type": "string", "pattern": r"^[0-9A-Z]{2,12}\Z"},
                "disclaimer": LABEL,
                "urge_interval": _whole(1, 700),
                "dig_near_metres": _whole(0, 1000),
                "dig_near_days": _whole(0, 366),
                "protected_years_new": _whole(0, 30),
                "protected_years_overhauled": _whole(0, 30),
                "deemed_approval": {"type": "boolean"},
                "attachment_max_mb": _whole(1, 100),
                "channels": {
                    "type": "array",
                    "minItems": 1,
                    "uniqueItems": True,
                    "items": {
                        "type": "object",
                        "required": ["code", "label"],
                        "properties": {"code": {"enum": list(Channel)}, "label": LABEL},
                        "additionalProperties": False,
                    },
                },
            },
            "additionalProperties": False,
        }
    )

    def key(self, _row: Row) -> str:
        """There is one."""
        return self.name

    def formal(self, row: Any) -> list[Found]:
        """Keys and types."""
        return list(schema_problems(self._form, row))

    def check(self, _row: Row, _state: State) -> Iterable[Found]:
        """Nothing beyond its form."""
        return ()

    def read(self, session: Session) -> dict[str, Row]:
        """The document, once there is one."""
        found = session.get(County, 1)
        return {self.name: found.document} if found else {}

    def write(self, session: Session, rows: Mapping[str, Row], _actor: str) -> None:
        """Replace the document."""
        found = session.get(County, 1)
        if found is None:
            session.add(County(id=1, document=rows[self.name]))
        else:
            found.document = rows[self.name]
            found.version += 1
        session.flush()

    def remove(self, _session: Session, _keys: Collection[str]) -> None:
        """A county keeps its settings."""
