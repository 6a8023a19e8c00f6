"""Forms beside the actions of which drafts are kept, and who may fill them in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.foundation.permissions import Permission as P
from app.people.models import Organisation, Outlet, Specialist
from app.sla.models import SlaRule


@dataclass(frozen=True)
class KeptForm:
    """Its page, by endpoint; with a `model` it changes a row of that, else it makes a new one."""

    endpoint: str
    needed: P
    model: Any = None


EDITED: Mapping[str, tuple[str, P, Any]] = {
    "organisations": ("OrganisationView", P.organisation_edit, Organisation),
    "outlets": ("OutletView", P.outlet_edit, Outlet),
    "specialists": ("SpecialistView", P.specialist_edit, Specialist),
    "slarules": ("SlaRuleView", P.slarule_edit, SlaRule),
}
FORMS: Mapping[str, KeptForm] = {
    "applications/create": KeptForm("ApplicationView.add", P.application_create),
    **{f"{noun}/add": KeptForm(f"{view}.add", may) for noun, (view, may, _) in EDITED.items()},
    **{
        f"{noun}/edit": KeptForm(f"{view}.edit", may, model)
        for noun, (view, may, model) in EDITED.items()
    },
}
