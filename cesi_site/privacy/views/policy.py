"""The policy, for everybody to read."""

from __future__ import annotations

import json

from flask import Response, abort, render_template, url_for
from markupsafe import Markup

from cesi_site.core.companies import companies
from cesi_site.core.languages import LANGUAGES, current_language, localized_route
from cesi_site.core.page_cache import cached_page
from cesi_site.core.sites import all_sites, external_url
from cesi_site.privacy import queries
from cesi_site.privacy.editions import drawn_before
from cesi_site.privacy.machine import SCHEMA, as_data
from cesi_site.privacy.policy import drawn, eases, printed, written
from cesi_site.privacy.versions import CURRENT
from cesi_site.privacy.views.area import blueprint
from cesi_site.register import Notice, current_register
from cesi_site.register import notice_for as register_notice


@localized_route(blueprint, nl="/privacy", fr="/vie-privee")
@cached_page()
def policy() -> str:
    """The privacy policy: the short answers first, then the details."""
    return render_template("privacy/policy.html", content=written(), version=CURRENT, eases=eases())


@localized_route(blueprint, nl="/privacy.pdf", fr="/vie-privee.pdf")
def policy_pdf() -> Response:
    """The policy to keep or to print."""
    text = written()
    page = printed(text)
    content = drawn_before(text) or drawn(page)
    if content is None:
        return Response(page)  # without the system's library the page itself can be printed
    response = Response(content, mimetype="application/pdf")
    name = "cesi-privacybeleid" if current_language() == "nl" else "cesi-vie-privee"
    response.headers["Content-Disposition"] = f'inline; filename="{name}-{CURRENT.number}.pdf"'
    return response


@blueprint.get("/privacy.json")
@cached_page()
def policy_json() -> Response:
    """What the register says, for machines, in both languages."""
    data = as_data(
        current_register(),
        companies=companies(),
        processors=current_register().processors,
        sites=all_sites(),
        pages={language: external_url("privacy.policy", language=language) for language in LANGUAGES},
        schema=external_url("static", filename=SCHEMA),
    )
    return Response(json.dumps(data, ensure_ascii=False, indent=2), mimetype="application/json")


@localized_route(blueprint, nl="/privacy/versies", fr="/vie-privee/versions")
def policy_versions() -> str:
    """The editions of the policy, each with its day and what changed in it."""
    return render_template("privacy/versions.html", editions=queries.all_editions(), current=CURRENT)


@localized_route(blueprint, nl="/privacy/versies/<name>", fr="/vie-privee/versions/<name>")
def policy_version(name: str) -> str:
    """The policy as it stood before."""
    edition = queries.find_edition(name)
    if edition is None:
        abort(404)
    later = [other for other in queries.all_editions() if other.id > edition.id]
    content = Markup(edition.content(current_language()))  # noqa: S704 - made by our templates when it was kept
    return render_template("privacy/version.html", edition=edition, content=content, next=later[-1] if later else None)


@blueprint.app_template_global()
def notice_for(activity: str) -> Notice:
    """Return the notice that stands beside a form's button, in the language in use (promise K1)."""
    policy_url = url_for("privacy.policy", _anchor=activity)
    return register_notice(current_register(), activity, current_language(), policy_url=policy_url)
