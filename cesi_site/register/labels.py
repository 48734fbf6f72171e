"""What the names in an export are called on a page, in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from cesi_site.core.languages import Text
from cesi_site.register.holdings import Holding

LABELS: Mapping[str, Text] = {
    "accepted": Text("Aanvaard", "Accepté"),
    "act": Text("Wat er gebeurde", "Ce qui s’est passé"),
    "active": Text("Actief", "Actif"),
    "added": Text("Toegevoegd", "Ajouté"),
    "advisor": Text("Preventieadviseur", "Conseiller en prévention"),
    "advisor_level": Text("Opleiding van de preventieadviseur", "Formation du conseiller en prévention"),
    "answer": Text("Antwoord", "Réponse"),
    "answer_by": Text("Antwoord ten laatste op", "Réponse au plus tard le"),
    "answered": Text("Beantwoord", "Répondu"),
    "answers": Text("Ingevulde antwoorden", "Réponses données"),
    "asked": Text("Gevraagd", "Demandé"),
    "asked_for": Text("Gevraagd", "Demandé"),
    "at": Text("Tijdstip", "Moment"),
    "attendance": Text("Aanwezigheid", "Présence"),
    "began": Text("Begonnen", "Commencé"),
    "begun": Text("Begonnen", "Commencé"),
    "browser": Text("Browser", "Navigateur"),
    "cancelled": Text("Geannuleerd", "Annulé"),
    "changed": Text("Gewijzigd", "Modifié"),
    "channel": Text("Hoe het ons bereikte", "Comment cela nous est parvenu"),
    "closed": Text("Afgesloten", "Clôturé"),
    "code": Text("Code", "Code"),
    "conditions_version": Text("Versie van de voorwaarden", "Version des conditions"),
    "confirmed": Text("Bevestigd", "Confirmé"),
    "content": Text("Inhoud van het bestand", "Contenu du fichier"),
    "correspondence_postcode": Text("Postcode voor briefwisseling", "Code postal pour la correspondance"),
    "correspondence_street": Text("Straat voor briefwisseling", "Rue pour la correspondance"),
    "correspondence_town": Text("Gemeente voor briefwisseling", "Commune pour la correspondance"),
    "country": Text("Land", "Pays"),
    "created": Text("Aangemaakt", "Créé"),
    "current_service": Text("Huidige externe dienst", "Service externe actuel"),
    "current_service_name": Text("Naam van die dienst", "Nom de ce service"),
    "decided": Text("Beslist", "Décidé"),
    "decision": Text("Beslissing", "Décision"),
    "detail": Text("Bijzonderheid", "Précision"),
    "done": Text("Klaar", "Terminé"),
    "due": Text("Ten laatste op", "Au plus tard le"),
    "edition": Text("Taal van de uitgave", "Langue de l’édition"),
    "email": Text("E-mailadres", "Adresse e-mail"),
    "end_reason": Text("Waarom het eindigde", "Raison de la fin"),
    "ended": Text("Geëindigd", "Terminé"),
    "enterprise_number": Text("Ondernemingsnummer", "Numéro d’entreprise"),
    "extended": Text("Termijn verlengd tot", "Délai prolongé jusqu’au"),
    "failures": Text("Mislukte pogingen", "Tentatives échouées"),
    "file": Text("Bestand", "Fichier"),
    "first_name": Text("Voornaam", "Prénom"),
    "first_worker_on": Text("Eerste werknemer vanaf", "Premier travailleur à partir du"),
    "for": Text("Voor", "Pour"),
    "from": Text("Vanaf", "À partir du"),
    "from_topic": Text("Van onderwerp", "Sujet d’origine"),
    "function": Text("Functie", "Fonction"),
    "granted": Text("Toegestaan", "Accordé"),
    "has_committee": Text("Comité voor preventie en bescherming", "Comité pour la prévention et la protection"),
    "has_union": Text("Vakbondsafvaardiging", "Délégation syndicale"),
    "how": Text("Op welke manier", "De quelle manière"),
    "identity": Text("Hoe wij u herkenden", "Comment nous vous avons reconnu"),
    "information_version": Text("Versie van de privacytekst", "Version du texte sur la vie privée"),
    "ip": Text("IP-adres", "Adresse IP"),
    "joint_committees": Text("Paritaire comités", "Commissions paritaires"),
    "kept": Text("Bewaard", "Conservé"),
    "kind": Text("Soort", "Type"),
    "language": Text("Taal", "Langue"),
    "last": Text("Laatste", "Dernier"),
    "last_contact": Text("Uw laatste handeling", "Votre dernier acte"),
    "last_name": Text("Familienaam", "Nom"),
    "last_used": Text("Laatst gebruikt", "Dernière utilisation"),
    "legal_form": Text("Rechtsvorm", "Forme juridique"),
    "legal_name": Text("Naam van de organisatie", "Nom de l’organisation"),
    "mailing": Text("Mailing", "Envoi"),
    "main_activity": Text("Hoofdactiviteit", "Activité principale"),
    "message": Text("Bericht", "Message"),
    "nace_code": Text("NACE-code", "Code NACE"),
    "nace_version": Text("Versie van de NACE-code", "Version du code NACE"),
    "name": Text("Naam", "Nom"),
    "new_email": Text("Nieuw e-mailadres", "Nouvelle adresse e-mail"),
    "newsletter": Text("Nieuwsbrief gevraagd", "Newsletter demandée"),
    "night_count": Text("Nachtwerkers", "Travailleurs de nuit"),
    "note": Text("Opmerking", "Remarque"),
    "notice_given": Text("Opzegging gegeven", "Résiliation donnée"),
    "notice_on": Text("Opgezegd op", "Résilié le"),
    "nsso_number": Text("RSZ-nummer", "Numéro ONSS"),
    "number": Text("Nummer", "Numéro"),
    "office": Text("Kantoor", "Bureau"),
    "organisation": Text("Organisatie", "Organisation"),
    "origin": Text("Hoe u erbij kwam", "Origine de l’inscription"),
    "page": Text("Pagina", "Page"),
    "part": Text("Rol in de aanvraag", "Rôle dans la demande"),
    "participants": Text("Deelnemers", "Participants"),
    "period": Text("Wanneer", "Quand"),
    "phone": Text("Telefoon", "Téléphone"),
    "place": Text("Plaats", "Lieu"),
    "po_number": Text("Bestelbonnummer", "Numéro de bon de commande"),
    "postal_address": Text("Postadres", "Adresse postale"),
    "postcode": Text("Postcode", "Code postal"),
    "price": Text("Prijs", "Prix"),
    "reason": Text("Reden", "Raison"),
    "received": Text("Ontvangen", "Reçu"),
    "renewal_asked": Text("Vernieuwing gevraagd", "Renouvellement demandé"),
    "result": Text("Resultaat", "Résultat"),
    "review": Text("Wordt nagezien op", "Vérification le"),
    "right": Text("Welk recht", "Quel droit"),
    "risks": Text("Risico’s", "Risques"),
    "role": Text("Rol", "Rôle"),
    "sent": Text("Verstuurd", "Envoyé"),
    "service": Text("Dienst", "Service"),
    "session": Text("Sessie", "Session"),
    "sha256": Text("Controlegetal (SHA-256)", "Empreinte (SHA-256)"),
    "signatory_function": Text("Functie van de ondertekenaar", "Fonction du signataire"),
    "signs": Text("Ondertekent zelf", "Signe lui-même"),
    "since": Text("Sinds", "Depuis"),
    "size": Text("Grootte in bytes", "Taille en octets"),
    "solved": Text("Opgelost", "Résolu"),
    "source": Text("Herkomst", "Origine"),
    "start_date": Text("Gewenste begindatum", "Date de début souhaitée"),
    "started": Text("Begonnen", "Commencé"),
    "state": Text("Toestand", "État"),
    "street": Text("Straat en nummer", "Rue et numéro"),
    "students_count": Text("Jobstudenten", "Étudiants jobistes"),
    "subject": Text("Titel", "Titre"),
    "surveillance_count": Text("Werknemers onder gezondheidstoezicht", "Travailleurs sous surveillance de la santé"),
    "system": Text("Besturingssysteem", "Système d’exploitation"),
    "taken_back": Text("Teruggedraaid", "Annulé"),
    "teaching_language": Text("Taal van de opleiding", "Langue de la formation"),
    "team": Text("Team", "Équipe"),
    "temporary_count": Text("Uitzendkrachten", "Intérimaires"),
    "text": Text("Tekst", "Texte"),
    "text_version": Text("Versie van de tekst", "Version du texte"),
    "themes": Text("Thema’s", "Thèmes"),
    "title": Text("Titel", "Titre"),
    "to_topic": Text("Naar onderwerp", "Sujet de destination"),
    "told": Text("Verwittigd", "Informé"),
    "topic": Text("Onderwerp", "Sujet"),
    "town": Text("Gemeente", "Commune"),
    "trade_name": Text("Handelsnaam", "Nom commercial"),
    "training": Text("Opleiding", "Formation"),
    "type": Text("Bestandstype", "Type de fichier"),
    "unit_number": Text("Vestigingseenheidsnummer", "Numéro d’unité d’établissement"),
    "until": Text("Tot", "Jusqu’au"),
    "uploaded": Text("Opgeladen", "Déposé"),
    "use": Text("Gebruik", "Utilisation"),
    "valid_until": Text("Geldig tot", "Valable jusqu’au"),
    "vat_status": Text("Btw-statuut", "Statut TVA"),
    "what": Text("Wat er gebeurde", "Ce qui s’est passé"),
    "when": Text("Tijdstip", "Moment"),
    "why": Text("Waarom", "Pourquoi"),
    "why_it_ended": Text("Waarom het eindigde", "Raison de la fin"),
    "why_taken_back": Text("Waarom teruggedraaid", "Raison de l’annulation"),
    "withdrawn": Text("Ingetrokken", "Retiré"),
    "words": Text("Tekst", "Texte"),
    "worker_count": Text("Aantal werknemers", "Nombre de travailleurs"),
    "workers": Text("Aantal werknemers", "Nombre de travailleurs"),
    "works_at_office": Text("Er werkt iemand op de zetel", "Quelqu’un travaille au siège"),
    "young_count": Text("Jongeren", "Jeunes travailleurs"),
}

# Enumerations of the lower floors that carry no label of their own.
LANGUAGES: Mapping[str, Text] = {"nl": Text("Nederlands", "néerlandais"), "fr": Text("Frans", "français")}


def label(name: str) -> Text:
    """Return what a name in an export is called; one that is not listed is shown as it stands, in words."""
    words = name.replace("_", " ")
    return LABELS.get(name) or Text(words[:1].upper() + words[1:], words[:1].upper() + words[1:])


def unlabelled(holdings: Iterable[Holding]) -> list[str]:
    """Return what an export would show under a name that nobody translated, each with what to declare."""
    return [
        f"{holding.key}: the export name {name!r} has no label; add it to LABELS in cesi_site/register/labels.py"
        for holding in holdings
        for name in holding.export
        if name not in LABELS
    ]


def unspoken(holdings: Iterable[Holding]) -> list[str]:
    """Return what an export would show as a word of the code, each with what to declare."""
    return [
        f"{holding.key}: the value {value.value!r} of {name!r} has no words; add them to `words` of the Holding"
        for holding in holdings
        for name, column in holding.export.items()
        for value in getattr(column.property.columns[0].type, "enum_class", None) or ()
        if value not in holding.words.get(name, {}) and not isinstance(getattr(value, "label", None), Text)
    ]
