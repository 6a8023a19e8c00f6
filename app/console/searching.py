"""The inputs of search bars; what they send is read by app.access.filtering."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from flask_appbuilder.models.sqla.filters import FilterEndsWith
from flask_babel import lazy_gettext
from sqlalchemy import select
from wtforms import SelectField

from app.access.actors import current_actor
from app.access.scoped import visible
from app.console.display import named
from app.console.naming import known
from app.extensions import db
from app.foundation.labels import Label, text


class LastFour(FilterEndsWith):
    """The end of a phone number: no more of it than masks leave in sight."""

    name = lazy_gettext("Ends with")
    arg_name = "ew"

    def apply(self, query: Any, value: str) -> Any:
        """Longer input counts for its last four digits."""
        return super().apply(query, value[-4:])


def one_of(label: Any, options: Callable[[], Iterable[tuple[Any, str]]]) -> SelectField:
    """A drop-down whose options are read when the page is made."""
    return SelectField(label, choices=lambda: list(options()), validate_choice=False)


def coded(labels: Mapping[Any, Label]) -> Callable[[], Iterable[tuple[str, str]]]:
    """The members of an enumeration with their labels."""
    return lambda: [(str(code), text(label)) for code, label in labels.items()]


def rows_of(model: Any) -> Callable[[], Iterable[tuple[int, str]]]:
    """The active rows of a small directory, as far as the actor sees them."""

    def options() -> Iterable[tuple[int, str]]:
        query = select(model).where(model.active, visible(model, current_actor()))
        return [(one.id, named(one)) for one in db.session.scalars(query.order_by(model.sort))]

    return options


def services() -> list[tuple[str, str]]:
    """The services offered now."""
    return [(code, text(form.label)) for code, form in known().services.items()]


def townships() -> list[tuple[str, str]]:
    """The districts of the county."""
    return [(code, text(one.label)) for code, one in known().districts.items()]
