"""How answers compare: what lists can be filtered by, and in which ways."""

from collections.abc import Mapping
from enum import StrEnum

LONGEST = 200
"""Characters by which texts compare."""


class Sort(StrEnum):
    """Numbers compare as numbers, everything else by code point in its canonical form."""

    text = "text"
    code = "code"
    number = "number"
    day = "day"
    instant = "instant"
    flag = "flag"


OPERATORS: Mapping[Sort, tuple[str, ...]] = {
    Sort.text: ("eq", "sw", "in"),
    Sort.code: ("eq", "neq", "in"),
    Sort.number: ("eq", "neq", "gt", "ge", "lt", "le"),
    Sort.day: ("eq", "neq", "gt", "ge", "lt", "le"),
    Sort.instant: ("gt", "ge", "lt"),
    Sort.flag: ("eq",),
}
"""The operators of filters, as FAB calls them; `ge` and `le` are ours."""
