"""What somebody chose beside the conditions, written down with its proof (promises C2 and C5)."""

from __future__ import annotations

from cesi_site.choices.models import Decision, Method, Use
from cesi_site.choices.operations import address_of, record_choice
from cesi_site.choices.queries import current
from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Enrolment
from cesi_site.enrolment.queries.customers import USES
from cesi_site.enrolment.words import Organiser

PAGE = "enrolment"
TEXT_VERSION = "1"
OTHER = {Organiser.CESI: Organiser.ONEMANAGEMENT, Organiser.ONEMANAGEMENT: Organiser.CESI}

# What stands beside the boxes. Whoever changes a text raises its version.
REFUSE_ANNOUNCEMENTS = Text(
    "Ik wens geen informatie over evenementen en opleidingen te ontvangen.",
    "Je ne souhaite pas recevoir d’informations sur les événements et formations.",
)
REFUSE_ANALYSIS = Text(
    "Gebruik mijn opleidingshistoriek niet om mij opleidingen voor te stellen.",
    "N’utilisez pas mon historique de formations pour me proposer des formations.",
)
WANT_OTHER = {
    Organiser.CESI: Text(
        "CESI mag mij ook zijn evenementen en opleidingen aankondigen.",
        "CESI peut aussi m’annoncer ses événements et formations.",
    ),
    Organiser.ONEMANAGEMENT: Text(
        "OneManagement mag mij ook zijn evenementen en opleidingen aankondigen.",
        "OneManagement peut aussi m’annoncer ses événements et formations.",
    ),
}


def note_choices(enrolment: Enrolment, organiser: Organiser) -> None:
    """Write down what the enroler ticked. A box that was left empty changes nothing of what was chosen before.

    A refusal holds at once. A yes on a form that was set apart waits until somebody has looked at it.
    """
    address_of(enrolment.email)
    if enrolment.no_announcements:
        _decide(enrolment, USES[organiser], Decision.OBJECTION, REFUSE_ANNOUNCEMENTS)
    if enrolment.no_analysis:
        _decide(enrolment, Use.ANALYSIS, Decision.OBJECTION, REFUSE_ANALYSIS)
    if not enrolment.is_set_apart:
        note_consent(enrolment, organiser)


def note_consent(enrolment: Enrolment, organiser: Organiser) -> None:
    """Write down a yes to the other house; not where the person chose otherwise since they sent the form."""
    if not enrolment.announcements_partner:
        return
    other = OTHER[organiser]
    last = current(enrolment.email, USES[other])
    if last is None or last.at <= enrolment.received_at:
        _decide(enrolment, USES[other], Decision.CONSENT, WANT_OTHER[other])


def _decide(enrolment: Enrolment, use: Use, decision: Decision, text: Text) -> None:
    record_choice(
        enrolment.email,
        use,
        decision,
        method=Method.PAGE,
        language=enrolment.language,
        text_version=TEXT_VERSION,
        text=text.in_language(enrolment.language),
        page=PAGE,
    )
