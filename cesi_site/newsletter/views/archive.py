"""The archive of the newsletter, and its feed."""

from __future__ import annotations

from flask import Response, abort, g, render_template

from cesi_site.core import clock
from cesi_site.core.languages import current_language, localized_route
from cesi_site.core.page_cache import cached_page
from cesi_site.newsletter.composing.letters import NAME
from cesi_site.newsletter.composing.reading import read
from cesi_site.newsletter.queries import archive as queries
from cesi_site.newsletter.views.area import blueprint

IN_FEED = 20


@localized_route(blueprint, nl="/nieuwsbrief/archief", fr="/newsletter/archives")
@cached_page(stamps=("mailings",))
def archive() -> str:
    """List the newsletters that went out."""
    return render_template("newsletter/archive.html", name=NAME, editions=queries.editions(current_language()))


@localized_route(blueprint, nl="/nieuwsbrief/archief/<slug>", fr="/newsletter/archives/<slug>")
@cached_page(stamps=("mailings", "content"))
def issue(slug: str) -> str:
    """Show a newsletter as it went out, without anything that was meant for one reader."""
    found = queries.find_issue(slug, current_language())
    if found is None:
        abort(404)
    g.twin_args = {language: {"slug": own} for language, own in found.slugs.items()}
    parts = read(found.text.body, found.text.language).parts
    return render_template("newsletter/issue.html", name=NAME, text=found.text, parts=parts)


@localized_route(blueprint, nl="/nieuwsbrief/archief.atom", fr="/newsletter/archives.atom")
@cached_page(stamps=("mailings", "content"))
def feed() -> Response:
    """Give the newest newsletters to feed readers (RFC 4287)."""
    texts = queries.texts(current_language(), limit=IN_FEED)
    entries = [(text, read(text.body, text.language).parts) for text in texts]
    updated = entries[0][0].published_at if entries else clock.now()
    page = render_template("newsletter/feed.xml", name=NAME, entries=entries, updated=updated)
    return Response(page, mimetype="application/atom+xml")
