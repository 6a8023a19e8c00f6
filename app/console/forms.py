"""Forms made from field definitions at request time; what was typed survives every refusal."""

from collections.abc import Iterable
from typing import Any

from wtforms import HiddenField
from wtforms.form import BaseForm

from app.catalog.kinds import Field
from app.foundation.errors import Problems


class CatalogueForm(BaseForm):
    """One input per field definition; also usable as the form of a FormField."""

    def __init__(
        self,
        fields: Iterable[Field],
        formdata: Any = None,
        prefix: str = "",
        **stored: Any,
    ) -> None:
        super().__init__({one.id: one.wtform() for one in fields}, prefix=prefix)
        stored = {key: value for key, value in stored.items() if key not in {"meta", "obj"}}
        self.process(formdata, data=stored)

    @property
    def entered(self) -> dict[str, Any]:
        """Field id → what was entered, as the field's `clean` reads it."""
        return {name: field.data for name, field in self._fields.items()}

    def add_hidden(self, name: str, value: str, formdata: Any) -> None:
        """An input that people don't see, put anew if it is there already."""
        hidden: Any = HiddenField()
        self[name] = hidden
        self[name].process(formdata, value)


def refuse(form: BaseForm, errors: Problems) -> None:
    """Put each problem beside its field, by its dotted path; what has no field goes on top."""
    for path, said in errors.items():
        field = _find(form, path)
        sentences = [str(one) for one in said]
        if field is None:
            form.form_errors = [*form.form_errors, *sentences]
        else:
            field.errors = [*(field.errors or ()), *sentences]


def _find(form: Any, path: str) -> Any:
    """The field of a path; the form's own if the path goes deeper than the form does."""
    if path in form:
        return form[path]
    head, _, rest = path.partition(".")
    if head not in form:
        return None
    inner = form[head]
    return _find(inner.form, rest) if rest and hasattr(inner, "form") else inner
