"""What a person took part in, behind the link that their mails hold; and certificates behind both personal links."""

from __future__ import annotations

from flask import Response, abort, g, url_for

from cesi_site.choices.models import Address
from cesi_site.choices.queries import find_by_key
from cesi_site.choices.tokens import token_for as preferences_token
from cesi_site.core.languages import LANGUAGES, localized_route
from cesi_site.core.links import BadLink
from cesi_site.enrolment.certificate_files import certificate_answer
from cesi_site.enrolment.person_links import read_person
from cesi_site.enrolment.queries.enrolments import enrolment as find_enrolment
from cesi_site.enrolment.queries.history import history_of, own_participation
from cesi_site.enrolment.queries.offers import known_trainings, offers_of, shown
from cesi_site.enrolment.tokens import read_token
from cesi_site.enrolment.views.area import blueprint, private_page


@localized_route(blueprint, nl="/mijn-opleidingen/<token>", fr="/mes-formations/<token>")
def history(token: str) -> Response:
    """Show somebody's own trainings with their certificates, and what they could take next, with why."""
    g.twin_args = {language: {"token": token} for language in LANGUAGES}
    address = _whose(token)
    if address is None:
        return private_page("enrolment/history_gone.html", 410)
    return private_page(
        "enrolment/history.html",
        parts=history_of(address.email),
        offers=shown(offers_of(address, known_trainings())),
        certificate_url=lambda one: url_for("enrolment.history_certificate", token=token, participant=one.id),
        preferences_url=url_for("privacy.preferences", token=preferences_token(address.id)),
    )


@localized_route(
    blueprint,
    nl="/mijn-opleidingen/<token>/attest/<int:participant>",
    fr="/mes-formations/<token>/attestation/<int:participant>",
)
def history_certificate(token: str, participant: int) -> Response:
    """Download one's own certificate."""
    address = _whose(token) or abort(404)
    return certificate_answer(own_participation(address.email, participant))


@localized_route(
    blueprint,
    nl="/inschrijving/<token>/attest/<int:participant>",
    fr="/inscription/suivi/<token>/attestation/<int:participant>",
)
def certificate_file(token: str, participant: int) -> Response:
    """Download the certificate of somebody whom one enrolled."""
    try:
        enrolment = find_enrolment(read_token(token)) or abort(404)
    except BadLink:
        abort(404)
    return certificate_answer(next((one for one in enrolment.taking_part if one.id == participant), None))


def _whose(token: str) -> Address | None:
    """Return the address that a link was mailed to; None once it is too old or the address is gone. 404: not ours."""
    try:
        key = read_person(token)
    except BadLink:
        abort(404)
    found = find_by_key(key) if key is not None else None
    return found.address if found and not found.former else None
