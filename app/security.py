"""Roles → permissions, in one table (DOMAIN §1). Which rows is the queries' matter."""

from collections.abc import Iterable

from app.foundation.permissions import Permission as P

DIRECTORY = {
    P.organisation_read,
    P.outlet_read,
    P.service_read,
    P.calendar_read,
    P.slarule_read,
    P.road_read,
    P.fee_read,
    P.approvalkind_read,
}

MEETINGS = {P.meeting_read, P.meeting_action_complete}

CASE_OF_FIRST_RECEIVER = {
    P.application_create,
    P.application_submit,
    P.application_accept,
    P.application_decline,
    P.application_request_supplement,
    P.application_supplement,
    P.application_dispatch,
    P.application_amend,
    P.application_withdraw,
    P.application_hand_over,
    P.application_read_outlet,
    P.ticket_read_outlet,
    P.ticket_transfer,
    P.ticket_decline,
    P.ticket_confirm_scheme,
    P.ticket_refuse_scheme,
    P.ticket_urge,
    P.attachment_add,
    P.approval_read_outlet,
    P.specialist_read,
    P.personal_unmasked,
}

WORK_ON_OWN_TICKETS = {
    P.ticket_read_own,
    P.application_read_ticketed,
    P.ticket_claim,
    P.ticket_send_back,
    P.ticket_transfer,
    P.ticket_hand_over,
    P.ticket_contact,
    P.ticket_schedule_survey,
    P.ticket_answer_survey,
    P.ticket_record_survey,
    P.ticket_propose_scheme,
    P.ticket_confirm_scheme,
    P.ticket_refuse_scheme,
    P.ticket_settle_fees,
    P.ticket_request_approvals,
    P.ticket_start_construction,
    P.ticket_finish_construction,
    P.ticket_schedule_inspection,
    P.ticket_inspect,
    P.ticket_require_rework,
    P.ticket_wait_for,
    P.ticket_stop_waiting,
    P.ticket_connect,
    P.ticket_complete,
    P.ticket_decline,
    P.ticket_suspend,
    P.ticket_resume,
    P.ticket_request_extension,
    P.ticket_reply_supervision,
    P.ticket_plan_dig,
    P.ticket_cancel_dig,
    P.ticket_propose_merge,
    P.ticket_answer_merge,
    P.attachment_add,
    P.approval_read_package,
    P.approval_supplement,
    P.approval_withdraw,
    P.specialist_read,
    P.personal_unmasked,
}

DECIDE_OWN_APPROVALS = {
    P.approval_read_own,
    P.approval_decide,
    P.approval_request_supplement,
    P.approval_suspend,
    P.approval_resume,
    P.attachment_add,
}

COMMENTS = {
    "application_read_": P.application_comment,
    "ticket_read_": P.ticket_comment,
    "approval_read_": P.approval_comment,
}


def _with_comments(granted: Iterable[P]) -> frozenset[P]:
    """Whoever of the house sees such a record may comment on it."""
    granted = frozenset(granted)
    seen = (said for way, said in COMMENTS.items() if any(one.startswith(way) for one in granted))
    return granted.union(seen)


ROLES: dict[str, frozenset[P]] = {
    role: _with_comments(granted)
    for role, granted in {
        "admin": {P.account_manage, P.organisation_read, P.outlet_read},
        "coordinator": DIRECTORY
        | {
            P.application_read_all,
            P.ticket_read_all,
            P.approval_read_all,
            P.ticket_decide_extension,
            P.ticket_urge,
            P.ticket_supervise,
            P.personal_unmasked,
            P.organisation_edit,
            P.outlet_edit,
            P.specialist_read,
            P.specialist_edit,
            P.service_edit,
            P.calendar_edit,
            P.slarule_edit,
            P.journal_read,
            P.meeting_read,
            P.meeting_edit,
            P.staff_arrange,
            P.view_share,
            P.application_hand_over,
            P.ticket_hand_over,
            P.meeting_action_complete,
        },
        "window": DIRECTORY | CASE_OF_FIRST_RECEIVER | MEETINGS,
        "online": DIRECTORY | CASE_OF_FIRST_RECEIVER | MEETINGS,
        "utility": DIRECTORY | WORK_ON_OWN_TICKETS | MEETINGS,
        "utility_api": DIRECTORY | WORK_ON_OWN_TICKETS | MEETINGS,
        "department": DIRECTORY | DECIDE_OWN_APPROVALS | MEETINGS,
        "regulator": DIRECTORY
        | MEETINGS
        | {
            P.application_read_supervised,
            P.ticket_read_supervised,
            P.approval_read_supervised,
            P.ticket_urge,
            P.specialist_read,
        },
        "township": DIRECTORY
        | MEETINGS
        | {
            P.application_read_township,
            P.ticket_read_township,
            P.approval_read_township,
            P.ticket_urge,
        },
        "leader": DIRECTORY
        | {P.application_read_all, P.ticket_read_all, P.approval_read_all, P.meeting_read},
        "auditor": {P.journal_read},
    }.items()
}


OF_LEADS = frozenset({P.staff_arrange_own, P.view_share_own})
"""What whoever leads an organisation may besides: see to its absent people's work, share views."""
PROGRAMS = frozenset({"utility_api"})
"""Roles of those who come by the API: no person stands behind them."""


def granted(roles: Iterable[str], *, leads: bool = False) -> frozenset[P]:
    """What these roles grant together; a role the table doesn't know grants nothing."""
    besides = OF_LEADS if leads else frozenset()
    return besides.union(*(ROLES.get(role, frozenset()) for role in roles))
