"""docs/promises.md: every promise has its row, every row is honest about what stands behind it."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from cesi_site.core.settings import PROJECT
from cesi_site.register import Register

# How many promises each chapter has.
CHAPTERS = {"A": 3, "B": 8, "C": 5, "D": 3, "E": 4, "F": 9, "G": 2, "H": 5, "I": 1, "J": 2, "K": 7, "L": 2}
NUMBERS = [f"{chapter}{number}" for chapter, count in CHAPTERS.items() for number in range(1, count + 1)]
STATES = ("Kept", "In part", "Not yet")

_ROW = re.compile(r"^\| ([A-L]\d) \| (.+?) \| \*\*(.+?)\.\*\* (.+?) \| ?(.*?) ?\|$", re.MULTILINE)
_MARK = re.compile(r"""promise\(\s*["']([A-L]\d+)["']\s*\)""")


@dataclass(frozen=True)
class Row:
    """A line of the document."""

    number: str
    promise: str
    state: str
    today: str
    paths: tuple[str, ...]


def read_rows() -> list[Row]:
    text = (PROJECT / "docs" / "promises.md").read_text(encoding="utf-8")
    return [
        Row(number, promise, state, today, tuple(re.findall(r"`([^`]+)`", where)))
        for number, promise, state, today, where in _ROW.findall(text)
    ]


ROWS = read_rows()


def marked_tests() -> dict[str, set[Path]]:
    """The test modules that carry each number."""
    found: defaultdict[str, set[Path]] = defaultdict(set)
    for path in (PROJECT / "tests").rglob("test_*.py"):
        for number in _MARK.findall(path.read_text(encoding="utf-8")):
            found[number].add(path)
    return found


MARKED = marked_tests()


def test_every_promise_has_one_row_in_its_place() -> None:
    assert [row.number for row in ROWS] == NUMBERS


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.number)
def test_a_row_says_how_far_it_is_and_where(row: Row) -> None:
    assert row.state in STATES
    assert row.state == "Not yet" or row.paths
    missing = [path for path in row.paths if not (PROJECT / path).exists()]
    assert not missing, f"{row.number} names what is not there: {missing}"


@pytest.mark.parametrize("row", [row for row in ROWS if row.state == "Kept"], ids=lambda row: row.number)
def test_a_kept_promise_has_a_test_that_carries_its_number(row: Row) -> None:
    named = {PROJECT / path for path in row.paths if path.startswith("tests/")}
    assert named & MARKED[row.number], f"{row.number}: no test named there carries promise({row.number!r})"


def test_tests_carry_known_numbers_only() -> None:
    assert set(MARKED) <= set(NUMBERS)


def test_a_promise_that_is_not_built_is_shown_by_no_test() -> None:
    assert [row.number for row in ROWS if row.state == "Not yet" and row.number in MARKED] == []


def test_activities_name_promises_that_are_at_least_begun(declared: Register) -> None:
    begun = {row.number for row in ROWS if row.state != "Not yet"}
    for activity in declared.activities:
        assert set(activity.promises) <= begun, activity.key
