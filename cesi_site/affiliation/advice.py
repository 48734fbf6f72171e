"""What the applicant should know before sending: warnings that stop nothing, and the indicative tariff."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from cesi_site.affiliation import queries
from cesi_site.affiliation.choices import NONE
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.core.languages import Text

MICRO = 5
# From this number of workers on, the employer cannot be the internal prevention advisor (group D ends).
GROUP_D_BELOW = 20

DOUBLE = Text(
    "Let op: zolang uw huidige overeenkomst loopt, bent u nog bij die dienst aangesloten.",
    "Attention : tant que votre contrat actuel est en cours, vous restez affilié à ce service.",
)
NEW_YEAR = Text(
    "Wie van dienst verandert, begint meestal op 1 januari. U kunt de datum laten staan: wij bespreken hem met u.",
    "Quand on change de service, on commence en général le 1er janvier. Vous pouvez garder cette date : nous en "
    "parlerons avec vous.",
)
FIRST_WORKER = Text(
    "Uw eerste werknemer begint vóór uw aansluiting. U moet aangesloten zijn vanaf de eerste werknemer.",
    "Votre premier travailleur commence avant votre affiliation. Vous devez être affilié dès le premier travailleur.",
)
EMPLOYER_ADVISES = Text(
    "Vanaf 20 werknemers kan de werkgever niet zelf de interne preventieadviseur zijn. Wij helpen u een oplossing te "
    "zoeken.",
    "À partir de 20 travailleurs, l’employeur ne peut pas être lui-même le conseiller en prévention interne. Nous "
    "vous aiderons à trouver une solution.",
)
UNKNOWN_NACE = Text(
    "Wij herkennen deze NACE-code niet. Kijk ze nog eens na; u kunt de aanvraag ook zo versturen.",
    "Nous ne reconnaissons pas ce code NACE. Vérifiez-le ; vous pouvez aussi envoyer la demande ainsi.",
)

# The same, said to staff.
FOR_STAFF = {
    DOUBLE: Text(
        "De opzegging is nog niet verstuurd: de aanvrager is nog bij een andere dienst aangesloten.",
        "Le préavis n’est pas encore envoyé\u00a0: le demandeur est encore affilié à un autre service.",
    ),
    NEW_YEAR: Text(
        "De aanvrager verandert van dienst en begint niet op 1 januari. Bespreek de datum.",
        "Le demandeur change de service et ne commence pas le 1er janvier. Discutez de la date.",
    ),
    FIRST_WORKER: Text(
        "De eerste werknemer begint vóór de aansluiting.", "Le premier travailleur commence avant l’affiliation."
    ),
    EMPLOYER_ADVISES: Text(
        "Vanaf 20 werknemers kan de werkgever niet zelf de interne preventieadviseur zijn.",
        "À partir de 20 travailleurs, l’employeur ne peut pas être lui-même le conseiller en prévention interne.",
    ),
    UNKNOWN_NACE: Text(
        "De NACE-code staat niet in de tabel van de tariefgroepen.",
        "Le code NACE ne figure pas dans le tableau des groupes tarifaires.",
    ),
}


@dataclass(frozen=True)
class Hint:
    """Something to look at again; `step` is where it can be changed."""

    step: str
    text: Text

    @property
    def for_staff(self) -> Text:
        """The hint as staff read it."""
        return FOR_STAFF[self.text]


@dataclass(frozen=True)
class Indication:
    """The tariff group that the activity suggests, and what it would cost without VAT. A person decides."""

    group: int
    year: int
    legal_base: bool
    is_micro: bool
    per_worker: Decimal
    workers: int

    @property
    def total(self) -> Decimal:
        """The amount per year for all workers."""
        return self.per_worker * self.workers


def hints(request: AffiliationRequest) -> list[Hint]:
    """Return what is worth a second look in a request (stored or not); nothing of it stops anybody."""
    return list(_hints(request))


def _hints(request: AffiliationRequest) -> Iterator[Hint]:
    if request.nace_code and queries.tariff_group(request.nace_code) is None:
        yield Hint("activity", UNKNOWN_NACE)
    if request.advisor == "employer" and request.worker_count >= GROUP_D_BELOW:
        yield Hint("people", EMPLOYER_ADVISES)
    switches = request.current_service != NONE
    if switches and not request.notice_given:
        yield Hint("service", DOUBLE)
    if switches and (request.start_date.month, request.start_date.day) != (1, 1):
        yield Hint("service", NEW_YEAR)
    if not switches and _begins_before(request.first_worker_on, request.start_date):
        yield Hint("service", FIRST_WORKER)


def _begins_before(worker: dt.date | None, affiliation: dt.date) -> bool:
    return worker is not None and worker < affiliation


def indication(request: AffiliationRequest) -> Indication | None:
    """Return the indicative tariff, or None where the NACE code or the year's amounts are not known."""
    group = queries.tariff_group(request.nace_code) if request.nace_code else None
    tariff = queries.tariff(group, request.start_date.year) if group else None
    if tariff is None:
        return None
    is_micro = request.worker_count <= MICRO
    return Indication(
        group=tariff.group_number,
        year=tariff.year,
        legal_base=tariff.legal_base,
        is_micro=is_micro,
        per_worker=tariff.up_to_five if is_micro else tariff.above_five,
        workers=request.worker_count,
    )
