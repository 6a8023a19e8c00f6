"""The closed set of units in which a time limit is counted: one module each."""

from app.foundation.registry import Registry
from app.sla.kinds import day, hour, month, workday
from app.sla.kinds.kind import Kind
from app.sla.states import Unit

__all__ = ["KINDS", "Kind"]

KINDS: Registry[Unit, Kind] = Registry("unit of time")
for _module in (hour, workday, day, month):
    KINDS.add(_module.KIND.unit, _module.KIND)
