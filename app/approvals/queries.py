"""Which approvals an actor sees."""

from sqlalchemy import ColumnElement, exists, false, or_, true

from app.approvals.models import Approval, ApprovalPackage
from app.foundation.actor import Actor
from app.foundation.permissions import Permission


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The one predicate of approvals (DOMAIN §1); nothing by default.

    A department sees what it decides, a utility its own packages, never those of another.
    """
    if actor.may(Permission.approval_read_all):
        return true()
    views: list[ColumnElement[bool]] = []
    if actor.may(Permission.approval_read_own) and actor.organisation_id is not None:
        views.append(Approval.organisation_id == actor.organisation_id)
    if actor.may(Permission.approval_read_package) and actor.organisation_id is not None:
        views.append(Approval.utility_id == actor.organisation_id)
    if actor.may(Permission.approval_read_outlet):
        views.append(Approval.first_receiver_id.in_(sorted(actor.people)))
        if actor.outlet_id is not None:
            views.append(Approval.outlet_id == actor.outlet_id)
    if actor.may(Permission.approval_read_supervised) and actor.supervised_ids:
        views.append(Approval.utility_id.in_(sorted(actor.supervised_ids)))
    if actor.may(Permission.approval_read_township) and actor.township:
        views.append(Approval.township == actor.township)
    return or_(false(), *views)


def visible_packages(actor: Actor) -> ColumnElement[bool]:
    """A package is seen by whoever sees one of its approvals."""
    return exists().where(Approval.package_id == ApprovalPackage.id, visible_to(actor))
