"""The site map: every page that anyone may find, on the site it belongs to, in both languages."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from cesi_site.content import queries
from cesi_site.content.models import Article, Page, Service
from cesi_site.core.languages import LANGUAGES, TAGS
from cesi_site.core.sites import external_url
from cesi_site.core.templating import endpoint_exists
from cesi_site.enrolment import queries as catalogue

# Pages that stand on several hosts are listed on the one they belong to.
PAGES: dict[str, tuple[str, ...]] = {
    "cesi": (
        "public.home",
        "public.services",
        "public.news",
        "public.about",
        "enrolment.catalogue",
        "enrolment.conditions",
        "affiliation.request",
        "contact.form",
        "newsletter.subscribe",
        "newsletter.archive",
        "privacy.policy",
        "privacy.policy_pdf",
        "privacy.policy_versions",
        "privacy.cookies",
        "privacy.request",
        "privacy.my_data",
        "privacy.check_receipt",
        "public.legal",
        "public.accessibility",
    ),
    "onemanagement": ("public.home", "enrolment.catalogue"),
}


@dataclass(frozen=True)
class Address:
    """A page's address in one language, and all its addresses by language tag."""

    url: str
    alternates: tuple[tuple[str, str], ...]
    changed_at: dt.datetime | None


def site_map() -> Iterator[Address]:
    """Yield the address of every public page of all sites, language by language."""
    for site, endpoints in PAGES.items():
        for endpoint in filter(endpoint_exists, endpoints):
            yield from _both({lang: external_url(endpoint, language=lang, site=site) for lang in LANGUAGES}, None)
    yield from _written("public.service", Service)
    yield from _written("public.article", Article)
    yield from _trainings()


def _written(endpoint: str, model: type[Page]) -> Iterator[Address]:
    for page in queries.addresses(model):
        slugs = {"nl": page.slug_nl, "fr": page.slug_fr}
        urls = {lang: external_url(endpoint, language=lang, slug=slug) for lang, slug in slugs.items()}
        yield from _both(urls, page.updated_at)


def _trainings() -> Iterator[Address]:
    """Yield the trainings, each on the site of its organiser."""
    for page in catalogue.addresses():
        slugs = {"nl": page.slug_nl, "fr": page.slug_fr}
        urls = {
            lang: external_url("enrolment.training", language=lang, site=page.organiser, slug=slug)
            for lang, slug in slugs.items()
        }
        yield from _both(urls, page.updated_at)


def _both(urls: dict[str, str], changed_at: dt.datetime | None) -> Iterator[Address]:
    alternates = tuple((TAGS[language], url) for language, url in urls.items())
    for url in urls.values():
        yield Address(url, alternates, changed_at)
