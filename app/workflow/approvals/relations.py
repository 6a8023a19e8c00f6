"""Who has to do with an approval: the department that decides, the utility that asked."""

from app.approvals.models import Approval
from app.catalog.queries import Catalogue
from app.foundation.labels import Label
from app.foundation.messages import Message, say
from app.foundation.permissions import Permission
from app.workflow.setting import Setting


def approval_of(setting: Setting) -> Approval:
    """The row of an action on approvals."""
    assert isinstance(setting.row, Approval)  # noqa: S101  # asked of approvals only
    return setting.row


def permit(setting: Setting) -> Label:
    """What is asked for, as the catalogue calls it."""
    return kind_label(setting.catalogue, approval_of(setting).kind)


def kind_label(known: Catalogue, code: str) -> Label:
    """A kind of approval; its code where the catalogue doesn't know it any more."""
    kind = known.approval_kinds.get(code)
    return kind.label if kind else code


def decided(setting: Setting) -> Message | None:
    """A department decides what is its own."""
    actor = setting.actor
    own = approval_of(setting).organisation_id == actor.organisation_id
    if actor.user_id is None or (own and actor.may(Permission.approval_read_own)):
        return None
    return say("Only the department that decides it can do this.")


def requested(setting: Setting) -> Message | None:
    """A utility acts on the packages it handed in."""
    actor = setting.actor
    own = approval_of(setting).utility_id == actor.organisation_id
    if actor.user_id is None or (own and actor.may(Permission.approval_read_package)):
        return None
    return say("Only the utility that asked for it can do this.")


def running(setting: Setting) -> Message | None:
    """What stands still is resumed first."""
    if approval_of(setting).suspended_at is not None:
        return say("Its time stands still: resume it first.")
    return None
