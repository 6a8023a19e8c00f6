"""What a package begins with: the excavations planned, or the package before and its refusals."""

from collections.abc import Mapping
from typing import Any

from app.approvals.models import Approval, ApprovalPackage
from app.approvals.rules import latest
from app.approvals.states import ApprovalState
from app.foundation.labels import text
from app.foundation.messages import Message, say
from app.tickets.models import Ticket
from app.workflow.digging import planned_digs, road_label
from app.workflow.setting import Setting

MEASURES = ("off_road", "length_m", "width_m", "green_m2", "trees_moved", "trees_felled")
NONE = {"0", 0, None}


def refused(setting: Setting) -> list[Approval]:
    """Those of the ticket that a department refused and nobody asked for again."""
    every = setting.beside.of(Approval, _application(setting))
    mine = latest(one for one in every if one.ticket_id == setting.row.id)
    return [one for one in mine.values() if one.state is ApprovalState.refused]


def opinions(setting: Setting) -> Message | str:
    """Why they were refused, one after the other; nothing where none was."""
    known, said = setting.catalogue.approval_kinds, []
    for one in refused(setting):
        name = text(known[one.kind].label) if one.kind in known else one.kind
        said.append(
            say("%(kind)s: %(opinion)s", kind=name, opinion=one.results["decide"]["opinion"])
        )
    return say("Refused before. %(opinions)s", opinions=" ".join(map(str, said))) if said else ""


def begins(setting: Setting) -> Mapping[str, Any]:
    """The last package's values with the refused kinds ticked; before the first what is dug."""
    every = setting.beside.of(ApprovalPackage, _application(setting))
    mine = [one for one in every if one.ticket_id == setting.row.id]
    if not mine:
        return planned(setting)
    last = max(mine, key=lambda one: one.round)
    measured = {one: last.facts[one] for one in MEASURES if last.facts.get(one) not in NONE}
    columns = ("works", "place", "entrustment", "road")
    own = {name: getattr(last, name) for name in columns}
    again = {"kinds": [one.kind for one in refused(setting)]}
    return {**own, **again, **measured}


def planned(setting: Setting) -> Mapping[str, Any]:
    """Length, width and road of the ticket's planned excavations; nothing where none is."""
    digs = planned_digs(setting)
    if not digs:
        return {}
    length = sum(one.to_m - one.from_m for one in digs)
    width = max(one.width_m for one in digs)
    road = road_label(setting.catalogue, digs[0])
    return {"length_m": str(length), "width_m": str(width), "road": road}


def _application(setting: Setting) -> int:
    row = setting.row
    assert isinstance(row, Ticket)  # noqa: S101  # packages belong to tickets
    return row.application_id
