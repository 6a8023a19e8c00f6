"""The catalogue's tables as one object."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.catalog import models
from app.catalog.models import (
    ApprovalKind,
    County,
    District,
    Fee,
    Lane,
    Reason,
    Road,
    RoleLabel,
    Route,
    Service,
    ServiceVersion,
)
from app.catalog.queries.entries import (
    ApprovalKindEntry,
    CountySettings,
    DistrictEntry,
    ReasonEntry,
)
from app.catalog.queries.revision import PerRevision
from app.catalog.queries.whole import Catalogue
from app.catalog.rules.fees import AbolishedFee, FeeEntry
from app.catalog.rules.lanes import LaneEntry
from app.catalog.rules.roads import RoadEntry
from app.catalog.rules.service import ServiceForm
from app.people.models import Organisation

SETTINGS = (
    "urge_interval",
    "dig_near_metres",
    "dig_near_days",
    "protected_years_new",
    "protected_years_overhauled",
    "deemed_approval",
    "attachment_max_mb",
)
"""Of the county: what it may leave to the default."""


def _read(session: Session, revision: int) -> Catalogue:
    routes = session.execute(
        select(Route.service, Route.option, Route.township, Organisation.code)
        .join(Organisation)
        .order_by(Route.service, Route.option, Route.township)
    )
    versions = session.execute(
        select(ServiceVersion.document, ServiceVersion.id, ServiceVersion.version)
    )
    current = session.scalars(select(Service.current_version_id).where(Service.active))
    return Catalogue(
        revision=revision,
        county=_county(session.scalars(select(County.document)).one()),
        districts=_districts(session),
        roles={
            one.code: one.label
            for one in session.scalars(
                select(RoleLabel).where(RoleLabel.active).order_by(RoleLabel.sort, RoleLabel.code)
            )
        },
        _reasons=_reasons(session),
        _routes={(one.service, one.option, one.township): one.code for one in routes},
        _published={one.id: ServiceForm(*one) for one in versions},
        _current=tuple(one for one in current if one is not None),
        roads=_roads(session),
        fees=_fees(session),
        abolished=_abolished(session),
        approval_kinds=_approval_kinds(session),
        lanes=_lanes(session),
    )


def _county(document: Mapping[str, Any]) -> CountySettings:
    return CountySettings(
        code=document["code"],
        label=document["label"],
        number_prefix=document["number_prefix"],
        disclaimer=document["disclaimer"],
        channels={one["code"]: one["label"] for one in document["channels"]},
        **{name: document[name] for name in SETTINGS if name in document},
    )


def _districts(session: Session) -> dict[str, DistrictEntry]:
    query = select(District).where(District.active).order_by(District.sort, District.code)
    return {
        one.code: DistrictEntry(one.code, {"zh": one.name, "en": one.name_en or one.name}, one.kind)
        for one in session.scalars(query)
    }


def _reasons(session: Session) -> tuple[ReasonEntry, ...]:
    query = select(Reason).where(Reason.active).order_by(Reason.sort, Reason.code)
    return tuple(
        ReasonEntry(
            one.code, one.label, tuple(one.verbs), one.legal_basis,
            one.holder, one.statutory, one.evidence, one.max_days,
        )
        for one in session.scalars(query)
    )  # fmt: skip


def _in_order(session: Session, model: Any) -> Any:
    return session.scalars(select(model).where(model.active).order_by(model.sort, model.code))


def _roads(session: Session) -> dict[str, RoadEntry]:
    return {
        one.code: RoadEntry(
            one.code, one.label, one.township, one.main, one.bridge,
            one.built_on, one.overhauled_on, one.length_m, one.surface, one.sample,
        )
        for one in _in_order(session, Road)
    }  # fmt: skip


def _fees(session: Session) -> dict[str, FeeEntry]:
    return {
        one.code: FeeEntry(
            one.code, one.label, one.service, one.unit,
            one.price, one.legal_basis, one.note, one.sample,
        )
        for one in _in_order(session, Fee)
    }  # fmt: skip


def _abolished(session: Session) -> tuple[AbolishedFee, ...]:
    return tuple(
        AbolishedFee(tuple(one.names), tuple(one.services or ()), one.legal_basis, one.note)
        for one in _in_order(session, models.AbolishedFee)
    )


def _approval_kinds(session: Session) -> dict[str, ApprovalKindEntry]:
    query = select(ApprovalKind, Organisation.code).join(Organisation).where(ApprovalKind.active)
    rows = session.execute(query.order_by(ApprovalKind.sort, ApprovalKind.code))
    return {
        one.code: ApprovalKindEntry(
            one.code, one.label, department, one.legal_basis, one.sort, one.sample
        )
        for one, department in rows
    }


def _lanes(session: Session) -> tuple[LaneEntry, ...]:
    return tuple(
        LaneEntry(one.code, one.lane, one.label, one.when, one.clause, one.sort, one.sample)
        for one in _in_order(session, Lane)
    )


catalogue = PerRevision(_read)
"""The present catalogue of a session's database."""
