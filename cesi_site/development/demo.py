"""Demo content: what a fresh installation is filled with, so that there is something to see."""

from __future__ import annotations

from collections.abc import Iterator

from flask import current_app

from cesi_site.affiliation.operations import load_starter as load_affiliation
from cesi_site.contact.operations import load_topics
from cesi_site.content.operations import load_starter_content
from cesi_site.development import demo_members, demo_staff
from cesi_site.enrolment.operations import load_catalogue
from cesi_site.enrolment.operations.demo_announcements import load_demo_announcements
from cesi_site.enrolment.operations.demo_enrolments import load_demo_enrolments
from cesi_site.newsletter.operations.demo_mailings import load_demo_mailings


def load_demo() -> Iterator[str]:
    """Load what is missing; yield a line for each thing an operator should know. Safe to repeat."""
    load_starter_content()
    load_topics()
    load_affiliation()
    load_catalogue()
    if current_app.config["DEVELOPMENT"]:
        yield from demo_members.load()
        yield from demo_staff.load()
        load_demo_enrolments()
        load_demo_mailings()
        load_demo_announcements()
