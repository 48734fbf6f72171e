"""Links from the public pages into other rooms of the site."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from flask import url_for

from cesi_site.contact.queries import find_topic
from cesi_site.content.queries import ServiceCard
from cesi_site.core.languages import Text

# The word of the query that chooses the topic of the contact form.
TOPIC_WORD = Text(nl="onderwerp", fr="sujet")


def contact_url(topic: str) -> str:
    """Return the address of the contact form with a topic (by its key) chosen, where that topic is offered."""
    found = find_topic(topic)
    chosen: dict[str, Any] = {str(TOPIC_WORD): str(found.slug)} if found is not None and found.active else {}
    return url_for("contact.form", **chosen)


def service_links(services: Sequence[ServiceCard], wanted: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return (label, url) for each (label, key of a service) in `wanted` that is among `services`."""
    slugs = {service.key: service.slug for service in services}
    return [(label, url_for("public.service", slug=slugs[key])) for label, key in wanted if key in slugs]
