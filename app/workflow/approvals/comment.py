"""Comment on a record of this kind, beside its way (app/workflow/comments.py)."""

from app.workflow.comments import declared

ACTION = declared("approvals")
