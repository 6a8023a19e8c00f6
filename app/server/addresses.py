"""Numbers in addresses: what no row can have is no page."""

from typing import Any

from flask import Flask
from werkzeug.routing import IntegerConverter

from app.foundation.numbers import DIGITS


class RowNumber(IntegerConverter):
    """As many digits as an INTEGER column holds: what is larger is a 404, not a fault below."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"max": 10**DIGITS - 1, **kwargs})


def init_app(app: Flask) -> None:
    app.url_map.converters["int"] = RowNumber
