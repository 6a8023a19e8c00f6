"""Rules of time limits edited by the office: draft → what-if → publish → retire (DESIGN §3)."""

from app.workflow.slarules import migrating

__all__ = ["migrating"]
