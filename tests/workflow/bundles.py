"""The county's files, changing one, and what must stay as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from app.catalog.models import BundleRelease, CatalogueRevision, Service, ServiceVersion
from app.extensions import db
from app.people.models import Organisation, Outlet
from app.workflow.bundle.syntax import read, write

BUNDLES = Path(__file__).parents[2] / "bundles"
COUNTY = BUNDLES / "huoqiu-2023"
HEATING = BUNDLES / "heating.yaml"


def edit(path: Path, change: Callable[[Any], Any]) -> Path:
    data = read(path.name, path.read_bytes()).data
    change(data)
    path.write_bytes(write(data))
    return path


def snapshot() -> list[Any]:
    """Everything a failed command must leave as it was."""
    tables = (Organisation, Outlet, Service, ServiceVersion, BundleRelease)
    counts = [db.session.scalar(select(func.count()).select_from(table)) for table in tables]
    return [
        *counts,
        *db.session.execute(select(CatalogueRevision.revision, CatalogueRevision.stamp)),
    ]
