"""Views of lists that people saved: the tabs and the menu of a list, and a page of all of them."""

from app.console.saved.lists import of_list

__all__ = ["of_list"]
