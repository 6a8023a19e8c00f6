"""Excavations, joint digs and what they do to due dates, as the templates take them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from flask_babel import gettext, ngettext

from app.catalog.kinds import EMPTY
from app.console import display
from app.console.digs.strips import stretch, window
from app.foundation.labels import text
from app.sitework.models.digs import Dig, DigMerge, DigMergePart
from app.sitework.rules.digs import days_between, in_order, why_leading
from app.sitework.rules.stretches import avoided, gap
from app.sitework.states.digs import (
    ANSWER_LABELS,
    DIG_LABELS,
    GROUND_LABELS,
    MERGE_LABELS,
    SIDE_LABELS,
)
from app.sla.rules.waiting import Foreseen
from app.workflow.digging import Known, road_label, whose
from app.workflow.foresight import Expected
from app.workflow.roads import CLAUSE, spared


def dig_row(setting: Known, dig: Dig, *, own: bool = False) -> dict[str, Any]:
    """One excavation, as far as everybody may know it; what is noted only on the reader's `own`."""
    side = f" · {text(SIDE_LABELS[dig.side])}" if dig.side else ""
    depth = f" × {dig.depth_m}" if dig.depth_m else ""
    return {
        "number": dig.number,
        "organisation": whose(setting, dig.organisation_id),
        "road": road_label(setting.catalogue, dig),
        "stretch": gettext(
            "%(from_m)s–%(to_m)s m (%(length)s m)",
            from_m=dig.from_m, to_m=dig.to_m, length=dig.length_m,
        ) + side,
        "trench": f"{dig.width_m}{depth} {gettext('m')} · {text(GROUND_LABELS[dig.surface])}",
        "window": window(dig.starts_on, dig.ends_on),
        "state": display.state("dig", dig.state, DIG_LABELS),
        "note": dig.note if own else None,
    }  # fmt: skip


def warnings(setting: Known, digs: Iterable[Dig]) -> list[dict[str, str]]:
    """Roads among them that are not to be dug up, each with the clause; once per road."""
    found = {}
    for dig in digs:
        if protection := spared(setting, dig.road, dig.starts_on):
            found[dig.road] = {
                "tone": "warning",
                "text": f"{protection.reason} {text(CLAUSE)} · "
                + gettext("protected until %(day)s", day=protection.until),
            }
    return list(found.values())


def near_row(setting: Known, own: Dig, other: Dig) -> dict[str, Any]:
    """Another's excavation near one of the ticket's: how near, and what is dug once."""
    metres = avoided([own, other])
    apart = gap(own, other)
    days = days_between(own, other)
    if metres:
        where = gettext("overlaps on %(metres)s m", metres=metres)
    else:
        where = gettext("%(metres)s m apart", metres=apart) if apart else gettext("adjoins")
    between = ngettext("%(num)s day apart", "%(num)s days apart", days)
    when = between if days else gettext("same days")
    return dig_row(setting, other) | {"where": where, "when": when, "metres": metres}


def leading(setting: Known, digs: Sequence[Dig]) -> str:
    """Who leads, and by which rule."""
    ordered = in_order(digs)
    name = whose(setting, ordered[0].organisation_id)
    return gettext("%(name)s leads: %(why)s", name=name, why=why_leading(ordered))  # type: ignore[no-any-return]  # Flask-Babel is untyped


def expected_rows(setting: Known, found: Iterable[Expected]) -> list[dict[str, Any]]:
    """What it would do to each partner."""
    return [
        partner_row(setting, one.dig, one.metres_saved, one.due, leads=at == 0)
        | {"waits": one.waits_until.isoformat() if one.waits_until else EMPTY}
        for at, one in enumerate(found)
    ]


def partner_row(
    setting: Known, dig: Dig, metres: int, due: Foreseen | None, *, leads: bool
) -> dict[str, Any]:
    """A partner: its part, and its due before and after."""
    return {
        "number": dig.number,
        "organisation": whose(setting, dig.organisation_id),
        "role": gettext("leads") if leads else gettext("joins"),
        "stretch": stretch(dig),
        "metres": metres,
        "before": display.moment(due.before) if due else EMPTY,
        "after": display.moment(due.after) if due else EMPTY,
        "moved": _moved(due.before, due.after) if due else "",
    }


def _moved(before: datetime, after: datetime) -> str:
    days = (after - before).days
    if not days:
        return gettext("unchanged")  # type: ignore[no-any-return]  # Flask-Babel is untyped
    return ngettext("%(num)s day later", "%(num)s days later", days)  # type: ignore[no-any-return]  # Flask-Babel is untyped


def days_title() -> str:
    """What the drawing of the windows is called."""
    return gettext("Days")  # type: ignore[no-any-return]  # Flask-Babel is untyped


def merge_row(
    setting: Known, merge: DigMerge, found: Sequence[Expected], own_ticket: int | None
) -> dict[str, Any]:
    """A joint dig: who said what, and what it does, or did, to each."""
    seen = {one.dig.id: one for one in found}
    digs = [one.dig for one in merge.parts]
    return {
        "number": merge.number,
        "road": road_label(setting.catalogue, digs[0]),
        "state": display.state("merge", merge.state, MERGE_LABELS),
        "proposed": f"{whose(setting, merge.organisation_id)} · "
        + display.moment(merge.proposed_at),
        "window": window(merge.starts_on, merge.ends_on),
        "permit": gettext("one for all") if merge.shared_permit else gettext("each its own"),
        "metres": merge.metres_avoided,
        "leading": leading(setting, digs),
        "parts": [_part(setting, merge, one, seen.get(one.dig_id), own_ticket)
                  for one in merge.parts],
    }  # fmt: skip


def _part(
    setting: Known,
    merge: DigMerge,
    part: DigMergePart,
    found: Expected | None,
    own_ticket: int | None,
) -> dict[str, Any]:
    due = found.due if found else None
    if part.due_before and part.due_after:
        due = Foreseen(part.due_before, part.due_after)
    leads = part.dig_id == merge.lead_dig_id
    return partner_row(setting, part.dig, part.metres_saved, due, leads=leads) | {
        "answer": display.state("answer", part.answer, ANSWER_LABELS),
        "reason": part.reason,
        "own": part.ticket_id == own_ticket,
        "waits": EMPTY if leads else merge.starts_on.isoformat(),
    }
