"""What is kept about members' organisations, their people and their file, why, and how long."""

from __future__ import annotations

from sqlalchemy import ColumnElement, or_

from cesi_site.core.languages import Text
from cesi_site.members.models import (
    KEPT,
    STANDING_KINDS,
    Establishment,
    Mandate,
    MemberDocument,
    MemberPerson,
    Organisation,
)
from cesi_site.register import Activity, Ground, Holding, Impersonal, Person, nobody

END_OF_AFFILIATION = Text(
    "vanaf het einde van de aansluiting van de organisatie", "à partir de la fin de l’affiliation de l’organisation"
)


def own_roles(person: Person) -> ColumnElement[bool]:
    """Find a person's rows by address, and by account."""
    by_address = MemberPerson.email.in_(sorted(person.emails))
    return by_address if person.account_id is None else or_(by_address, MemberPerson.account_id == person.account_id)


PEOPLE = Holding(
    key="members.people",
    name=Text("uw rol bij uw organisatie", "votre rôle dans votre organisation"),
    model=MemberPerson,
    subject=own_roles,
    # The end of an affiliation ends every role that would last longer, so this covers both clocks of promise I1.
    clock=MemberPerson.access_until,
    kept=KEPT,
    clock_in_words=Text(
        "vanaf het einde van uw rol, en ten laatste vanaf het einde van de aansluiting van uw organisatie",
        "à partir de la fin de votre rôle, et au plus tard à partir de la fin de l’affiliation de votre organisation",
    ),
    export={
        "organisation": MemberPerson.organisation_id,
        "name": MemberPerson.name,
        "email": MemberPerson.email,
        "phone": MemberPerson.phone,
        "language": MemberPerson.language,
        "role": MemberPerson.role,
        "from": MemberPerson.access_from,
        "until": MemberPerson.access_until,
        "end_reason": MemberPerson.end_reason,
    },
    provided=(MemberPerson.name, MemberPerson.email, MemberPerson.phone, MemberPerson.language),
    impersonal=(MemberPerson.account_id, MemberPerson.establishment_id, MemberPerson.mandate_id),
)

REPORTS = Holding(
    key="members.documents",
    name=Text("verslagen en adviezen in het dossier", "rapports et avis dans le dossier"),
    model=MemberDocument,
    subject=nobody,
    rows=MemberDocument.kind.not_in(STANDING_KINDS),
    clock=MemberDocument.added_at,
    kept=KEPT,
    clock_in_words=Text(
        "vanaf de dag waarop wij ze in het dossier plaatsten", "à partir du jour où nous les avons versés au dossier"
    ),
    export={
        "kind": MemberDocument.kind,
        "title": MemberDocument.title,
        "language": MemberDocument.language,
        "file": MemberDocument.filename,
        "type": MemberDocument.media_type,
        "size": MemberDocument.size,
        "sha256": MemberDocument.sha256,
        "content": MemberDocument.data,
        "added": MemberDocument.added_at,
    },
    impersonal=(MemberDocument.organisation_id, MemberDocument.establishment_id, MemberDocument.added_by_id),
)

STANDING_DOCUMENTS = Holding(
    key="members.standing_documents",
    name=Text(
        "de overeenkomst, risicoanalyses en preventieplannen",
        "le contrat, les analyses des risques et les plans de prévention",
    ),
    model=MemberDocument,
    subject=nobody,
    on=Organisation.id == MemberDocument.organisation_id,
    rows=MemberDocument.kind.in_(STANDING_KINDS),
    clock=Organisation.ended_on,
    kept=KEPT,
    clock_in_words=END_OF_AFFILIATION,
    export=REPORTS.export,
    impersonal=REPORTS.impersonal,
)

MANDATES = Holding(
    key="members.mandates",
    name=Text("volmachten aan een kantoor", "mandats donnés à un bureau"),
    model=Mandate,
    subject=nobody,
    clock=Mandate.until,
    kept=KEPT,
    clock_in_words=Text("vanaf het einde van de volmacht", "à partir de la fin du mandat"),
    export={"office": Mandate.office_name, "number": Mandate.office_number, "from": Mandate.since},
    impersonal=(Mandate.organisation_id, Mandate.until),
)

# The name of a one-person business is the name of a person, so its facts end as other personal data does.
ORGANISATIONS = Holding(
    key="members.organisations",
    name=Text("de gegevens van de organisatie", "les données de l’organisation"),
    model=Organisation,
    subject=nobody,
    clock=Organisation.ended_on,
    kept=KEPT,
    clock_in_words=END_OF_AFFILIATION,
    export={
        "name": Organisation.legal_name,
        "trade_name": Organisation.trade_name,
        "number": Organisation.enterprise_number,
        "street": Organisation.street,
        "postcode": Organisation.postcode,
        "town": Organisation.town,
        "language": Organisation.language,
    },
    impersonal=(
        Organisation.legal_form,
        Organisation.main_activity,
        Organisation.nace_code,
        Organisation.nsso_number,
        Organisation.employer_group,
        Organisation.is_micro,
        Organisation.worker_count,
        Organisation.affiliated_on,
        Organisation.ended_on,
        Organisation.access_version,
        Organisation.access_confirmed_at,
        Organisation.access_asked_at,
    ),
)

ESTABLISHMENTS = Holding(
    key="members.establishments",
    name=Text("de vestigingen van de organisatie", "les établissements de l’organisation"),
    model=Establishment,
    on=Organisation.id == Establishment.organisation_id,
    subject=nobody,
    clock=Organisation.ended_on,
    kept=KEPT,
    clock_in_words=END_OF_AFFILIATION,
    export={
        "name": Establishment.name,
        "number": Establishment.unit_number,
        "street": Establishment.street,
        "postcode": Establishment.postcode,
        "town": Establishment.town,
    },
    impersonal=(Establishment.organisation_id, Establishment.worker_count),
)

MEMBERS = Activity(
    key="members",
    name=Text("Uw organisatie is lid, en u werkt er", "Votre organisation est membre, et vous y travaillez"),
    purpose=Text(
        "Wij houden het dossier van uw organisatie bij, weten wie er voor haar toegang heeft tot MyCESI, en mailen "
        "wie het mag lezen wanneer er een document bij komt.",
        "Nous tenons le dossier de votre organisation, savons qui a accès à MyCESI pour elle, et prévenons par e-mail "
        "les personnes qui peuvent le lire quand un document s’y ajoute.",
    ),
    ground=Ground.LEGITIMATE_INTEREST,
    ground_in_words=Text(
        "Uw organisatie heeft een overeenkomst met ons. Om ze uit te voeren moeten wij weten met wie wij spreken en "
        "wie wat mag zien.",
        "Votre organisation a un contrat avec nous. Pour l’exécuter, nous devons savoir à qui nous parlons et qui "
        "peut voir quoi.",
    ),
    balancing=Text(
        "Wij vragen enkel uw naam, uw adres, uw taal en uw rol. Uw collega’s zien niet wat u leest of schrijft, en er "
        "staat niets medisch in MyCESI. Uw toegang beschermt ook u: niemand anders kan in uw naam handelen. Uw "
        "belangen lijden er dus niet onder.",
        "Nous ne demandons que votre nom, votre adresse, votre langue et votre rôle. Vos collègues ne voient pas ce "
        "que vous lisez ou écrivez, et MyCESI ne contient rien de médical. Votre accès vous protège aussi : personne "
        "d’autre ne peut agir en votre nom. Vos intérêts n’en souffrent donc pas.",
    ),
    persons=(
        Text("wie voor een lid toegang heeft tot MyCESI", "les personnes qui ont accès à MyCESI pour un membre"),
        Text("contactpersonen van een lid", "les personnes de contact d’un membre"),
        Text(
            "medewerkers van een kantoor dat voor een lid handelt",
            "les collaborateurs d’un bureau qui agit pour un membre",
        ),
    ),
    data=(
        Text(
            "uw naam, uw e-mailadres, uw taal en, als u het geeft, uw telefoonnummer",
            "votre nom, votre adresse e-mail, votre langue et, si vous le donnez, votre numéro de téléphone",
        ),
        Text(
            "uw rol, de vestiging waarvoor ze geldt, haar begin en haar einde",
            "votre rôle, l’établissement concerné, son début et sa fin",
        ),
        Text(
            "wie die rol gaf, wijzigde of introk, en waarom (één woord)",
            "qui a donné, modifié ou retiré ce rôle, et pourquoi (un mot)",
        ),
        Text(
            "documenten over het welzijn op het werk in uw organisatie; nooit medische gegevens",
            "des documents sur le bien-être au travail dans votre organisation ; jamais de données médicales",
        ),
    ),
    source=Text(
        "Uw organisatie geeft ons deze gegevens: bij de aansluiting, of wanneer een collega u uitnodigt.",
        "Votre organisation nous donne ces données : lors de l’affiliation, ou quand un collègue vous invite.",
    ),
    obligatory=Text(
        "Zonder naam, e-mailadres en taal kunnen wij u geen toegang geven.",
        "Sans nom, adresse e-mail et langue, nous ne pouvons pas vous donner d’accès.",
    ),
    recipients=(
        Text("de toegangsbeheerders van uw organisatie", "les gestionnaires des accès de votre organisation"),
        Text(
            "onze medewerkers die het dossier van uw organisatie opvolgen",
            "nos collaborateurs qui suivent le dossier de votre organisation",
        ),
    ),
    processors=("hosting", "mail"),
    security=(
        Text(
            "elke wijziging van een recht staat in een logboek", "chaque changement d’un droit figure dans un journal"
        ),
        Text(
            "wie toegang beheert, meldt zich aan met een tweede stap",
            "qui gère les accès se connecte avec une deuxième étape",
        ),
        Text(
            "een ingetrokken toegang eindigt meteen, ook als iemand aangemeld is",
            "un accès retiré prend fin aussitôt, même si la personne est connectée",
        ),
        Text(
            "eens per jaar vragen wij de toegangsbeheerder wie nog toegang nodig heeft",
            "une fois par an, nous demandons au gestionnaire des accès qui a encore besoin d’un accès",
        ),
    ),
    promises=("D2", "E4", "G1", "H2", "I1"),
    holdings=(PEOPLE, REPORTS, STANDING_DOCUMENTS, MANDATES, ESTABLISHMENTS, ORGANISATIONS),
)

DECLARATIONS = (MEMBERS, Impersonal("claimed_domain", "mail domains of organisations, no persons"))
