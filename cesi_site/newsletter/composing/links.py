"""Links in a mailing: made whole, and looked at before they go to thousands of people."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from flask import current_app
from markdown_it.token import Token
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from cesi_site.core.sites import Site, all_sites

SCHEMES = frozenset({"https", "http", "mailto", "tel"})
# The catalogue, services on offer and the newsletter itself: no law obliges anybody to read about them.
PROMOTING_PAGES = ("enrolment.", "public.service", "newsletter.")
PROMOTING_SITE = "onemanagement"


def whole(url: str) -> str:
    """Return a link as a mail needs it: an address of ours may be written from its first slash on."""
    return all_sites()["cesi"].base_url + url if url.startswith("/") and not url.startswith("//") else url


def make_whole(tokens: list[Token]) -> list[str]:
    """Make the links of parsed Markdown whole, where they stand, and return them."""
    found = []
    for token in _link_tokens(tokens):
        url = whole(str(token.attrs.get("href", "")))
        token.attrSet("href", url)
        found.append(url)
    return found


def _link_tokens(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield from (child for child in token.children or () if child.type == "link_open")


def leads_nowhere(url: str) -> bool:
    """Tell whether a link cannot work: of an unknown kind, without a host, or to a page that our sites do not have."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        return True
    if parts.scheme in {"mailto", "tel"}:
        return not parts.path
    site = _site_of(parts.netloc)
    return not parts.netloc if site is None else _endpoint(site, parts.path) is None


def promotes(url: str) -> bool:
    """Tell whether a link leads to the catalogue, to an offer or to another list of ours."""
    parts = urlsplit(url)
    site = _site_of(parts.netloc)
    if site is None:
        return False
    return site.key == PROMOTING_SITE or (_endpoint(site, parts.path) or "").startswith(PROMOTING_PAGES)


def _site_of(host: str) -> Site | None:
    return next((site for site in all_sites().values() if site.host == host.lower()), None)


def _endpoint(site: Site, path: str) -> str | None:
    adapter = current_app.url_map.bind(site.host)
    try:
        endpoint, _ = adapter.match(path or "/", method="GET")
    except RequestRedirect as redirect:
        return _endpoint(site, urlsplit(redirect.new_url).path)
    except HTTPException:
        return None
    return str(endpoint)
