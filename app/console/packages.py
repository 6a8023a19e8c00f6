"""Packages of approvals: on the pages of the ticket, of its application, and of each approval."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.access import personal
from app.access.actors import current_actor
from app.access.scoped import visible
from app.approvals.models import Approval, ApprovalPackage, PackageDrawing
from app.approvals.rules import latest
from app.approvals.states import STATE_LABELS, ApprovalState
from app.catalog.kinds import collect
from app.catalog.rules.roads import RoadEntry, protection
from app.catalog.states import LANE_LABELS
from app.console import display, gallery, lights
from app.console.forms import CatalogueForm
from app.console.naming import kind_name, known, record_url, ticket_name
from app.extensions import db
from app.foundation import clock
from app.foundation.labels import text
from app.journal.models import Attachment
from app.tickets.models import Ticket
from app.workflow.available import Availability
from app.workflow.package import LENGTHS, TREES, proposed, road_dug, road_missing

Shown = Mapping[str, Any]
VERB = "request_approvals"


# ---------------------------------------------------------------- what is applied for
def told(package: ApprovalPackage, drawings: Sequence[Attachment]) -> dict[str, Any]:
    """A package as templates take it; `drawings` are those of it that the reader sees."""
    return {
        "round": package.round,
        "rows": list(_rows(package)),
        "lane": display.state("lane", package.lane, LANE_LABELS),
        "proposed": _overridden(package),
        "clause": package.clause,
        "reason": package.lane_reason,
        "warning": warning(package),
        "asked": " · ".join(filter(None, (display.moment(package.requested_at), _asker(package)))),
        "drawings": [gallery.item(one) for one in drawings],
    }


def _asker(package: ApprovalPackage) -> str:
    return display.person(package.requested_by)


def _overridden(package: ApprovalPackage) -> str:
    """The lane that the rules propose, where another was taken."""
    return "" if package.lane == package.proposed_lane else text(LANE_LABELS[package.proposed_lane])


def _rows(package: ApprovalPackage) -> Iterator[dict[str, Any]]:
    yield {"label": gettext("Works"), "value": package.works, "wide": True}
    names = [kind_name(one) for one in package.facts.get("kinds", ())]
    yield {"label": gettext("Applied for"), "value": gettext(", ").join(names), "wide": True}
    yield {
        "label": gettext("Place"),
        "value": personal.place(current_actor(), package.place),
        "wide": True,
    }
    off_road = gettext("Not in a road") if package.facts.get("off_road") else None
    yield {"label": gettext("Road"), "value": package.road or off_road}
    yield from _measures(package.facts)
    if package.entrustment:
        label = gettext("Entrustment of internal pipework")
        yield {"label": label, "value": package.entrustment}
    else:
        yield {"label": gettext("Pipework"), "value": gettext("external only")}


def _measures(facts: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Numbers that say something: nothing of what isn't there."""
    for name, (label, unit) in LENGTHS.items():
        if facts.get(name) not in {None, "0"}:
            yield {"label": text(label), "value": f"{facts[name]} {text(unit)}"}
    for name, label in TREES.items():
        if facts.get(name):
            yield {"label": text(label), "value": facts[name]}


def warning(package: ApprovalPackage) -> str:
    """Why the road was not to be dug up on the day of the request; empty where it was."""
    if not package.facts.get("protected_road"):
        return ""
    road = _road(package.road)
    on, county = clock.local(package.requested_at).date(), known().county
    found = protection(road, on, county) if road else None
    return str(found.reason) if found else gettext("The road is protected from digging.")


def _road(name: str | None) -> RoadEntry | None:
    return next((one for one in known().roads.values() if text(one.label, "zh") == name), None)


def preview(offered: Availability, form: CatalogueForm) -> Shown | None:
    """The lane that the rules propose for what is typed so far; None for other actions."""
    action, setting = offered.action, offered.setting
    if (action.noun, action.verb) != ("tickets", VERB):
        return None
    typed, _ = collect(action.fields(setting), form.entered)
    entry, road = proposed(setting, typed), road_dug(setting, typed)
    spared = protection(road, clock.today(), known().county) if road else None
    missing = road_missing(entry, typed)
    return {
        "url": url_for("ApprovalView.lane", ticket=setting.row.id),
        "names": " ".join(("kinds", "road", "off_road", *LENGTHS, *TREES)),
        "lane": display.state("lane", entry.lane, LANE_LABELS),
        "clause": entry.clause,
        "warning": str(missing or (spared.reason if spared else "")),
    }


def drawings_of(package_ids: Collection[int]) -> Mapping[int, list[Attachment]]:
    """Package → its drawings, as far as the reader sees them: one statement."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    query = (
        select(PackageDrawing.package_id, Attachment)
        .join(Attachment, Attachment.id == PackageDrawing.attachment_id)
        .where(PackageDrawing.package_id.in_(package_ids), visible(Attachment, current_actor()))
        .options(joinedload(Attachment.organisation))
        .order_by(Attachment.id)
    )
    for package_id, attachment in db.session.execute(query):
        found[package_id].append(attachment)
    return found


# ---------------------------------------------------------------- what became of it
def is_asked(page: Any) -> bool:
    """Where a ticket leads past the departments, or has been with them."""
    ticket = page.ticket
    outside = ticket.external_works is not False and "permit" in page.form.stages
    return outside or VERB in ticket.results


def of_ticket(page: Any) -> Shown:
    """Every package, the newest first, with what each department said."""
    ticket = page.ticket
    rows = _visible(Approval.ticket_id == ticket.id)
    offered = next(one for one in page.offered if one.action.verb == VERB)
    again = [
        kind_name(one.kind) for one in latest(rows).values() if one.state is ApprovalState.refused
    ]
    return {
        "groups": [{"label": "", "url": "", "packages": _packages(rows, _drawn(rows))}],
        "again": again,
        "ask_url": f"/actions/tickets/{ticket.id}/{VERB}" if offered.allowed else None,
        "ask_label": gettext("Ask again") if again else str(offered.action.label),
    }


def of_case(page: Any) -> Shown:
    """The packages of all tickets, as far as the reader sees them."""
    tickets = {one.id: one for one in page.tickets}
    grouped: dict[int, list[Approval]] = defaultdict(list)
    every = _visible(Approval.application_id == page.application.id)
    for one in every:
        grouped[one.ticket_id].append(one)
    drawings = _drawn(every)
    return {
        "groups": [
            {"packages": _packages(rows, drawings), **_heading(tickets.get(ticket_id), rows)}
            for ticket_id, rows in sorted(grouped.items())
        ]
    }


def _heading(ticket: Ticket | None, rows: Sequence[Approval]) -> dict[str, str]:
    utility = display.named(rows[0].utility)
    if ticket is None:
        return {"label": utility, "url": ""}
    label = f"{ticket_name(ticket)} · {utility}"
    return {"label": label, "url": record_url("tickets", ticket.id) + "/approvals"}


def _visible(condition: Any) -> list[Approval]:
    query = (
        select(Approval)
        .where(condition, visible(Approval, current_actor()))
        .options(
            joinedload(Approval.organisation),
            joinedload(Approval.utility),
            joinedload(Approval.decided_by),
            joinedload(Approval.package).joinedload(ApprovalPackage.requested_by),
        )
        .order_by(Approval.id)
    )
    return list(db.session.scalars(query))


def _drawn(rows: Iterable[Approval]) -> Mapping[int, list[Attachment]]:
    return drawings_of({one.package_id for one in rows})


def _packages(
    rows: Sequence[Approval], drawings: Mapping[int, list[Attachment]]
) -> list[dict[str, Any]]:
    """The newest first; what a later round asks for again is marked so."""
    last = latest(rows)
    grouped: dict[int, list[Approval]] = defaultdict(list)
    for one in rows:
        grouped[one.package_id].append(one)
    return [
        told(grouped[one][0].package, drawings.get(one, ()))
        | {"approvals": [_approval(each, last) for each in grouped[one]]}
        for one in sorted(grouped, reverse=True)
    ]


def _approval(one: Approval, last: Mapping[str, Approval]) -> dict[str, Any]:
    decided = " · ".join(
        filter(None, (display.moment(one.decided_at), display.person(one.decided_by)))
    )
    return {
        "number": one.number,
        "url": record_url("approvals", one.id),
        "kind": kind_name(one.kind),
        "department": display.named(one.organisation),
        "state": display.state("approval", one.state, STATE_LABELS),
        "replaced": last[one.kind] is not one,
        "light": lights.light_of(one) if one.ended_at is None else None,
        "left": lights.left(one),
        "due": display.moment(one.due_at),
        "decided": decided,
        "said": list(said(one)),
    }


def said(one: Approval) -> Iterator[dict[str, str]]:
    """What the department and the utility told each other about it."""
    entered = one.results
    rows = (
        (gettext("Supplement requested"), entered.get("request_supplement", {}).get("missing")),
        (gettext("Supplemented"), entered.get("supplement", {}).get("added")),
        (gettext("Opinion"), entered.get("decide", {}).get("opinion")),
        (gettext("Conditions"), one.conditions),
        (gettext("Valid until"), one.valid_until and one.valid_until.isoformat()),
    )
    for label, value in rows:
        if value:
            yield {"label": label, "value": value}
