"""What an action would do, told before it is done: states, time limits, who is told."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from flask_babel import gettext
from wtforms.form import BaseForm

from app.access.actors import current_actor
from app.console import display, lights
from app.console.naming import KINDS
from app.console.notices import ADDRESSEES
from app.extensions import db
from app.foundation.errors import DomainError
from app.foundation.labels import text
from app.sla.states import BASIS_LABELS, CLOCK_STATE_LABELS, NODE_LABELS, Audience, ClockState
from app.tickets.states import STAGE_LABELS
from app.workflow.directory import Directory
from app.workflow.nouns import BY_KIND
from app.workflow.rehearsal import Change, Limit, Rehearsal, Standing, rehearse


def foretold(noun: str, verb: str, ids: Sequence[int], data: Mapping[str, Any]) -> Rehearsal | None:
    """The rehearsal for whoever asks; None where even that is refused.

    Before anything is read for the page: all that the session knows has expired afterwards.
    """
    try:
        return rehearse(noun, verb, ids, current_actor(), data)
    except DomainError:
        return None


def shown(told: Rehearsal | None, form: BaseForm) -> dict[str, Any] | None:
    """As the template takes it; None where nothing could be done."""
    if told is None or not told.possible:
        return None
    own = [one for one in told.changes if one.acted_on]
    beside = [one for one in told.changes if not one.acted_on]
    return {
        "states": [*_states(own), *_states(beside, named=True)],
        "stages": _stages(told.changes),
        "limits": _limits(told.changes),
        "told": list(_addressees(told)),
        "unanswered": told.unanswered is not None,
        "missing": _missing(told, form),
    }


def _missing(told: Rehearsal, form: BaseForm) -> str:
    """The fields that still want something, in the order of the form."""
    wrong = {path.partition(".")[0] for path in (told.unanswered and told.unanswered.errors) or ()}
    return str(gettext(", ")).join(str(one.label.text) for one in form if one.name in wrong)


def _states(changes: Iterable[Change], *, named: bool = False) -> list[dict[str, Any]]:
    """From which state to which, and how many; of other rows only what changes."""
    counts = Counter((one.kind, *one.state) for one in changes
                     if not named or one.state[0] != one.state[1])  # fmt: skip
    return [
        {
            "what": text(KINDS[kind]) if named else "",
            "before": before and display.state(kind, before, BY_KIND[kind].states),
            "after": display.state(kind, after, BY_KIND[kind].states),
            "same": before == after,
            "count": count,
        }
        for (kind, before, after), count in counts.items()
    ]


def _stages(changes: Iterable[Change]) -> list[dict[str, Any]]:
    moved = (one.stage for one in changes if one.stage[0] != one.stage[1])
    return [
        {
            "before": text(STAGE_LABELS[before]) if before else "",
            "after": text(STAGE_LABELS[after]),
            "count": count,
        }
        for (before, after), count in Counter(moved).items()
        if after
    ]


def _limits(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """What happens to each kind of limit; with its moment where that is the same for all."""
    found: dict[tuple[str, str], list[str]] = {}
    for limit in (limit for one in changes for limit in one.limits):
        name = " · ".join((text(NODE_LABELS[limit.node]), text(BASIS_LABELS[limit.basis])))
        what, when = _fate(limit)
        found.setdefault((name, what), []).append(when)
    return [
        {"name": name, "what": what, "when": whens[0] if len(set(whens)) == 1 else "",
         "count": len(whens)}
        for (name, what), whens in found.items()
    ]  # fmt: skip


def _fate(limit: Limit) -> tuple[str, str]:
    """What becomes of a limit, and its moment in words."""
    before, after = limit.before, limit.after
    if after[0] in (ClockState.met, ClockState.breached, ClockState.void):
        return gettext("stops: %(how)s", how=text(CLOCK_STATE_LABELS[after[0]])), ""
    if after[0] is ClockState.paused:
        left = _left(after)
        return gettext("is paused"), gettext("%(left)s kept", left=left) if left else ""
    due = _due(after[1])
    if before is None:
        return gettext("starts"), due
    return gettext("runs again") if before[0] is ClockState.paused else gettext("moves"), due


def _due(at: datetime | None) -> str:
    return gettext("due %(at)s", at=display.moment(at)) if at else ""


def _left(standing: Standing) -> str:
    return lights.left(SimpleNamespace(due_at=standing[1], left_seconds=standing[2]))


def _addressees(told: Rehearsal) -> Iterator[dict[str, Any]]:
    """Organisations and people of theirs, and by what they learn of it."""
    by_id = Directory(db.session()).by_id
    notices: Counter[tuple[str, str]] = Counter()
    for one in told.told:
        place = by_id.get(one.organisation_id or 0)
        who = display.named(place) if place else gettext("Those who dig nearby")
        whom = "" if one.audience == Audience.organisation else text(ADDRESSEES[one.audience])
        notices[who, whom] += one.count
    for (who, whom), count in notices.items():
        yield {"who": " · ".join(filter(None, (who, whom))), "by": gettext("notice"),
               "count": count}  # fmt: skip
    for organisation, count in told.messages.items():
        if place := by_id.get(organisation):
            by = gettext("message to its system")
            yield {"who": display.named(place), "by": by, "count": count}
