"""A catalogue field as a WTForms field: it reads with `Field.demand` and shows what was typed."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from flask_babel import LazyString
from markupsafe import Markup
from wtforms import widgets
from wtforms.fields import SelectFieldBase
from wtforms.fields.choices import Choice as Option  # type: ignore[attr-defined]  # newer than the stubs
from wtforms.fields.core import Field as FormField
from wtforms.fields.core import UnboundField
from wtforms.validators import StopValidation

from app.catalog.kinds.problem import FieldProblem
from app.foundation.labels import text
from app.foundation.messages import say

if TYPE_CHECKING:
    from app.catalog.kinds.field import Field


def unbound(widget: type["Cleaning"], field: "Field", **kwargs: Any) -> "UnboundField[Any]":
    """The form's declaration of `field`; labels are rendered in the reader's language."""
    label = LazyString(lambda: text(field.label))
    about = LazyString(lambda: text(field.help))
    return UnboundField(
        widget, label, **({"description": about, "default": field.default} | kwargs), field=field
    )


class Cleaning(FormField):
    """Validation is the catalogue field's; `data` is the canonical value once it is valid."""

    widget: Any
    raw_data: list[Any] | None

    def __init__(self, label: Any, *, field: "Field", **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        self.field = field
        self.flags.required = field.required
        self.unit = LazyString(lambda: text(field.unit.label))
        self.unit_before = field.unit.before
        self.shown_if = field.when

    def pre_validate(self, form: Any) -> None:  # noqa: ARG002  # WTForms' signature
        """Read what was typed; WTForms collects the sentence."""
        try:
            self.data = self.field.demand(self.data)
        except FieldProblem as problem:
            raise StopValidation(str(problem.message)) from problem

    def process_formdata(self, valuelist: list[Any]) -> None:
        """What the browser sent; an absent input is an empty one."""
        self.data = valuelist[0] if valuelist else None

    def _value(self) -> str:
        """What was typed, to the letter, else the stored value."""
        return str(self.raw_data[0]) if self.raw_data else self.field.typed(self.data)


class Line(Cleaning):
    widget: Any = widgets.TextInput()


class Area(Cleaning):
    widget: Any = widgets.TextArea()


class Digits(Cleaning):
    """A text input with a number pad: type=number would drop what it can't read."""

    widget: Any = widgets.TextInput()

    def __init__(self, label: Any, **kwargs: Any) -> None:
        super().__init__(label, **kwargs)
        mode = {"integer": "numeric", "phone": "tel"}.get(self.field.kind, "decimal")
        self.render_kw = {"inputmode": mode} | (self.render_kw or {})


class Phone(Digits):
    widget: Any = widgets.TelInput()


class Day(Cleaning):
    widget: Any = widgets.DateInput()


class Moment(Cleaning):
    widget: Any = widgets.DateTimeLocalInput()


class _Options(Cleaning, SelectFieldBase):
    """The options of a choice, from the field's own `options()`."""

    empty = False

    def iter_choices(self) -> Iterator[Option]:
        chosen = set(self.chosen())
        if self.empty and not self.field.required:
            yield Option("", str(say("not stated")), not chosen, {})
        for code, label in self.field.options():
            yield Option(code, label, code in chosen, {})

    def chosen(self) -> list[str]:
        """Codes that are ticked: as sent, else as stored."""
        sent = self.raw_data or ([] if self.data is None else [self.field.typed(self.data)])
        return [str(one) for one in sent if one != ""]


class Radios(_Options):
    """Up to five choices, all in sight; one more to leave the question open."""

    widget: Any = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.RadioInput()
    empty = True


class Select(_Options):
    widget: Any = widgets.Select()
    empty = True


class Checks(_Options):
    """Several choices: a list of boxes."""

    widget: Any = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Every box that was ticked."""
        self.data = list(valuelist)

    def chosen(self) -> list[str]:
        """Codes that are ticked."""
        return [
            str(one) for one in (self.raw_data if self.raw_data is not None else self.data or [])
        ]


class Attached(Checks):
    """Files to tick; new ones come in as `<name>-new` and are the face's to store first."""

    @property
    def new(self) -> str:
        """The name of the input that takes new files."""
        return f"{self.name}-new"

    def tick(self, digests: list[str]) -> None:
        """Choose these too."""
        self.raw_data = self.data = list(dict.fromkeys([*(self.data or []), *digests]))


_option: Any = widgets.Select.render_option


class AmountWidget:
    """A number beside its unit."""

    def __call__(self, field: "Amount", **kwargs: Any) -> Markup:
        kwargs = {"inputmode": "decimal"} | kwargs
        number = widgets.html_params(
            type="text",
            id=field.id,
            name=f"{field.name}-value",
            value=field.part("value"),
            **kwargs,
        )
        chosen = field.part("unit")
        options = Markup("").join(
            _option(Option(code, label, code == chosen, {}))
            for code, label in field.field.options()
        )
        unit = widgets.html_params(
            id=f"{field.id}-unit",
            name=f"{field.name}-unit",
            aria_label=say("%(label)s: %(value)s", label=field.label.text, value=say("unit")),
            class_=kwargs.get("class_") or kwargs.get("class"),
        )
        return Markup(f"<input {number}><select {unit}>{options}</select>")  # noqa: S704  # html_params escapes


class Amount(Cleaning):
    """Two inputs, `<name>-value` and `<name>-unit`, for one value."""

    widget: Any = AmountWidget()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read both inputs where WTForms would read one."""
        super().process(None, *args, **kwargs)
        if formdata is not None:
            parts = ("value", "unit")
            sent = {part: formdata.getlist(f"{self.name}-{part}") for part in parts}
            self.data = {part: sent[part][0] for part in parts if sent[part]} or None
            self.raw_data = [self.data]

    def part(self, part: str) -> str:
        """What stands in one of the two inputs."""
        shown = self.raw_data[0] if self.raw_data else self.data
        return str((shown or {}).get(part) or "")
