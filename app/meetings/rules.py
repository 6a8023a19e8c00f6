"""How an action stands."""

from datetime import date

from app.meetings.states import ActionState, Due


def due(state: str, due_on: date, today: date) -> Due:
    """An action that isn't done is overdue from the day after its last."""
    if state != ActionState.open:
        return Due(state)
    if due_on < today:
        return Due.overdue
    return Due.today if due_on == today else Due.open


def meeting_number(year: int, running: int) -> str:
    """For example HY2026-0007."""
    return f"HY{year}-{running:04d}"
