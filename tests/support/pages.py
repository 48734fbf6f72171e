"""The public pages, found by walking the site from its home page as a visitor does."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

from tests.support.client import find_all, parse

# One form stands behind each date and each training: a few of them show all there is to see.
ONE_FORM_FOR_MANY = re.compile(r"(/../(?:inschrijven|inscription)/)\d+|(/../)(?:opleidingen|formations)/[^/]+(/[^/]+)")
FEW = 3


class Fewer:
    """Tells which pages to look at: all, but of a form that stands behind hundreds of rows the first few."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def wants(self, path: str) -> bool:
        """Whether to look at this page, which was not asked about before."""
        found = ONE_FORM_FOR_MANY.fullmatch(path)
        if found is None:
            return True
        kind = "".join(part or "" for part in found.groups())
        self._seen[kind] += 1
        return self._seen[kind] <= FEW


def fetch(base: str, path: str) -> tuple[str, str]:
    """Return a page's media type and text. The host is asked on loopback: not every system knows *.localhost."""
    host = urlsplit(base)
    connection = HTTPConnection("127.0.0.1", host.port, timeout=20)
    connection.request("GET", path, headers={"Host": host.netloc, "Accept": "text/html"})
    answer = connection.getresponse()
    with closing(connection):
        return answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")


def walk(base: str, start: str) -> list[str]:
    """Return the paths of the pages that links lead to from `start`, on the same host and in its language."""
    seen, waiting, pages, fewer = {start}, [start], [], Fewer()
    while waiting:
        path = waiting.pop(0)
        kind, page = fetch(base, path)
        if kind != "text/html":
            continue
        pages.append(path)
        for link in find_all(parse(page), "a"):
            target = urlsplit(urljoin(base + path, link.get("href") or ""))
            same_site = f"{target.scheme}://{target.netloc}" == base and target.path.startswith(start)
            if same_site and target.path not in seen and not target.path.endswith(".pdf"):
                seen.add(target.path)
                if fewer.wants(target.path):
                    waiting.append(target.path)
    return pages
