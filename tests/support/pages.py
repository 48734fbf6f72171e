"""The public pages, found by walking the site from its home page as a visitor does."""

from __future__ import annotations

from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urljoin, urlsplit

from tests.support.client import find_all, parse


def fetch(base: str, path: str) -> tuple[str, str]:
    """Return a page's media type and text. The host is asked on loopback: not every system knows *.localhost."""
    host = urlsplit(base)
    connection = HTTPConnection("127.0.0.1", host.port, timeout=20)
    connection.request("GET", path, headers={"Host": host.netloc, "Accept": "text/html"})
    answer = connection.getresponse()
    with closing(connection):
        return answer.headers.get_content_type(), answer.read().decode("utf-8", "replace")


def walk(base: str, start: str) -> list[str]:
    """Return the paths of all pages that links lead to from `start`, on the same host and in its language."""
    seen, waiting, pages = {start}, [start], []
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
                waiting.append(target.path)
    return pages
