"""Lists of work: filters and sorting by links, pages by key, a search that stays out of the address, CSV.

A list lives in its address, so that it can be kept as a bookmark and the Back button works. What is searched for
lies in the session: names and addresses never stand in a URL.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import Response, request, session, url_for

from cesi_site.accounts.models import Account
from cesi_site.core.keyset import Page
from cesi_site.core.languages import _
from cesi_site.core.spreadsheets import as_text
from cesi_site.staff.operations import note_export

CURSOR = "from"
SORT = "sort"
FOUND = "found"
MOST_EXPORTED = 5_000

FilterLink = tuple[str, str, int | None, bool]


@dataclass(frozen=True)
class Listing:
    """A list as its address asks for it: `words` are the filters that are set, each with a value that exists."""

    endpoint: str
    words: Mapping[str, str]
    sort: str
    cursor: str | None
    text: str = ""

    def get(self, name: str) -> str | None:
        """Return the value of a filter, or None where it is not set."""
        return self.words.get(name)

    def url(self, endpoint: str | None = None, **changes: str | None) -> str:
        """Return the address of this list with some filters changed (None: not set), from its first page."""
        words = {**self.words, SORT: self.sort, **({FOUND: "1"} if self.text else {}), **changes}
        given: dict[str, Any] = {name: value for name, value in words.items() if value}
        return url_for(endpoint or self.endpoint, **given)

    def links(
        self, name: str, choices: Iterable[tuple[str | None, str]], counts: Mapping[str | None, int] | None = None
    ) -> list[FilterLink]:
        """Return the links of a filter for the component; choices without a row are left out, unless chosen."""
        chosen = self.get(name)
        return [
            (
                str(label),
                self.url(**{name: value}),
                counts.get(value, 0) if counts is not None else None,
                value == chosen,
            )
            for value, label in choices
            if counts is None or value is None or counts.get(value) or value == chosen
        ]

    def neighbours(self, page: Page[Any]) -> dict[str, str | None]:
        """Return the addresses of the pages before and after, as the pager takes them."""
        return {
            "previous_url": self.url(**{CURSOR: page.before}) if page.before else None,
            "next_url": self.url(**{CURSOR: page.after}) if page.after else None,
        }

    def column(self, label: str, sort: str, *, descending: str | None = None, **options: Any) -> dict[str, Any]:
        """Return a heading by which the list can be sorted; `descending` is the word for the other way round."""
        ways = {sort: "ascending", descending: "descending"}
        target = descending if descending and self.sort == sort else sort
        return {"label": label, "sort_url": self.url(sort=target), "sorted": ways.get(self.sort), **options}

    @property
    def is_filtered(self) -> bool:
        """Whether any filter is set, or something is searched for."""
        return bool(self.words or self.text)


def read_listing(endpoint: str, *, sorts: Sequence[str], **filters: Collection[str]) -> Listing:
    """Read a list from the address of this request; `filters` name the values that each may have."""
    asked = request.args
    words = {name: asked[name] for name, values in filters.items() if asked.get(name) in values}
    sort = asked.get(SORT, "")
    return Listing(
        endpoint=endpoint,
        words=words,
        sort=sort if sort in sorts else sorts[0],
        cursor=asked.get(CURSOR),
        text=str(session.get(_place(endpoint), "")) if FOUND in asked else "",
    )


def keep_search(endpoint: str, text: str | None) -> str:
    """Keep what is searched for, and return the address of the list that shows what was found."""
    if not text:
        session.pop(_place(endpoint), None)
        return url_for(endpoint)
    session[_place(endpoint)] = text
    return f"{url_for(endpoint)}?{FOUND}=1"


def _place(endpoint: str) -> str:
    return f"search {endpoint}"


def csv_file(
    name: str, header: Sequence[str], rows: Sequence[Sequence[Any]], *, by: Account, filters: Mapping[str, str]
) -> Response:
    """Return a list as a file for a spreadsheet, and log that it was made: who, which list, how many rows."""
    note_export(name, rows=len(rows), filters=sorted(filters), by=by)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_cell(value) for value in row] for row in rows)
    # The mark at the start tells spreadsheets that this is UTF-8.
    response = Response(out.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _cell(value: Any) -> str:
    return "" if value is None else as_text(str(value))


def everything(label: str | None = None) -> tuple[None, str]:
    """Return the choice that leaves a filter open."""
    return None, label or _("All")
