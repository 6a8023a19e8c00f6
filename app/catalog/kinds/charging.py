"""Charges in a form: a row of two inputs for each, more rows with JavaScript (lianban.js)."""

from collections.abc import Iterator
from typing import Any

from markupsafe import Markup
from wtforms import widgets

from app.catalog.kinds.inputs import Cleaning
from app.foundation.messages import say

EMPTY_ROWS = 3
"""How many there are to fill in without JavaScript."""
_NAME, _AMOUNT = "fee", "amount"


class ChargesWidget:
    """A small table; the names of the catalogue are offered, any other can be typed."""

    def __call__(self, field: "ChargesInput", **kwargs: Any) -> Markup:
        about = {key: value for key, value in kwargs.items() if key.startswith("aria")}
        rows = Markup("").join(self._row(field, at, *one) for at, one in enumerate(field.rows()))
        group = widgets.html_params(
            role="group", aria_label=field.label.text, class_="lb-charges",
            data_charges=str(say("Total %(amount)s yuan", amount="{}")), **about,
        )  # fmt: skip
        add = Markup('<button type="button" class="btn btn-default btn-sm" data-more hidden>')
        return Markup("<span {}>{}{}{}{}</button> <output></output></span>").format(
            Markup(group),  # noqa: S704  # html_params escapes
            self._offered(field), rows, add, say("Add a fee"),
        )  # fmt: skip

    def _offered(self, field: "ChargesInput") -> Markup:
        option = Markup('<option value="{}" data-price="{}">{}</option>')
        options = (option.format(*one) for one in field.field.offered())  # type: ignore[attr-defined]  # Charges alone has this input
        return Markup('<datalist id="{}-offered">{}</datalist>').format(
            field.id, Markup("").join(options)
        )

    def _row(self, field: "ChargesInput", at: int, name: str, amount: str) -> Markup:
        marked: dict[str, Any] = {"id": field.id} if at == 0 else {}
        if field.errors and field.field.wrong(name, amount):  # type: ignore[attr-defined]  # Charges alone has this input
            marked["aria_invalid"] = "true"
        fee = widgets.html_params(
            type="text", name=f"{field.name}-{_NAME}", value=name, class_="form-control",
            list=f"{field.id}-offered", aria_label=say("Fee"), autocomplete="off", **marked,
        )  # fmt: skip
        sum_ = widgets.html_params(
            type="text", name=f"{field.name}-{_AMOUNT}", value=amount, class_="form-control",
            inputmode="decimal", aria_label=say("Amount in yuan"), placeholder=say("yuan"),
        )  # fmt: skip
        remove = Markup('<button type="button" class="lb-close" data-less hidden aria-label="{}">×')
        inputs = Markup(f"<input {fee}><input {sum_}>")  # noqa: S704  # html_params escapes
        return Markup('<span class="lb-charge">{}{}</button></span>').format(
            inputs, remove.format(say("Remove"))
        )


class ChargesInput(Cleaning):
    """Inputs `<name>-fee` and `<name>-amount`, as many of both, for one list."""

    widget: Any = ChargesWidget()

    def process(self, formdata: Any, *args: Any, **kwargs: Any) -> None:
        """Read the rows where WTForms would read one input; a row left empty is none."""
        super().process(None, *args, **kwargs)
        if formdata is not None:
            typed = (formdata.getlist(f"{self.name}-{part}") for part in (_NAME, _AMOUNT))
            pairs = zip(*typed, strict=False)
            self.data = [f"{fee} {amount}".strip() for fee, amount in pairs if fee or amount]
            self.raw_data = [self.data]

    def rows(self) -> Iterator[tuple[str, str]]:
        """What stands in the rows: as typed, else as stored, then empty ones."""
        shown = self.raw_data[0] if self.raw_data else self.data
        for one in shown or ():
            yield self.field.parted(one)  # type: ignore[attr-defined]  # Charges alone has this input
        yield from [("", "")] * EMPTY_ROWS
