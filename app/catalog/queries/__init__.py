"""The catalogue as the processes see it: read once per revision, asked without SQL (DESIGN §2)."""

from app.catalog.queries.entries import (
    ApprovalKindEntry,
    CountySettings,
    DistrictEntry,
    Filterable,
    ReasonEntry,
)
from app.catalog.queries.present import catalogue
from app.catalog.queries.revision import PRESENT, PerRevision, forget, notice
from app.catalog.queries.whole import Catalogue

__all__ = [
    "PRESENT",
    "ApprovalKindEntry",
    "Catalogue",
    "CountySettings",
    "DistrictEntry",
    "Filterable",
    "PerRevision",
    "ReasonEntry",
    "catalogue",
    "forget",
    "notice",
]
