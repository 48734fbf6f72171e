"""The public pages, one view each."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, abort, g, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.content import queries
from cesi_site.content.models import Page
from cesi_site.core.languages import LANGUAGES, current_language, localized_route, preferred_language
from cesi_site.core.markdown import render
from cesi_site.core.page_cache import cached_page
from cesi_site.core.sites import current_site
from cesi_site.public import for_machines
from cesi_site.public.hosts import lead_to_public_site
from cesi_site.public.links import contact_url, service_links

blueprint = Blueprint("public", __name__)
blueprint.register_blueprint(for_machines.blueprint)
blueprint.before_app_request(lead_to_public_site)
blueprint.context_processor(lambda: {"contact_url": contact_url, "service_links": service_links})

NEWS_ON_HOME = 3
OTHER_ARTICLES = 3
STATEMENT_DATE = dt.date(2026, 11, 22)  # when the accessibility statement was last reviewed


@blueprint.get("/")
def choice() -> Response:
    """Lead to the visitor's language, or ask for it where neither a choice nor the browser tells it."""
    language = preferred_language()
    if language:
        response: Response = redirect(url_for("public.home", lang=language))
    else:
        response = make_response(render_template("public/choice.html"))
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(("Accept-Language", "Cookie"))
    return response


@localized_route(blueprint, nl="/", fr="/")
@cached_page(stamps=("content", "contact", "catalogue", "today"))
def home() -> str:
    """Show the home page of the site that was asked."""
    if current_site().key == "onemanagement":
        return render_template("public/home_onemanagement.html")
    language = current_language()
    return render_template(
        "public/home.html",
        services=queries.services(language),
        articles=queries.articles(language, limit=NEWS_ON_HOME),
    )


@localized_route(blueprint, nl="/diensten", fr="/services")
@cached_page(stamps=("content", "contact"))
def services() -> str:
    """List the services."""
    return render_template("public/services.html", services=queries.services(current_language()))


@localized_route(blueprint, nl="/diensten/<slug>", fr="/services/<slug>")
def service(slug: str) -> str:
    """Show a service, with the short question form on its topic."""
    language = current_language()
    found = queries.find_service(slug, language)
    if found is None:
        abort(404)
    _remember_twins(found)
    return render_template(
        "public/service.html",
        service=found,
        prose=render(found.text("body", language)),
        others=[other for other in queries.services(language) if other.key != found.key],
    )


@localized_route(blueprint, nl="/nieuws", fr="/actualites")
@cached_page(stamps=("content", "contact"))
def news() -> str:
    """List the articles, the newest first."""
    return render_template("public/news.html", articles=queries.articles(current_language()))


@localized_route(blueprint, nl="/nieuws/<slug>", fr="/actualites/<slug>")
@cached_page(stamps=("content", "contact"))
def article(slug: str) -> str:
    """Show an article."""
    language = current_language()
    found = queries.find_article(slug, language)
    if found is None:
        abort(404)
    _remember_twins(found)
    return render_template(
        "public/article.html",
        article=found,
        prose=render(found.text("body", language)),
        others=queries.articles(language, limit=OTHER_ARTICLES, without=found.id),
    )


@localized_route(blueprint, nl="/over-ons", fr="/a-propos")
@cached_page(stamps=("contact",))
def about() -> str:
    """Say who CESI and OneManagement are, and what an external service does."""
    return render_template("public/about.html")


@localized_route(blueprint, nl="/wettelijke-vermeldingen", fr="/mentions-legales")
@cached_page(stamps=("contact",))
def legal() -> str:
    """Identify both companies, as the law asks."""
    return render_template("public/legal.html")


@localized_route(blueprint, nl="/toegankelijkheid", fr="/accessibilite")
@cached_page(stamps=("contact",))
def accessibility() -> str:
    """State how accessible the site is, how that was tested, and where to report a problem."""
    return render_template("public/accessibility.html", reviewed=STATEMENT_DATE)


def _remember_twins(page: Page) -> None:
    """Tell the language switch and `hreflang` the page's slug in the other language."""
    g.twin_args = {language: {"slug": page.text("slug", language)} for language in LANGUAGES}
