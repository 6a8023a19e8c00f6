"""Whether there are external works: the finding that decides a ticket's way (DOMAIN §4)."""

from app.catalog.kinds import Field, make_field
from app.foundation.messages import say


def external_works_field(*, required: bool) -> Field:
    """“No” leaves out permit and construction, and the survey where it isn't done yet."""
    return make_field(
        {
            "id": "external_works",
            "type": "boolean",
            "label": say("External works"),
            "required": required,
        }
    )
