"""Meetings: their lists, pages, forms and minutes."""
