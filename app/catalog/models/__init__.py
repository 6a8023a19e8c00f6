"""The county's configuration. What is published is a document; its rows carry natural keys."""

from app.catalog.models.county import (
    IMMUTABLE,
    BundleRelease,
    CatalogueRevision,
    County,
    District,
    Reason,
    RoleLabel,
    Route,
    Service,
    ServiceVersion,
)
from app.catalog.models.works import AbolishedFee, ApprovalKind, Fee, Lane, Road

__all__ = [
    "IMMUTABLE",
    "AbolishedFee",
    "ApprovalKind",
    "BundleRelease",
    "CatalogueRevision",
    "County",
    "District",
    "Fee",
    "Lane",
    "Reason",
    "Road",
    "RoleLabel",
    "Route",
    "Service",
    "ServiceVersion",
]
