"""Columns and forms of values that several sections share."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.catalog.kinds.specification import LABEL, ROW_CODE, SIGN
from app.workflow.bundle.tables import Column

DISTRICT_CODE = {"type": "string", "pattern": r"^[0-9]{6,12}\Z"}


def words(longest: int) -> dict[str, Any]:
    return SIGN | {"maxLength": longest}


def one_of(values: Iterable[str]) -> dict[str, Any]:
    return {"enum": [str(value) for value in values]}


def several(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": values, "minItems": 1, "uniqueItems": True}


NAME = Column("name", words(60), needed=True)
NAME_EN = Column("name_en", words(60))
CODED = Column("code", ROW_CODE, needed=True)
LABELLED = Column("label", LABEL, needed=True)
SORT = Column("sort", {"type": "integer", "minimum": 0, "maximum": 10**6}, default=0)
SAMPLE = Column("sample", {"type": "boolean"}, default=False)
TOWNSHIP = Column("township", DISTRICT_CODE, refers="districts")
PROVIDER = Column("organisation", ROW_CODE, needed=True, refers="organisations", organisation=True)
LONG_NAME = Column("name", words(120), needed=True)
LONG_NAME_EN = Column("name_en", words(120))
