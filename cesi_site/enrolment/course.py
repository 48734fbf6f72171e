"""A training as machines read it: schema.org Course with its dates, in JSON-LD.

The script element that holds it is a block of data: browsers run nothing of it, so the content policy lets it be.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import json
from jinja2.utils import htmlsafe_json_dumps

from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import TAGS, current_language
from cesi_site.core.sites import all_sites
from cesi_site.enrolment.calendar import training_url
from cesi_site.enrolment.models import Training, TrainingSession


def course_data(training: Training, sessions: Sequence[TrainingSession]) -> str:
    """Return a training as JSON-LD in the language in use, safe to stand inside an HTML page."""
    language, site = current_language(), all_sites()[training.organiser]
    url = training_url(training, language)
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Course",
        "name": training.text("title", language),
        "description": training.text("summary", language),
        "courseCode": training.code,
        "inLanguage": TAGS[language],
        "url": url,
        "provider": {"@type": "Organization", "name": site.name, "url": f"{site.base_url}/"},
        "coursePrerequisites": training.text("prerequisites", language),
        "hasCourseInstance": [_instance(training, session) for session in sessions],
    }
    if training.price is not None:
        data["offers"] = {
            "@type": "Offer",
            "category": "Free" if not training.price else "Paid",
            "price": str(training.with_vat(training.price)),
            "priceCurrency": "EUR",
            "url": url,
        }
    return str(htmlsafe_json_dumps({name: value for name, value in data.items() if value}, dumps=json.dumps))


def _instance(training: Training, session: TrainingSession) -> dict[str, Any]:
    instance: dict[str, Any] = {
        "@type": "CourseInstance",
        "courseMode": "Online" if session.venue is None else "Onsite",
        "inLanguage": session.language,
        "startDate": session.starts_at.astimezone(BRUSSELS).isoformat(),
        "endDate": session.ends_at.astimezone(BRUSSELS).isoformat(),
        "courseWorkload": f"PT{training.duration_hours.normalize():f}H",
    }
    if session.venue is not None:
        instance["location"] = {
            "@type": "Place",
            "name": session.venue.text("name"),
            "address": {
                "@type": "PostalAddress",
                "streetAddress": session.venue.text("street"),
                "postalCode": session.venue.postcode,
                "addressLocality": session.venue.text("town"),
                "addressCountry": "BE",
            },
        }
    return instance
