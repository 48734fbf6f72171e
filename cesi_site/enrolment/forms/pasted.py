"""A list of participants, pasted from a spreadsheet or a mail: a line each, parts by tab, semicolon or comma."""

from __future__ import annotations

import re
from dataclasses import dataclass

from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.forms import clean_line

LONGEST = {"first_name": 80, "last_name": 80, "function": 120}
HEADINGS = frozenset({"voornaam", "naam", "familienaam", "achternaam", "prénom", "prenom", "nom", "first name", "name"})


@dataclass(frozen=True)
class Person:
    """Somebody on the list, with their parts as they are stored."""

    first_name: str
    last_name: str
    email: str | None = None
    function: str | None = None


class BadLine(ValueError):
    """A line that cannot be read; `number` counts from 1."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def read_list(typed: str) -> list[Person]:
    """Read a list: first name, last name, and perhaps an e-mail address and a position. Raises `BadLine`.

    A first line with headings is passed over.
    """
    people = []
    for number, line in enumerate(typed.split("\n"), start=1):
        if line.strip() and not (number == 1 and _is_heading(line)):
            people.append(_person(line, number))
    return people


def _is_heading(line: str) -> bool:
    return _parts(line)[0].casefold() in HEADINGS


def _parts(line: str) -> list[str]:
    sign = next((sign for sign in "\t;," if sign in line), None)
    return [clean_line(part) for part in (line.split(sign) if sign else re.split(r"\s+", line.strip(), maxsplit=1))]


def _person(line: str, number: int) -> Person:
    parts = _parts(line)
    emails = [part for part in parts if "@" in part]
    words = [part for part in parts if "@" not in part]
    if len(emails) > 1 or len(words) not in {2, 3, 4} or not all(words[:2]):
        raise BadLine(number)
    first, last, *more = words
    function = next((word for word in more if word), None)
    found = {"first_name": first, "last_name": last, "function": function or ""}
    if any(len(value) > LONGEST[name] for name, value in found.items()):
        raise BadLine(number)
    try:
        email = normalise_email(emails[0]) if emails else None
    except BadAddress:
        raise BadLine(number) from None
    return Person(first, last, email, function)
