"""Once a service is chosen, its answers are columns and inputs of the list of tickets."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.console.reading import main_of, tickets_in
from tests.support.clients import Client
from tests.workflow.stories import dispatched, ticket_of

pytestmark = pytest.mark.usefixtures("session")
Console = Callable[..., Client]
WATER = "/tickets/list/?_flt_0_service=water"


def inputs(page: str) -> dict[str, str]:
    """Name of each input of the search bar → which answer it asks."""
    names = re.findall(r'name="(_flt_\d+_(attrs\.[a-z_.]+))"', page)
    return dict(names)


def heads(page: str) -> list[str]:
    """What the table's columns are called."""
    return [re.sub(r"<[^>]+>|[▼▲]", "", one).strip() for one in re.findall(r"<th.*?</th>", page)]


def test_list_of_one_service_has_its_answers_as_columns(console: Console) -> None:
    dispatched()
    client = console("coordinator")
    every, water = client.get("/tickets/list/").text, client.get(WATER).text
    assert not {"业务类型", "水表口径"} & set(heads(every))
    at = heads(water).index("业务")
    assert heads(water)[at + 1 : at + 3] == ["业务类型", "水表口径"]
    assert "DN100" in main_of(every)
    assert main_of(water).count("DN100") == 1, "in its column, and not under the service too"


def test_search_bar_asks_for_the_answers_of_the_chosen_service(console: Console) -> None:
    client = console("coordinator")
    assert inputs(client.get("/tickets/list/").text) == {}
    asked = inputs(client.get(WATER).text)
    assert set(asked.values()) == {"attrs.business_type", "attrs.meter_dn"}
    power = inputs(client.get("/tickets/list/?_flt_0_service=power").text)
    assert {"attrs.main_capacity.value", "attrs.main_capacity.unit"} < set(power.values())


def test_choices_are_offered_in_words_and_numbers_from_and_up_to(console: Console) -> None:
    page = console("coordinator").get(WATER).text
    assert '<option value="expand">扩容</option>' in page
    assert 'aria-label="水表口径 起"' in page
    assert 'aria-label="水表口径 至"' in page


def test_what_the_search_bar_sends_narrows_the_list(console: Console) -> None:
    small, large = (
        ticket_of(dispatched(services={"water": {"meter_dn": one}}), "water").id
        for one in ("80", "1000")
    )
    client = console("coordinator")
    least, most = sorted(
        name for name, of in inputs(client.get(WATER).text).items() if of == "attrs.meter_dn"
    )
    assert tickets_in(client.get(f"{WATER}&{least}=100").text) == {large}
    assert tickets_in(client.get(f"{WATER}&{least}=&{most}=100").text) == {small}
    assert tickets_in(client.get(f"{WATER}&{least}=80&{most}=1000").text) == {small, large}
    assert client.get(f"{WATER}&{least}=many").status_code == 400


def test_answer_asked_by_a_link_shows_as_a_chip_with_its_label(console: Console) -> None:
    row_id = ticket_of(dispatched(services={"water": {"meter_dn": "80"}}), "water").id
    dispatched(services={"water": {"meter_dn": "100"}})
    page = console("coordinator").get("/tickets/list/?_flt_0_attrs.meter_dn=80").text
    assert tickets_in(page) == {row_id}
    chip = re.search(r'<li class="lb-chip is-on">([^<]+)', page)
    assert chip
    assert chip.group(1).strip() == "水表口径：80"
