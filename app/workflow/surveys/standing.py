"""The surveys of the application that a row belongs to, as a declaration may look at them."""

from app.sitework.models.surveys import Survey, SurveyPart
from app.sitework.states.surveys import OPEN, Answer
from app.tickets.models import Ticket
from app.tickets.states import Stage, TicketState
from app.workflow.setting import Setting

HELD = frozenset({TicketState.dispatched, TicketState.in_progress, TicketState.suspended})
BEFORE = frozenset({Stage.accept, Stage.contact, Stage.survey})
AT_IT = frozenset({Stage.contact, Stage.survey})


def case_of(setting: Setting) -> int:
    """The id of the row's application."""
    row = setting.row
    return getattr(row, "application_id", row.id)


def rounds(setting: Setting) -> list[Survey]:
    """Every appointment there was, the latest last."""
    return sorted(setting.beside.of(Survey, case_of(setting)), key=lambda one: one.round)


def appointment(setting: Setting) -> Survey | None:
    """The one that stands."""
    return next((one for one in rounds(setting) if one.state in OPEN), None)


def parts(setting: Setting, survey: Survey) -> list[SurveyPart]:
    """Who takes part in it, or did."""
    every = setting.beside.of(SurveyPart, survey.application_id)
    return [one for one in every if one.round == survey.round]


def own_part(setting: Setting, ticket: Ticket) -> SurveyPart | None:
    """What the ticket has to do with the appointment that stands."""
    every = setting.beside.of(SurveyPart, ticket.application_id)
    mine = (one for one in every if one.ticket_id == ticket.id)
    return next((one for one in mine if one.outcome is None), None)


def siblings(setting: Setting) -> list[Ticket]:
    """All tickets of the application, whoever holds them."""
    return list(setting.tickets) or setting.beside.of(Ticket, case_of(setting))


def may_come(ticket: Ticket) -> bool:
    """Whether its utility has it, and its survey lies ahead."""
    return ticket.state in HELD and ticket.stage in BEFORE


def is_due(ticket: Ticket) -> bool:
    """Whether its utility is in touch with the customer, or looks for a day already."""
    return may_come(ticket) and ticket.stage in AT_IT and ticket.state != TicketState.dispatched


def needs_none(setting: Setting, ticket: Ticket) -> bool:
    """Whether its utility has said, since it has the ticket, that it needs no survey."""
    every = setting.beside.of(SurveyPart, ticket.application_id)
    mine = [one for one in every if one.ticket_id == ticket.id]
    if not mine or mine[-1].answer != Answer.not_needed:
        return False
    last, sent = mine[-1], ticket.dispatched_at
    same = last.organisation_id == ticket.organisation_id
    return same and (sent is None or last.answered_at is None or last.answered_at >= sent)
