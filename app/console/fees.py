"""The catalogue of fees and the guard: what may be charged, and what no longer (DOMAIN §7)."""

from collections.abc import Iterator
from typing import Any

from flask import request
from flask_appbuilder import BaseView, expose
from flask_babel import gettext

from app.access.rules import Needed
from app.catalog.kinds import Field, make_field
from app.catalog.queries import Catalogue
from app.catalog.rules.fees import AbolishedFee, FeeEntry, line, refusal
from app.console.forms import CatalogueForm
from app.console.naming import known
from app.foundation.labels import text
from app.foundation.messages import say
from app.foundation.permissions import Permission as P


class FeeView(BaseView):
    """Read here, published with the county's configuration."""

    route_base = "/fees"
    default_view = "list"
    permits: dict[str, Needed] = {"list": P.fee_read}

    @expose("/list/", methods=["GET"])
    def list(self) -> Any:
        """Services with their lines and abolished names; a name can be tried."""
        catalogue = known()
        sent = request.args if {"service", "name"} & request.args.keys() else None
        form = CatalogueForm(_asked(catalogue), sent)
        tried = sent is not None and form.validate()
        return self.render_template(
            "lianban/fees.html",
            title=gettext("Fees"),
            form=form,
            verdict=_verdict(catalogue, form) if tried else None,
            everywhere=[_told(one) for one in catalogue.abolished if not one.services],
            groups=[*_groups(catalogue)],
            disclaimer=text(catalogue.county.disclaimer),
        )


def _asked(catalogue: Catalogue) -> Iterator[Field]:
    services = [{"code": k, "label": v.label} for k, v in catalogue.services.items()]
    asked = {"id": "service", "type": "choice", "label": say("Service"), "choices": services}
    yield make_field({**asked, "required": True})
    name = {"id": "name", "type": "text", "label": say("Name of the fee"), "required": True}
    yield make_field({**name, "max_length": 60})


def _verdict(catalogue: Catalogue, form: CatalogueForm) -> dict[str, str]:
    service, name = form.entered["service"], form.entered["name"]
    refused = refusal(catalogue, service, name)
    if refused:
        return {"tone": "danger", "said": str(refused)}
    found = line(catalogue, service, name)
    basis = found.legal_basis if found else ""
    said = gettext("“%(name)s” may be charged: %(basis)s.", name=name, basis=basis)
    return {"tone": "success", "said": said}


def _groups(catalogue: Catalogue) -> Iterator[dict[str, Any]]:
    for code, form in catalogue.services.items():
        yield {
            "label": text(form.label),
            "lines": [_line(one) for one in catalogue.fees.values() if one.service == code],
            "abolished": [_told(one) for one in catalogue.abolished if code in one.services],
        }


def _line(fee: FeeEntry) -> dict[str, Any]:
    return {
        "code": fee.code,
        "label": text(fee.label),
        "price": fee.price,
        "unit": text(fee.unit),
        "basis": fee.legal_basis,
        "note": text(fee.note) if fee.note else "",
        "sample": fee.sample,
    }


def _told(one: AbolishedFee) -> dict[str, Any]:
    note = text(one.note) if one.note else ""
    return {"names": one.names, "basis": one.legal_basis, "note": note}
