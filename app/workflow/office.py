"""The coordinating office as somebody to be told."""

from typing import Any

from app.people.states import OrganisationKind
from app.sla.states import Audience
from app.workflow.move import Move


def tell_office(move: Move, kind: str, **told: Any) -> None:
    """A notice about the row to each coordinating office of the county."""
    for one in move.directory.organisations.values():
        if one.kind == OrganisationKind.office:
            move.tell(kind, organisation_id=one.id, audience=Audience.coordinator, **told)
