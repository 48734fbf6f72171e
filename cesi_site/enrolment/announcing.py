"""The letter of an announcement: what it shows in each language, why it came, and the switch that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app

from cesi_site.choices.models import Address
from cesi_site.choices.tokens import token_for
from cesi_site.core.companies import companies
from cesi_site.core.languages import _, use_language
from cesi_site.core.sites import external_url
from cesi_site.core.templating import date_long, time_short
from cesi_site.enrolment.calendar import training_url
from cesi_site.enrolment.models import Announcement, TrainingSession
from cesi_site.enrolment.queries.announcements import Announced, announced
from cesi_site.enrolment.queries.customers import is_customer
from cesi_site.enrolment.wording import dates_in_words
from cesi_site.enrolment.words import Organiser
from cesi_site.outbox import Mail

# Stands for the reader in a trial or a preview: its links open nobody's page.
NOBODY = "0-trial"


@dataclass(frozen=True)
class ShownTraining:
    """A training in the mail: its title, its page and its dates, one line each."""

    title: str
    url: str
    dates: tuple[str, ...]


def letter_to(announcement: Announcement, address: Address, language: str) -> Mail:
    """Return the announcement as the mail to one address."""
    ordered = is_customer(address.email, announcement.house)
    return _letter(announcement, language, to=address.email, token=token_for(address.id), ordered=ordered)


def trial_letter(announcement: Announcement, language: str, *, to: str) -> Mail:
    """Return the same mail with links that belong to nobody, to look at."""
    return _letter(announcement, language, to=to, token=NOBODY, ordered=True)


def has_something(announcement: Announcement) -> bool:
    """Tell whether there is still anything to announce: a date that was called off meanwhile is not."""
    return announcement.event_at is not None or bool(announced(announcement))


def _letter(announcement: Announcement, language: str, *, to: str, token: str, ordered: bool) -> Mail:
    house = announcement.house
    stop = stop_url(house, token, language)
    with use_language(language):
        context: dict[str, Any] = {
            "subject": announcement.text("subject", language),
            "words": announcement.text("body", language),
            "event": _event(announcement, language),
            "trainings": [_shown(one, language) for one in announced(announcement)],
            "house": house.label,
            "sender": next(one for one in companies() if one.key == house.value),
            "ordered": ordered,
            "stop_url": stop,
            "preferences_url": external_url("privacy.preferences", language=language, token=token),
        }
    return Mail(
        to=[to],
        language=language,
        site=house.value,
        headers=list_headers(house, stop, language),
        context=context,
    )


def stop_url(house: Organiser, token: str, language: str) -> str:
    """Return the page on which one press ends the announcements of a house, and to which a mail program posts."""
    return external_url("enrolment.end_announcements", language=language, site=house.value, house=house, token=token)


def list_headers(house: Organiser, stop: str, language: str) -> dict[str, str]:
    """Let the reader's mail program end the announcements with one click (RFC 8058), and know them (RFC 2919)."""
    domain = current_app.config["MAIL_FROM"].rpartition("@")[2]
    return {
        "List-Id": f"<announcements-{language}.{house.value}.{domain}>",
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _shown(one: Announced, language: str) -> ShownTraining:
    dates = tuple(_date(session, language) for session in one.sessions)
    return ShownTraining(one.training.text("title", language), training_url(one.training, language), dates)


def _date(session: TrainingSession, language: str) -> str:
    place = session.venue.text("town", language) if session.venue else _("Online")
    return f"{dates_in_words(session.days)} · {place} · {session.teaching_language}"


def _event(announcement: Announcement, language: str) -> dict[str, str] | None:
    if announcement.event_at is None:
        return None
    when = f"{date_long(announcement.event_at)}, {time_short(announcement.event_at)}"
    place, link = (announcement.text(f"event_{name}", language) for name in ("place", "link"))
    return {"when": when, "place": place, "link": link}
