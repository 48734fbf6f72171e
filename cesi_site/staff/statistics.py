"""The statistics desk: what is read, and of visits with consent from where, how long and how often (promise F7)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from babel import Locale
from flask import Response, abort, render_template

from cesi_site.accounts.guards import staff_only
from cesi_site.accounts.here import me
from cesi_site.core import clock
from cesi_site.core.charts import Chart, Point, bar_chart, share
from cesi_site.core.languages import LOCALES, Text, _, current_language, language_name
from cesi_site.core.sites import all_sites
from cesi_site.core.templating import date_short, number
from cesi_site.register.terms import ONE_DAY
from cesi_site.staff.area import STATISTICS, blueprint
from cesi_site.staff.lists import Listing, csv_file, everything, read_listing
from cesi_site.visits import queries
from cesi_site.visits.models import Part, Subject
from cesi_site.visits.queries import Figures, Span

LIST = "staff.statistics"
PERIODS = {"month": 30, "quarter": 90, "year": 365}
PERIOD_NAMES = {
    "month": Text("30 dagen", "30 jours"),
    "quarter": Text("90 dagen", "90 jours"),
    "year": Text("een jaar", "un an"),
}
# From so many days on, a bar is a month.
LONGEST_BY_DAY = 90
NOT_KNOWN = Text("niet bekend", "inconnu")
PART_NAMES = {
    Part.COUNTRY: Text("Land", "Pays"),
    Part.REGION: Text("Streek in België", "Région en Belgique"),
    Part.REFERRER: Text("Website waar men vandaan komt", "Site d’origine"),
    Part.BROWSER: Text("Browser", "Navigateur"),
    Part.SYSTEM: Text("Systeem", "Système"),
}
SUBJECT_NAMES = {
    Subject.TRAINING: Text("Opleidingen die interesseren", "Formations qui intéressent"),
    Subject.SERVICE: Text("Diensten die interesseren", "Services qui intéressent"),
}
# The tables that can be taken along as a file.
PAGES_FILE, DAYS_FILE = "pages", "days"
FILES = (DAYS_FILE, PAGES_FILE, *(part.value for part in PART_NAMES))


@dataclass(frozen=True)
class Ranking:
    """A table whose rows have a bar: `rows` are (word, number, part of 100 of the largest)."""

    title: str
    column: str
    counted: str
    rows: Sequence[tuple[str, int, int]]
    file: str | None = None


@blueprint.get("/statistics", endpoint="statistics")
@staff_only(*STATISTICS)
def show_statistics() -> str:
    """Figures of a period, of one site or of all."""
    listing = _read()
    span = _span(listing)
    together = queries.figures(span)
    return render_template(
        "staff/statistics/page.html",
        listing=listing,
        span=span,
        periods=listing.links("period", [(key, str(name)) for key, name in PERIOD_NAMES.items()]),
        sites_links=listing.links("site", [everything(), *((key, site.name) for key, site in all_sites().items())]),
        facts=_facts(span, together),
        charts=_charts(span),
        rankings=_rankings(span),
        has_visits=bool(together.visits),
    )


@blueprint.get("/statistics/<file>.csv", endpoint="statistics_csv")
@staff_only(*STATISTICS)
def as_csv(file: str) -> Response:
    """One of the tables as a file."""
    if file not in FILES:
        abort(404)
    listing = _read()
    span = _span(listing)
    if file == PAGES_FILE:
        header: tuple[str, ...] = (_("Page"), _("Language"), _("Times read"))
        rows: list[tuple[Any, ...]] = list(queries.most_read(span, most=5_000))
    elif file == DAYS_FILE:
        header, rows = _days(span)
    else:
        header = (str(PART_NAMES[Part(file)]), *_figure_header())
        rows = [(_word(Part(file), word), *_cells(one)) for word, one in queries.figures_by(Part(file), span, 5_000)]
    return csv_file(f"statistics-{file}", header, rows, by=me(), filters=listing.words)


def _read() -> Listing:
    listing = read_listing(LIST, sorts=("days",), period=PERIODS, site=all_sites())
    return listing if listing.get("period") else Listing(LIST, {**listing.words, "period": "month"}, "days", None)


def _span(listing: Listing) -> Span:
    last = clock.today()
    days = PERIODS[listing.words["period"]]
    return Span(last - (days - 1) * ONE_DAY, last, listing.get("site"))


def _facts(span: Span, together: Figures) -> list[dict[str, Any]]:
    languages = queries.views_by_language(span)
    read = ", ".join(f"{language_name(one)}: {number(views)}" for one, views in sorted(languages.items()))
    minutes, seconds = divmod(round(together.seconds_a_visit), 60)
    return [
        {"label": _("Pages read"), "value": number(sum(languages.values())) + (f" ({read})" if read else "")},
        {"label": _("Visits measured with consent"), "value": number(together.visits)},
        {"label": _("Pages a visit"), "value": number(round(together.pages_a_visit, 1))},
        {
            "label": _("Length of a visit"),
            "value": _("%(minutes)s min %(seconds)s s", minutes=minutes, seconds=seconds),
        },
        {
            "label": _("Visits by somebody who came before"),
            "value": f"{number(round(100 * together.return_rate))}\u00a0%",
        },
    ]


def _charts(span: Span) -> list[tuple[str, str, Chart]]:
    views = queries.views_by_day(span)
    visits = {day: one.visits for day, one in queries.figures_by_day(span).items()}
    titles = ((_("Pages read"), _("Pages"), views), (_("Visits measured with consent"), _("Visits"), visits))
    return [(title, unit, bar_chart(_points(span, values))) for title, unit, values in titles]


def _points(span: Span, values: Mapping[dt.date, int]) -> list[Point]:
    days = [span.first + place * ONE_DAY for place in range((span.last - span.first).days + 1)]
    if len(days) <= LONGEST_BY_DAY:
        return [Point(date_short(day)[:5], values.get(day, 0)) for day in days]
    months: dict[str, int] = {}
    for day in days:
        label = f"{day.month:02}/{day.year}"
        months[label] = months.get(label, 0) + values.get(day, 0)
    return [Point(label, value) for label, value in months.items()]


def _rankings(span: Span) -> list[Ranking]:
    pages = [(page, times) for page, _language, times in queries.most_read(span, most=20)]
    found = [_ranking(_("Most read pages"), _("Page"), _("Times read"), pages, PAGES_FILE)]
    for part, name in PART_NAMES.items():
        rows = [(_word(part, word), one.visits) for word, one in queries.figures_by(part, span)]
        found.append(_ranking(str(name), str(name), _("Visits"), rows, part.value))
    for subject, name in SUBJECT_NAMES.items():
        found.append(_ranking(str(name), _("Page"), _("Readers"), queries.most_liked(subject, span)))
    return [one for one in found if one.rows]


def _ranking(
    title: str, column: str, counted: str, rows: Sequence[tuple[str, int]], file: str | None = None
) -> Ranking:
    most = max((count for _word, count in rows), default=0)
    return Ranking(title, column, counted, [(word, count, share(count, most)) for word, count in rows], file)


def _word(part: Part, word: str) -> str:
    if word == "-":
        return str(NOT_KNOWN)
    if part is Part.COUNTRY:
        return str(Locale.parse(LOCALES[current_language()]).territories.get(word, word))
    return word


def _days(span: Span) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    views, visits = queries.views_by_day(span), queries.figures_by_day(span)
    rows = [
        (day.isoformat(), views.get(day, 0), *_cells(visits.get(day, Figures()))) for day in sorted({*views, *visits})
    ]
    return (_("Day"), _("Pages read"), *_figure_header()), rows


def _figure_header() -> tuple[str, ...]:
    return (_("Visits"), _("Visits by somebody who came before"), _("Pages in visits"), _("Seconds in visits"))


def _cells(one: Figures) -> tuple[int, ...]:
    return (one.visits, one.returning, one.pages, one.seconds)
