"""Before a person's rows are erased, the enrolments that lie ahead are cancelled under their conditions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Enrolment, Participant
from cesi_site.enrolment.operations.changing import cancel, current_fee
from cesi_site.enrolment.operations.offers import leave_waiting_list
from cesi_site.enrolment.queries.enrolments import coming_of, coming_places_of
from cesi_site.enrolment.states import SEATED
from cesi_site.register.erasing import before_erasure, hinders_erasure
from cesi_site.register.finding import Selection


@before_erasure
def cancel_what_comes(selection: Selection) -> None:
    """Cancel the person's coming enrolments, and take them off the waiting lists."""
    for enrolment in _coming(selection):
        if enrolment.state in SEATED:
            cancel(enrolment.id, fee=None)
        else:
            leave_waiting_list(enrolment.id)


@hinders_erasure
def costs_to_invoice(selection: Selection) -> Iterator[Text]:
    """Tell of each enrolment ahead whose cancellation has to be invoiced, while the address is still known."""
    for enrolment in _coming(selection):
        if current_fee(enrolment):
            yield Text(
                f"De annulering van uw inschrijving {enrolment.reference} kost volgens de voorwaarden een bedrag. Een "
                "medewerker maakt eerst de factuur.",
                f"L’annulation de votre inscription {enrolment.reference} entraîne des frais selon les conditions. Un "
                "collaborateur établit d’abord la facture.",
            )


@hinders_erasure
def expected_by_employer(selection: Selection) -> Iterator[Text]:
    """Tell of each training ahead for which somebody else enrolled the person: their place is not theirs to give up."""
    for place in coming_places_of(sorted(selection.person.emails), selection.not_apart(Participant)):
        yield Text(
            f"Iemand anders schreef u in voor {place.training}. Een medewerker bekijkt eerst met die persoon of een "
            "collega uw plaats neemt.",
            f"Une autre personne vous a inscrit à {place.training}. Un collaborateur voit d’abord avec elle si un "
            "collègue prend votre place.",
        )


def _coming(selection: Selection) -> Sequence[Enrolment]:
    return coming_of(sorted(selection.person.emails), selection.not_apart(Enrolment))
