"""The main menu of each site."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

from cesi_site.core.languages import Text
from cesi_site.core.sites import Site
from cesi_site.core.templating import endpoint_exists


@dataclass(frozen=True)
class Entry:
    """A page in the menu. `below` are the pages for which the entry is shown as the current one, too."""

    label: Text
    endpoint: str
    below: tuple[str, ...] = ()


CONTACT = Entry(Text(nl="Contact", fr="Contact"), "contact.form", ("contact.received",))
ABOUT = Entry(Text(nl="Over ons", fr="À propos"), "public.about")
TRAININGS = Entry(
    Text(nl="Opleidingen", fr="Formations"),
    "enrolment.catalogue",
    ("enrolment.month", "enrolment.training", "enrolment.enrol", "enrolment.request_training"),
)

ENTRIES: dict[str, tuple[Entry, ...]] = {
    "cesi": (
        Entry(Text(nl="Diensten", fr="Services"), "public.services", ("public.service", "enrolment.request")),
        TRAININGS,
        Entry(Text(nl="Nieuws", fr="Actualités"), "public.news", ("public.article",)),
        Entry(Text(nl="Aansluiten", fr="S’affilier"), "affiliation.request"),
        ABOUT,
        CONTACT,
    ),
    "onemanagement": (TRAININGS, ABOUT, CONTACT),
    "mycesi": (),
}


def navigation(site: Site) -> list[tuple[str, str, str, bool]]:
    """Return the menu of `site` as (label, endpoint, url, is_current), only with pages that exist."""
    here = request.endpoint
    return [
        (str(entry.label), entry.endpoint, url_for(entry.endpoint), here in (entry.endpoint, *entry.below))
        for entry in ENTRIES[site.key]
        if endpoint_exists(entry.endpoint)
    ]
