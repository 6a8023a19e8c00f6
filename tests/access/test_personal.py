"""Answers that identify a person are masked like the columns of the form (DOMAIN §12)."""

from __future__ import annotations

from typing import Any

from app.access.personal import answers
from app.catalog.kinds import make_field
from tests.workflow.stories import who

ASKED = [
    make_field({"id": "caretaker", "type": "phone", "label": "Caretaker"}),
    make_field({"id": "meter_number", "type": "text", "label": "Meter"}),
]
GIVEN = {"caretaker": "13905641234", "meter_number": "A-1"}


def test_a_phone_number_that_a_service_asks_is_masked_for_leaders_not_for_its_utility(
    session: Any,
) -> None:
    assert answers(who("leader"), ASKED, GIVEN) == GIVEN | {"caretaker": "139****1234"}
    assert answers(who("power"), ASKED, GIVEN) == GIVEN
