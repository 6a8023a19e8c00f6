"""A list as a sheet: the same rows, order, columns and masks, all pages at once."""

from app.console.exporting.download import answer, ways
from app.console.exporting.values import Part

__all__ = ["Part", "answer", "ways"]
