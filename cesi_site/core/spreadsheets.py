"""Text that goes into a spreadsheet."""

from __future__ import annotations

# A spreadsheet takes a cell that begins so for a formula.
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def as_text(value: str) -> str:
    """Return a cell that a spreadsheet reads as text, whatever it begins with (CWE-1236)."""
    return f"'{value}" if value.startswith(FORMULA_SIGNS) else value
