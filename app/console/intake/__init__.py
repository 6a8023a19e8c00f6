"""Sheets that people bring: upload, columns, dry run, corrections, writing, undoing."""
