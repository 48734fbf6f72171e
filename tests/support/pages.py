"""The public pages, found by walking the site from its home page as a visitor does."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit
from urllib.request import Request, urlopen

from tests.support.client import find_all, parse


def walk(base: str, start: str) -> list[str]:
    """Return the paths of all pages that links lead to from `start`, on the same host and in its language."""
    seen, waiting = [start], [start]
    while waiting:
        path = waiting.pop(0)
        with urlopen(Request(base + path, headers={"Accept": "text/html"})) as answer:
            if answer.headers.get_content_type() != "text/html":
                continue
            tree = parse(answer.read().decode())
        for link in find_all(tree, "a"):
            target = urlsplit(urljoin(base + path, link.get("href") or ""))
            same_site = f"{target.scheme}://{target.netloc}" == base and target.path.startswith(start)
            if same_site and target.path not in seen:
                seen.append(target.path)
                waiting.append(target.path)
    return seen
