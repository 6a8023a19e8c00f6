"""Propose the scheme 方案答复: how the customer will be supplied."""

from collections.abc import Sequence

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say
from app.foundation.permissions import Permission
from app.workflow.action import Action, declare
from app.workflow.move import Move
from app.workflow.relations import worked
from app.workflow.setting import Setting


def fields(_setting: Setting) -> Sequence[Field]:
    """The scheme in words."""
    scheme = {"id": "scheme", "type": "long_text", "label": say("Scheme"), "max_length": 2000}
    return (make_field({**scheme, "required": True}),)


def propose_scheme(_move: Move) -> None:
    """The reply is what was entered; confirming it is the next stage."""


ACTION = declare(
    Action(
        noun="tickets",
        verb="propose_scheme",
        label=say("Reply with scheme"),
        permission=Permission.ticket_propose_scheme,
        relation=worked,
        fields=fields,
        asks=frozenset({"scheme"}),
        effect=propose_scheme,
        rank=40,
    )
)
