"""Three sites, one application (promise A2): the host that is asked says which site it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, g, has_request_context, request

from cesi_site.core.languages import current_language


@dataclass(frozen=True)
class Site:
    """One of the sites: `key` is its name in code, `name` what people read, `base_url` without a final slash."""

    key: str
    name: str
    base_url: str

    @property
    def host(self) -> str:
        """Host with its port, as it stands in the address bar."""
        return urlsplit(self.base_url).netloc

    @property
    def hostname(self) -> str:
        """Host without its port."""
        return str(urlsplit(self.base_url).hostname)

    @property
    def cookie_domain(self) -> str | None:
        """Domain that this site's cookies share with its neighbours, or None to keep them on the host."""
        labels = self.hostname.split(".")
        if len(labels) < 3 or labels[-1] == "localhost" or labels[-1].isdigit():
            return None
        return ".".join(labels[-2:])


def _sites(config: Mapping[str, Any]) -> dict[str, Site]:
    names = {"cesi": "CESI", "onemanagement": "OneManagement", "mycesi": "MyCESI"}
    return {key: Site(key, name, config[f"SITE_URL_{key.upper()}"]) for key, name in names.items()}


def all_sites() -> dict[str, Site]:
    """Return the sites by their key."""
    sites: dict[str, Site] = current_app.extensions["sites"]
    return sites


def site_of_host(host: str, sites: Mapping[str, Site]) -> Site:
    """Return the site a host (with or without port) stands for; an extra trusted host is the CESI site."""
    name = host.rsplit(":", 1)[0].lower()
    return next((site for site in sites.values() if site.hostname == name), sites["cesi"])


def current_site() -> Site:
    """Return the site this request came to; outside a request, the CESI site."""
    if not has_request_context():
        return all_sites()["cesi"]
    site: Site | None = g.get("site")
    if site is None:
        site = g.site = site_of_host(request.host, all_sites())
    return site


def external_url(endpoint: str, *, language: str | None = None, site: str = "cesi", **values: Any) -> str:
    """Return the full address of a page, with or without a request: for mails, feeds and the site map."""
    base = urlsplit(all_sites()[site].base_url)
    if current_app.url_map.is_endpoint_expecting(endpoint, "lang"):
        values["lang"] = language or current_language()
    adapter = current_app.url_map.bind(base.netloc, url_scheme=base.scheme)
    return adapter.build(endpoint, values, force_external=True)


def init_app(app: Flask) -> None:
    """Read the sites' addresses, and answer no other host (400)."""
    sites = app.extensions["sites"] = _sites(app.config)
    names = [site.hostname for site in sites.values()]
    app.config["TRUSTED_HOSTS"] = [*names, *app.config["TRUSTED_HOSTS"]]
