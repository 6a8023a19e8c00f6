"""The API every noun is made of: rows through the scope, q checked once, FAB's shapes."""

from typing import Any, ClassVar

from apispec import APISpec
from flask import Response, make_response
from flask_appbuilder.api import ModelRestApi, expose
from marshmallow import Schema

from app.access.actors import current_actor
from app.access.filtering import FreshFilters
from app.access.rules import Needed, allowed, permits
from app.access.scoped import ScopedInterface
from app.api import reading
from app.api.paths import describe
from app.foundation.errors import Malformed, NotFound
from app.foundation.messages import say


class ScopedApi(FreshFilters, ModelRestApi):
    """GET of a list, of one row and of what may be asked.

    Subclasses name `resource_name`, `datamodel`, `row` (the shape of a row), `permits`,
    `search_columns` and `order_columns`. Every refusal is a DomainError, answered as a problem.
    """

    datamodel: ScopedInterface
    row: ClassVar[Schema]
    permits: dict[str, Needed] = {}
    allow_browser_login = True
    include_route_methods: set[str] = {"get_list", "get", "info"}
    page_size = 20

    def __init__(self) -> None:
        shape = type(self).row
        self.list_model_schema = self.show_model_schema = shape
        self.add_model_schema = self.edit_model_schema = shape
        names = list(shape.fields)
        self.list_columns, self.show_columns = names, names
        self.add_columns, self.edit_columns = names, names
        super().__init__()

    @expose("/", methods=["GET"])
    def get_list(self) -> Response:
        """Rows that the actor sees, a page at a time."""
        asked = reading.query(reading.LIST_ASKED)
        shape = self._shape(asked)
        filters = self._filters
        filters.rest_add_filters(asked.get("filters", []))
        column, direction = self._order(asked)
        count, rows = self.datamodel.query(
            filters.get_joined_filters(self._base_filters),
            column,
            direction,
            page=asked.get("page", 0),
            page_size=asked.get("page_size", self.page_size),
        )
        return answer(
            {"count": count, "ids": [one.id for one in rows], "result": shape.dump(rows, many=True)}
        )

    @expose("/<pk>", methods=["GET"])
    def get(self, pk: str) -> Response:
        """One row; its ETag is what If-Match takes."""
        shape = self._shape(reading.query(reading.ONE_ASKED))
        return self.answer_row(self.found(pk), shape=shape)

    @expose("/_info", methods=["GET"])
    def info(self) -> Response:
        """What may be asked of this noun, and what the actor may do with it."""
        actor = current_actor()
        offered = self._filters.get_search_filters()
        return answer(
            {
                "permissions": sorted(
                    name for name, needed in permits(self).items() if allowed(needed, actor)
                ),
                "columns": list(self.column_names()),
                "order_columns": list(self.order_columns),
                "filters": {
                    column: [{"operator": one.arg_name, "name": str(one.name)} for one in filters]
                    for column, filters in offered.items()
                },
            }
        )

    def add_api_spec(self, api_spec: APISpec) -> None:
        """Tell OpenAPI of this noun."""
        describe(self, api_spec)

    def column_names(self) -> dict[str, str]:
        """Name in the answer → name in the shape."""
        return {field.data_key or name: name for name, field in self.row.fields.items()}

    def found(self, pk: str) -> Any:
        """The row; raises NotFound when it is absent or not visible."""
        row = self.datamodel.get(reading.row_id(pk), self._base_filters)
        if row is None:
            raise NotFound
        return row

    def answer_row(self, row: Any, status: int = 200, *, shape: Schema | None = None) -> Response:
        """{"id", "result"} with the row's version as ETag."""
        response = answer({"id": row.id, "result": (shape or self.row).dump(row)}, status)
        response.set_etag(str(row.version))
        return response

    def _shape(self, asked: dict[str, Any]) -> Schema:
        columns = asked.get("columns")
        if not columns:
            return self.row
        known = self.column_names()
        unknown = [one for one in columns if one not in known]
        if unknown:
            said = say("There is no “%(column)s” here.", column=unknown[0][:40])
            raise Malformed(said, {"columns": [said]})
        return type(self.row)(only=[known[one] for one in columns])

    def _order(self, asked: dict[str, Any]) -> tuple[str, str]:
        column = asked.get("order_column", "")
        if not column:
            return self.base_order or ("", "")
        if column not in self.order_columns:
            known = ", ".join(self.order_columns)
            said = say("Can be ordered by: %(known)s.", known=known)
            raise Malformed(said, {"order_column": [said]})
        return column, asked.get("order_direction", "asc")


def answer(content: dict[str, Any], status: int = 200) -> Response:
    """A JSON response."""
    return make_response(content, status)
