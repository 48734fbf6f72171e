"""What attendance tells who makes the catalogue: figures without objectors, and offers by mail that staff approve."""

from __future__ import annotations

from collections import Counter

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from cesi_site.accounts.here import me
from cesi_site.accounts.queries import names_of
from cesi_site.core import clock
from cesi_site.core.languages import Text, ngettext
from cesi_site.enrolment import operations
from cesi_site.enrolment.errors import CatalogueError
from cesi_site.enrolment.offering import Rule
from cesi_site.enrolment.queries import attended
from cesi_site.enrolment.queries.offers import known_trainings, rounds
from cesi_site.register.terms import add_months
from cesi_site.staff.area import blueprint, complain, tell
from cesi_site.staff.catalogue.listing import for_managers
from cesi_site.staff.forms import EmptyForm

MONTHS_COUNTED = 12
MOST_EXAMPLES = 3

RULES = {
    Rule.REFRESHER: Text("bijscholing nabij", "recyclage proche"),
    Rule.NEXT_IN_THEME: Text("volgende in het thema", "suivante dans le thème"),
    Rule.COLLEAGUES: Text("zoals collega’s", "comme des collègues"),
}


@blueprint.get("/trainings/figures", endpoint="training_figures")
@for_managers
def figures() -> str:
    """How many took part of late, per theme and per training."""
    since = add_months(clock.today(), -MONTHS_COUNTED)
    return render_template(
        "staff/catalogue/figures.html",
        since=since,
        themes=attended.figures_by_theme(since),
        trainings=attended.figures_by_training(since),
        smallest=attended.SMALLEST_GROUP,
    )


@blueprint.route("/trainings/offers", methods=["GET", "POST"], endpoint="training_offers")
@for_managers
def offers() -> str | Response:
    """What a round of offers would mail, without names; approving it queues the mails."""
    form = EmptyForm()
    if form.is_submitted():
        if not form.validate():
            abort(400)
        try:
            done = operations.approve_round(by=me())
        except CatalogueError as error:
            complain(str(error))
        else:
            tell(ngettext("%(num)d mail is on its way.", "%(num)d mails are on their way.", done.people))
        return redirect(url_for("staff.training_offers"), 303)
    proposed = operations.propose().offers
    counted = Counter((offer.training_id, offer.rule) for found in proposed.values() for offer in found)
    return render_template(
        "staff/catalogue/offers.html",
        people=len(proposed),
        counted=counted.most_common(),
        trainings=known_trainings(),
        rules=RULES,
        examples=list(proposed.values())[:MOST_EXAMPLES],
        next_round=operations.next_round_on(),
        rounds=rounds(),
        names=names_of([one.approved_by for one in rounds()]),
    )
