"""The county's whole configuration: validate → diff → apply → roll back, and export (DESIGN §2).

Files become rows by section (`files`, `syntax`); a section knows what its rows may hold and how
they are stored (`sections`, `tables`, `services`, `county`); which there are stands in `declared`.
"""

from app.workflow.bundle import declared
from app.workflow.bundle.files import COUNTY, load
from app.workflow.bundle.publishing import (
    Change,
    apply,
    changes,
    load_bundle,
    read_state,
    roll_back,
)
from app.workflow.bundle.syntax import BundleError

__all__ = [
    "COUNTY",
    "BundleError",
    "Change",
    "apply",
    "changes",
    "declared",
    "load",
    "load_bundle",
    "read_state",
    "roll_back",
]
