"""The catalogue's pages: the list with its filters, the month, a training, and the calendar feed."""

from __future__ import annotations

import datetime as dt

from flask import Blueprint, Response, abort, g, render_template, request

from cesi_site.core import clock
from cesi_site.core.languages import LANGUAGES, TAGS, _, current_language, localized_route
from cesi_site.core.page_cache import cached_page
from cesi_site.core.sites import external_url
from cesi_site.enrolment import commands, queries, request_views
from cesi_site.enrolment.asking import MONTH, QUERY, WORDS, Question, read_question
from cesi_site.enrolment.calendar import calendar_of, training_url
from cesi_site.enrolment.pages import (
    CatalogueFront,
    catalogue_front,
    catalogue_page,
    language_name,
    month_page,
    place_name,
    training_page,
)
from cesi_site.enrolment.wording import (
    dates_in_words,
    days_in_words,
    hours_in_words,
    month_short,
    months_in_words,
    weekday,
)
from cesi_site.enrolment.words import Organiser

blueprint = Blueprint("enrolment", __name__, cli_group="enrolment")
commands.register(blueprint)
request_views.register(blueprint)

STAMPS = ("catalogue", "today", "contact")
LONGEST_CODE = 24


@localized_route(blueprint, nl="/opleidingen", fr="/formations")
@cached_page(stamps=STAMPS, query=QUERY)
def catalogue() -> str:
    """List the trainings that fit the filters."""
    question = read_question()
    _note_twins(question)
    return render_template("enrolment/catalogue.html", **catalogue_page(question))


@localized_route(blueprint, nl="/opleidingen/kalender", fr="/formations/calendrier")
@cached_page(stamps=STAMPS, query=QUERY)
def month() -> str:
    """Show a month of the catalogue, as a grid and as a list."""
    question = read_question(MONTH)
    first = dt.date.fromisoformat(f"{question.month}-01") if question.month else clock.today().replace(day=1)
    _note_twins(question)
    return render_template("enrolment/month.html", **month_page(question, first))


@localized_route(blueprint, nl="/opleidingen.ics", fr="/formations.ics")
@cached_page(stamps=("catalogue", "today"), query=QUERY | {"code"})
def calendar() -> Response:
    """Return the sessions that fit the filters (or those of one training, by its code) as a calendar feed."""
    code = request.args.get("code", "")[:LONGEST_CODE] or None
    sessions = queries.feed(read_question().narrowed, code)
    response = Response(calendar_of(sessions, name=_("Trainings of CESI")), mimetype="text/calendar")
    response.headers["Content-Disposition"] = 'inline; filename="cesi.ics"'
    return response


@localized_route(blueprint, nl="/opleidingen/<slug>", fr="/formations/<slug>")
def training(slug: str) -> str:
    """Show a training with its dates, and the short question form."""
    found = queries.find_training(slug, current_language())
    if found is None:
        abort(404)
    g.twin_args = {language: {"slug": found.text("slug", language)} for language in LANGUAGES}
    return render_template(
        "enrolment/training.html",
        training=found,
        preview=False,
        alternates=[(TAGS[language], training_url(found, language)) for language in LANGUAGES],
    )


for word in (dates_in_words, days_in_words, hours_in_words, month_short, months_in_words, weekday):
    blueprint.add_app_template_filter(word)
blueprint.add_app_template_filter(clock.day_in_brussels, "brussels_day")
blueprint.add_app_template_filter(place_name, "place_name")
blueprint.add_app_template_filter(language_name, "language_name")
blueprint.add_app_template_global(training_page)


@blueprint.app_template_global("catalogue_front")
def front(own: bool = False) -> CatalogueFront:
    """Return what a home page shows of the catalogue: the next trainings, and the themes with their counts."""
    return catalogue_front(Organiser.ONEMANAGEMENT if own else None)


@blueprint.app_template_global()
def catalogue_of(site_key: str, language: str) -> str:
    """Return the address of an organiser's trainings, on its own site."""
    organiser = Organiser(site_key)
    words = {} if organiser is Organiser.ONEMANAGEMENT else {WORDS["organiser"].in_language(language): organiser.value}
    return external_url("enrolment.catalogue", language=language, site=site_key, **words)


def _note_twins(question: Question) -> None:
    """Let the language switch keep the filters, under their words in the other language."""
    g.twin_args = {language: question.words(language) for language in LANGUAGES}
