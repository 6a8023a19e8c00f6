"""A catalogue field as a marshmallow field."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from marshmallow import ValidationError, fields

from app.catalog.kinds.problem import FieldProblem

if TYPE_CHECKING:
    from app.catalog.kinds.field import Field


class Cleaned(fields.Field[Any]):
    """Loads through `Field.demand`; apispec reads the schema from the metadata."""

    def __init__(self, field: "Field") -> None:
        optional = {} if field.required else {"load_default": field.default}
        super().__init__(
            required=field.required,
            allow_none=not field.required,
            metadata=field.schema(),
            **optional,
        )
        self.field = field

    def _deserialize(
        self,
        value: Any,
        attr: str | None,  # noqa: ARG002  # marshmallow passes them by name
        data: Mapping[str, Any] | None,  # noqa: ARG002  # likewise
        **kwargs: Any,  # noqa: ARG002  # likewise
    ) -> Any:
        try:
            return self.field.demand(value)
        except FieldProblem as problem:
            raise ValidationError(str(problem.message)) from problem
