"""What actions make of the appointments of an application; nothing here asks a database."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.rules.surveys import USUAL, standing
from app.sitework.states.surveys import OPEN, Answer, AskedBy, Outcome, SurveyState
from app.tickets.models import Ticket
from app.workflow.case import Case
from app.workflow.move import Move
from app.workflow.surveys.standing import (
    appointment,
    is_due,
    may_come,
    needs_none,
    own_part,
    parts,
    rounds,
)

ALTERNATIVES = ("alternative_1", "alternative_2")


def slot_of(ticket: Ticket) -> str:
    """How a ticket is called among those of its application."""
    return f"{ticket.service}.{ticket.option}" if ticket.option else ticket.service


def propose(move: Move) -> None:
    """A new appointment for all who are asked; the one that stood is kept as moved.

    Whoever proposes exactly what stands agrees to it.
    """
    stands, wanted = appointment(move), _wanted(move)
    if stands and _agrees(move, stands, wanted):
        _say(move, stands, Answer.yes)
        return
    came = [one for one in parts(move, stands) if one.outcome is None] if stands else []
    invited = _invited(move, {one.ticket_id for one in came})
    survey = Survey(
        application_id=move.ticket.application_id,
        round=max((one.round for one in rounds(move)), default=0) + 1,
        ticket_id=move.ticket.id,
        organisation_id=move.ticket.organisation_id,
        moved_from=stands.round if stands else None,
        reason=move.input.get("reason"),
        asked_by=AskedBy(move.input["asked_by"]) if "asked_by" in move.input else None,
        proposed_by_id=move.actor.user_id,
        proposed_at=move.at,
        **wanted,
    )
    made = [_part(survey, one) for one in invited]
    _answer(made[0], move, Answer.yes)
    survey.state = standing(made)
    for part in came:
        _end(part, Outcome.moved, move.at)
    if stands:
        held = standing(parts(move, stands)) is SurveyState.held
        _close(stands, SurveyState.held if held else SurveyState.moved, move.at)
    _appoint(move, survey, invited, {one.ticket_id for one in came})
    move.made += [survey, *made]


def answer(move: Move) -> None:
    """What one utility says; whoever was not asked joins in."""
    survey, given = appointment(move), Answer(move.input["answer"])
    assert survey is not None  # noqa: S101  # the guard has seen it
    _say(move, survey, given)


def record(move: Move) -> None:
    """Its survey is made: the part has ended, and with the last one the appointment was held."""
    part, survey = own_part(move, move.ticket), appointment(move)
    if part and survey:
        _end(part, Outcome.recorded, move.at)
        _settle(survey, parts(move, survey), move.at)


def follow(case: Case, move: Move) -> None:
    """Whoever has no survey ahead any more drops out of the appointment by itself."""
    for ticket in case.tickets:
        before = case.before[ticket]
        if before["survey_at"] is None or _stays(ticket, before):
            continue
        if may_come(ticket) and before["organisation_id"] == ticket.organisation_id:
            continue
        part, survey = own_part(move, ticket), appointment(move)
        if part and survey:
            _end(part, Outcome.left, move.at)
            ticket.survey_at = None if ticket.ended_at is None else ticket.survey_at
            _settle(survey, parts(move, survey), move.at)
            _tell_lead(move, survey, part, "survey_left")


def _stays(ticket: Ticket, before: Mapping[str, Any]) -> bool:
    """Whether it is where it was before the action."""
    here = ticket.state, ticket.stage, ticket.organisation_id
    return here == (before["state"], before["stage"], before["organisation_id"])


def _agrees(move: Move, stands: Survey, wanted: dict[str, Any]) -> bool:
    """Whether nothing would change by it; the lead may have meant to ask others."""
    asks_others = stands.ticket_id == move.ticket.id and "participants" in move.input
    same = all(getattr(stands, name) == value for name, value in wanted.items())
    return same and not asks_others


# ------------------------------------------------------------ who takes part
def _invited(move: Move, came: set[int]) -> list[Ticket]:
    """Whoever proposes first; then those named, or all that are at it or were asked before."""
    named, own = move.input.get("participants"), move.ticket
    others = [one for one in move.tickets if one is not own and may_come(one)]
    if named is not None:
        return [own, *(one for one in others if slot_of(one) in named)]
    due = (one for one in others if is_due(one) and not needs_none(move, one))
    asked = {one.id for one in due} | came
    return [own, *(one for one in others if one.id in asked)]


def _part(survey: Survey, ticket: Ticket) -> SurveyPart:
    return SurveyPart(
        application_id=survey.application_id,
        round=survey.round,
        ticket_id=ticket.id,
        organisation_id=ticket.organisation_id,
        number=ticket.number,
        service=ticket.service,
        option=ticket.option,
        answer=Answer.waiting,
    )


def _wanted(move: Move) -> dict[str, Any]:
    """The appointment that was entered, as columns."""
    entered = move.input
    alternatives = [entered[one] for one in ALTERNATIVES if one in entered]
    return {
        "survey_at": datetime.fromisoformat(entered["survey_at"]),
        "minutes": entered.get("minutes", USUAL),
        "meeting_place": entered.get("place"),
        "alternatives": list(dict.fromkeys(alternatives)),
    }


# ------------------------------------------------------------ answers
def _say(move: Move, survey: Survey, given: Answer) -> None:
    ticket, before = move.ticket, survey.state
    part, every = own_part(move, ticket), parts(move, survey)
    if part is None:
        part = _part(survey, ticket)
        every.append(part)
        move.made.append(part)
    _answer(part, move, given)
    ticket.survey_at = survey.survey_at
    if given is Answer.not_needed:
        _end(part, Outcome.not_needed, move.at)
        ticket.survey_at = None
    _settle(survey, every, move.at)
    if survey.state is SurveyState.agreed and before is SurveyState.proposed:
        _tell(move, survey, every, "survey_agreed")
    else:
        _tell_lead(move, survey, part, f"survey_{given}")


def _answer(part: SurveyPart, move: Move, given: Answer) -> None:
    entered = move.input if given != Answer.yes else {}
    other = entered.get("other_at") if given == Answer.other else None
    part.answer, part.reason = given, entered.get("reason")
    part.other_at = datetime.fromisoformat(other) if other else None
    part.answered_by_id, part.answered_at = move.actor.user_id, move.at
    _count(part)


def _settle(survey: Survey, every: Iterable[SurveyPart], at: datetime) -> None:
    """How the appointment stands now."""
    found = standing(every)
    if found not in OPEN:
        _close(survey, found, at)
    elif found is not survey.state:
        survey.state = found
        _count(survey)


def _end(part: SurveyPart, outcome: Outcome, at: datetime) -> None:
    part.outcome, part.ended_at = outcome, at
    _count(part)


def _close(survey: Survey, state: SurveyState, at: datetime) -> None:
    survey.state, survey.ended_at = state, at
    _count(survey)


def _count(row: Survey | SurveyPart) -> None:
    """A later version of what is stored; what is being made has its first."""
    if row.version is not None:
        row.version += 1


# ------------------------------------------------------------ who is told
def _appoint(move: Move, survey: Survey, invited: Sequence[Ticket], came: set[int]) -> None:
    """Every ticket that takes part shows the time; each other utility is told."""
    kind = "survey_moved" if survey.moved_from else "survey_proposed"
    for ticket in move.tickets:
        if ticket in invited:
            ticket.survey_at = survey.survey_at
        elif ticket.id in came:
            ticket.survey_at = None
            _notify(move, ticket, "survey_without")
        if ticket in invited[1:]:
            told = {"survey_at": survey.survey_at.isoformat(), "reason": survey.reason}
            _notify(move, ticket, kind, **told)


def _tell(move: Move, survey: Survey, told: Iterable[SurveyPart], kind: str) -> None:
    """All that still take part, but whoever acts."""
    ahead = {one.ticket_id for one in told if one.outcome is None}
    for ticket in move.tickets:
        if ticket.id in ahead and ticket is not move.ticket:
            _notify(move, ticket, kind, survey_at=survey.survey_at.isoformat())


def _tell_lead(move: Move, survey: Survey, part: SurveyPart, kind: str) -> None:
    """Whoever proposed it, as long as it is still theirs."""
    lead = next((one for one in move.tickets if one.id == survey.ticket_id), None)
    if lead is None or lead.id == part.ticket_id or lead.organisation_id != survey.organisation_id:
        return
    by = move.directory.by_id.get(part.organisation_id)
    _notify(
        move,
        lead,
        kind,
        by=by.name if by else part.number,
        other_at=part.other_at.isoformat() if part.other_at else None,
    )


def _notify(move: Move, ticket: Ticket, kind: str, **told: Any) -> None:
    said = {name: value for name, value in told.items() if value is not None}
    move.tell(kind, about=ticket, **said)
