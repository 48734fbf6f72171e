"""Notes of what was read, made into what is written: which site, language and page, who allowed what, and no robots."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from ua_parser import parse
from werkzeug.http import parse_cookie

from cesi_site.accounts.places import place_of, region_of
from cesi_site.core.consent import COOKIE, ConsentReader
from cesi_site.core.languages import language_of_path
from cesi_site.core.sites import Site
from cesi_site.core.web_addresses import parts_of
from cesi_site.visits.models import PAGE_LENGTH, WORD_LENGTH, Subject
from cesi_site.visits.purposes import INTERESTS, INTERESTS_COOKIE, STATISTICS, VISITOR_COOKIE
from cesi_site.visits.recorder import Seen

Place = tuple[str, str, str]
_NUMBER_LENGTH = 32


@dataclass(frozen=True)
class View:
    """A page read in a visit that is measured with consent. `visitor` is the hash of the number in the cookie."""

    visitor: str
    at: dt.datetime
    site: str
    language: str
    page: str
    browser: str | None
    system: str | None
    network: str | None
    country: str | None
    region: str | None
    referrer: str | None


@dataclass(frozen=True)
class Read:
    """A training or a service that was read about with consent. `reader` is the hash of the number in the cookie."""

    reader: str
    at: dt.datetime
    subject: Subject
    slug: str
    language: str

    def row(self) -> tuple[str, str, str]:
        """Return what its row is known by."""
        return self.reader, self.subject.value, self.slug


@dataclass
class Batch:
    """What there is to write: how often (site, language, page) was read, and what consent allows beside."""

    counts: Counter[Place] = field(default_factory=Counter)
    views: list[View] = field(default_factory=list)
    reads: list[Read] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.counts or self.views or self.reads)


@dataclass(frozen=True)
class Surroundings:
    """What notes are read with: the sites, the reader of consent, the files of places, and what pages are about."""

    sites: Mapping[str, Site]
    reader: ConsentReader
    country_file: str
    region_file: str
    subjects: Mapping[tuple[str, str], Subject]

    def subject_of(self, page: str) -> tuple[Subject, str] | None:
        """Return what a page is about, and its word in the address; `subjects` has it by language and first segment."""
        parts = page.split("/")
        if len(parts) != 4 or "<" in page:
            return None
        subject = self.subjects.get((parts[1], parts[2]))
        return (subject, parts[3][:WORD_LENGTH]) if subject else None


def read_notes(anonymous: Iterable[tuple[str, str, str]], known: Iterable[Seen], around: Surroundings) -> Batch:
    """Return what there is to write of some notes."""
    batch = Batch()
    for (host, page, agent), times in Counter(anonymous).items():
        place = _place(host, page, around)
        if place and not is_robot(agent):
            batch.counts[place] += times
    for note in known:
        place = _place(note.host, note.page, around)
        if place and not is_robot(note.agent):
            batch.counts[place] += 1
            _add_allowed(batch, note, place, around)
    return batch


def code_of(number: str) -> str:
    """Return the code under which rows stand for the number in a cookie."""
    return hashlib.sha256(number.encode()).hexdigest()


def number_in(cookies: Mapping[str, str], name: str) -> str | None:
    """Return the number that a cookie holds, or None where it is not one of ours."""
    value = cookies.get(name, "")
    return value if len(value) == _NUMBER_LENGTH and value.isalnum() and value.isascii() else None


@lru_cache(maxsize=2_000)
def is_robot(agent: str) -> bool:
    """Tell whether a browser's name is that of a program."""
    if not agent:
        return True
    device = parse(agent[:500]).device
    return device is not None and device.family == "Spider"


def _place(host: str, page: str, around: Surroundings) -> Place | None:
    language = language_of_path(page)
    site = _site_key(host, around.sites)
    # What is no page of a language is for machines, and so is what has a dot in its last word: calendars and feeds.
    if language is None or site is None or "." in page.rsplit("/", 1)[1]:
        return None
    return site, language, page[:PAGE_LENGTH]


def _site_key(host: str, sites: Mapping[str, Site]) -> str | None:
    return next((key for key, site in sites.items() if site.host == host), None)


def _add_allowed(batch: Batch, note: Seen, place: Place, around: Surroundings) -> None:
    cookies = parse_cookie(note.cookies)
    consent = around.reader.read(cookies.get(COOKIE), gpc=note.gpc == "1")
    at = dt.datetime.fromtimestamp(note.at, dt.UTC)
    visitor = number_in(cookies, VISITOR_COOKIE) if STATISTICS in consent.granted else None
    if visitor:
        batch.views.append(_view(code_of(visitor), at, note, place, around))
    reader = number_in(cookies, INTERESTS_COOKIE) if INTERESTS in consent.granted else None
    about = around.subject_of(place[2]) if reader else None
    if reader and about:
        batch.reads.append(Read(code_of(reader), at, *about, place[1]))


def _view(visitor: str, at: dt.datetime, note: Seen, place: Place, around: Surroundings) -> View:
    where = place_of(note.address, note.agent, around.country_file)
    region = region_of(note.address, around.region_file) if around.region_file and where.country == "BE" else None
    return View(
        visitor,
        at,
        *place,
        browser=where.browser,
        system=where.system,
        network=where.network,
        country=where.country,
        region=region[:WORD_LENGTH] if region else None,
        referrer=next(_foreign_host(note.referrer, around.sites), None),
    )


def _foreign_host(referrer: str, sites: Mapping[str, Site]) -> Iterator[str]:
    parts = parts_of(referrer)
    host = parts.hostname if parts else None
    if host and all(host != site.hostname for site in sites.values()):
        yield host[:WORD_LENGTH]
