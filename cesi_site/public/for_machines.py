"""What machines ask for: health, robots, the site map, and the well-known addresses."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, abort, current_app, jsonify, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from cesi_site.core.clock import now
from cesi_site.core.languages import LANGUAGES, preferred_language
from cesi_site.core.page_cache import cached_page
from cesi_site.core.sites import current_site, external_url
from cesi_site.core.templating import endpoint_exists
from cesi_site.privacy.versions import CURRENT
from cesi_site.public import metrics as monitor
from cesi_site.public.addresses import site_map
from cesi_site.public.health import readiness

blueprint = Blueprint("machines", __name__)

SECURITY_TXT_DAYS = 180  # RFC 9116 asks for less than a year


@blueprint.get("/health")
def health() -> Response:
    """Say that the process lives."""
    return _fresh(jsonify(status="ok"))


@blueprint.get("/health/ready")
def ready() -> tuple[Response, int]:
    """Say whether the site can do its work; 503 when it cannot, with the check that failed."""
    checks = readiness()
    words = {name: "ok" if passed else "failed" for name, passed in checks.items()}
    well = all(checks.values())
    return _fresh(jsonify(status="ok" if well else "failed", checks=words)), 200 if well else 503


@blueprint.get("/metrics")
def metrics() -> Response:
    """Give a monitor its figures: on the machine itself, or with the token; for others there is no such page."""
    if not monitor.may_read():
        abort(404)
    return _fresh(Response(monitor.figures(), content_type=monitor.MEDIA_TYPE))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Tell crawlers where the site map is; the members' host has nothing for them."""
    site = current_site()
    rule = "Disallow: /" if site.key == "mycesi" else f"Allow: /\n\nSitemap: {site.base_url}/sitemap.xml"
    return _text(f"User-agent: *\n{rule}\n")


@blueprint.get("/favicon.ico")
def favicon() -> Response:
    """Give the site's mark to who asks for it without reading a page first: bookmarks, readers of feeds."""
    return current_app.send_static_file(f"img/favicon-{current_site().key}.ico")


@blueprint.get("/sitemap.xml")
@cached_page(stamps=("content", "catalogue"))
def sitemap() -> Response:
    """List every public page of all sites with its twin."""
    return Response(render_template("public/sitemap.xml", addresses=site_map()), mimetype="application/xml")


@blueprint.get("/.well-known/security.txt")
def security_txt() -> Response:
    """Say how to report a weakness (RFC 9116)."""
    contacts = [external_url("contact.form", language=language) for language in LANGUAGES]
    expires = (now() + dt.timedelta(days=SECURITY_TXT_DAYS)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}" for contact in contacts]
    lines += [
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(LANGUAGES)}",
        f"Canonical: {current_site().base_url}/.well-known/security.txt",
    ]
    return _text("\n".join(lines) + "\n")


@blueprint.get("/.well-known/gpc.json")
def gpc() -> Response:
    """Say that a browser's Global Privacy Control counts here as a no (promise F6)."""
    return jsonify(gpc=True, lastUpdate=CURRENT.since.isoformat())


@blueprint.get("/.well-known/change-password")
def change_password() -> AnyResponse:
    """Lead a password manager to the page where a password is changed."""
    if not endpoint_exists("security.change_password"):
        abort(404)
    language = preferred_language() or LANGUAGES[0]
    return redirect(external_url("security.change_password", language=language, site="mycesi"))


def _text(body: str) -> Response:
    return Response(body, mimetype="text/plain")


def _fresh(response: Response) -> Response:
    response.cache_control.no_store = True
    return response
