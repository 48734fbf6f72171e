"""Invented members, to try the member area with. No organisation, number or person here is real."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import dataclass

from PIL import Image, ImageDraw

from cesi_site.accounts import operations as accounts
from cesi_site.accounts import queries as account_queries
from cesi_site.accounts.models import Account
from cesi_site.accounts.places import NOWHERE
from cesi_site.core import clock
from cesi_site.core.database import transaction
from cesi_site.core.uploads import PDF, Upload
from cesi_site.members.models import DocumentKind, MemberPerson, Organisation
from cesi_site.members.operations.documents import add_document
from cesi_site.members.operations.mandates import give_mandate
from cesi_site.members.operations.organisations import (
    add_establishment,
    claim_domain,
    found_organisation,
)
from cesi_site.members.operations.people import invite
from cesi_site.members.queries import organisation_by_number
from cesi_site.members.roles import Reason, Role

BAKERY, GARAGE, OFFICE = "0123456749", "0777710168", "0888001247"

BAKERY_DOCUMENTS = (
    (DocumentKind.CONTRACT, "Aansluitingsovereenkomst (demo)"),
    (DocumentKind.RISK_ANALYSIS, "Risicoanalyse van de bakkerij (demo)"),
    (DocumentKind.VISIT_REPORT, "Verslag van het bedrijfsbezoek (demo)"),
    (DocumentKind.POLICY_ADVICE, "Beleidsadvies (demo)"),
)
GARAGE_DOCUMENTS = (
    (DocumentKind.CONTRACT, "Contrat d’affiliation (démo)"),
    (DocumentKind.VISIT_REPORT, "Rapport de la visite d’entreprise (démo)"),
)


@dataclass(frozen=True)
class DemoAccount:
    """Somebody to sign in as."""

    account: Account
    role: Role


def load_demo_members(password: str) -> list[DemoAccount]:
    """Make the invented members, whose accounts all have this password; nothing where they are already there."""
    if organisation_by_number(BAKERY) is not None:
        return []
    with transaction():
        bakery, garage = _bakery(), _garage()
        people = [
            _person(bakery, Role.ACCESS_MANAGER, "An Janssens", "an@bakkerij.example"),
            _person(bakery, Role.TRAINING, "Tom Claes", "tom@bakkerij.example"),
            _person(bakery, Role.READER, "Lies Maes", "lies@bakkerij.example"),
            _person(garage, Role.ACCESS_MANAGER, "Luc Lambert", "luc@garage.example"),
            *(_clerk(organisation) for organisation in (bakery, garage)),
        ]
    found = {person.account_id: DemoAccount(_accepted(person, password), person.role) for person in people}
    return list(found.values())


def _bakery() -> Organisation:
    bakery = found_organisation(
        by=None,
        legal_name="Bakkerij De Demo bv",
        enterprise_number=BAKERY,
        street="Voorbeeldstraat 1",
        postcode="2800",
        town="Mechelen",
        language="nl",
        affiliated_on=dt.date(2019, 1, 1),
        details={"legal_form": "bv", "employer_group": "C-", "worker_count": 24, "main_activity": "Bakkerij"},
    )
    add_establishment(
        bakery, by=None, name="Winkel Lier", street="Demoplein 2", postcode="2500", town="Lier", worker_count=6
    )
    claim_domain(bakery, by=None, domain="bakkerij.example")
    _fill(bakery, BAKERY_DOCUMENTS)
    return bakery


def _garage() -> Organisation:
    garage = found_organisation(
        by=None,
        legal_name="Garage La Démo SRL",
        enterprise_number=GARAGE,
        street="Rue de l’Exemple 3",
        postcode="5000",
        town="Namur",
        language="fr",
        affiliated_on=dt.date(2023, 7, 1),
        details={"legal_form": "SRL", "employer_group": "D", "is_micro": True, "worker_count": 4},
    )
    _fill(garage, GARAGE_DOCUMENTS)
    return garage


def _fill(organisation: Organisation, documents: tuple[tuple[DocumentKind, str], ...]) -> None:
    for kind, title in documents:
        upload = Upload(f"{title}.pdf", PDF, _page(title))
        add_document(organisation, upload, by=None, kind=kind, title=title, language=organisation.language)


def _page(title: str) -> bytes:
    """Return a PDF of one page that says what it is."""
    page = Image.new("L", (595, 842), 255)
    ImageDraw.Draw(page).text((60, 60), title.replace("’", "'"), fill=0, font_size=18)
    out = io.BytesIO()
    page.save(out, "PDF")
    return out.getvalue()


def _person(
    organisation: Organisation, role: Role, name: str, email: str, *, mandate_id: int | None = None
) -> MemberPerson:
    return invite(
        by=None,
        organisation_id=organisation.id,
        email=email,
        name=name,
        language=organisation.language,
        role=role,
        reason=Reason.MANDATE if mandate_id else Reason.AFFILIATION,
        mandate_id=mandate_id,
    )


def _clerk(organisation: Organisation) -> MemberPerson:
    """Let the same invented payroll office work for an organisation."""
    mandate = give_mandate(
        by=None,
        organisation_id=organisation.id,
        office_number=OFFICE,
        office_name="Loonkantoor Demo nv",
        last_day=clock.today() + dt.timedelta(days=700),
    )
    return _person(organisation, Role.READER, "Karel Wouters", "karel@loonkantoor.example", mandate_id=mandate.id)


def _accepted(person: MemberPerson, password: str) -> Account:
    assert person.account is not None
    invitation = account_queries.open_invitation(person.account.id)
    if invitation is not None:
        accounts.accept_invitation(invitation_id=invitation.id, password=password, place=NOWHERE)
    return person.account
