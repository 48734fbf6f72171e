"""Why sign-ins are logged, and for how long."""

from __future__ import annotations

from cesi_site.accounts import log
from cesi_site.accounts.happenings import WORDS
from cesi_site.accounts.models import (
    Account,
    ConnectionAlert,
    ConnectionEvent,
)
from cesi_site.accounts.processing.holdings import owner
from cesi_site.core.languages import Text
from cesi_site.register import (
    Activity,
    Ground,
    Holding,
    Keep,
    Term,
)


def connection_log(kept: Term) -> Activity:
    """Return the activity of the connection log, whose lines are kept for `kept`."""
    return Activity(
        key="connection_log",
        name=Text("Wij houden de aanmeldingen bij", "Nous conservons l’historique des connexions"),
        purpose=Text(
            "Wij noteren elke aanmelding en elke poging, om uw gegevens veilig en vertrouwelijk te houden: "
            "u ziet zelf wie in uw account was, en wij zien aanvallen.",
            "Nous notons chaque connexion et chaque tentative, afin de garder vos données sûres et confidentielles : "
            "vous voyez vous-même qui était dans votre compte, et nous voyons les attaques.",
        ),
        ground=Ground.LEGITIMATE_INTEREST,
        ground_in_words=Text(
            "De beveiliging van persoonsgegevens is ook een plicht (artikel 32 AVG).",
            "La sécurité des données personnelles est aussi une obligation (article 32 du RGPD).",
        ),
        balancing=Text(
            "Van het toestel bewaren wij alleen de soort browser en systeem, van de plaats alleen het land. "
            "Uw organisatie ziet wie zich wanneer aanmeldde en met welk gevolg, nooit van waar of met welk toestel. "
            "Wij gebruiken het logboek voor niets anders.",
            "De l’appareil, nous ne gardons que le type de navigateur et de système ; du lieu, que le pays. "
            "Votre organisation voit qui s’est connecté, quand et avec quel résultat, "
            "jamais d’où ni avec quel appareil. "
            "Nous n’utilisons ce journal pour rien d’autre.",
        ),
        persons=(Text("wie zich aanmeldt of dat probeert", "ceux qui se connectent ou tentent de le faire"),),
        data=(
            Text(
                "datum en uur, account, IP-adres, soort browser en systeem, land, en wat er gebeurde",
                "date et heure, compte, adresse IP, type de navigateur et de système, pays, et ce qui s’est passé",
            ),
            Text(
                "een onbekend e-mailadres alleen als code die wij niet kunnen terugrekenen",
                "une adresse e-mail inconnue, uniquement sous forme de code irréversible",
            ),
        ),
        source=Text("Van uw browser, bij het aanmelden.", "De votre navigateur, lors de la connexion."),
        obligatory=Text("Wie zich aanmeldt, komt in het logboek.", "Qui se connecte figure dans le journal."),
        recipients=(
            Text("uzelf, volledig", "vous-même, intégralement"),
            Text(
                "de toegangsbeheerder van uw organisatie: wie, wanneer en met welk gevolg",
                "le gestionnaire des accès de votre organisation : qui, quand et avec quel résultat",
            ),
            Text("de beveiligingsmedewerkers van CESI", "les collaborateurs de CESI chargés de la sécurité"),
        ),
        security=(
            Text(
                "een logboek waaraan alleen wordt toegevoegd; elke regel wordt met een sleutel bewaakt",
                "un journal auquel on ne fait qu’ajouter ; chaque ligne est protégée par une clé",
            ),
        ),
        promises=("F4", "G2", "H5", "I1"),
        processors=("hosting",),
        holdings=(_events(kept), _alerts(kept)),
    )


def _events(kept: Term) -> Holding:
    return Holding(
        key="accounts.connections",
        name=Text("uw aanmeldingen", "vos connexions"),
        model=ConnectionEvent,
        on=Account.id == ConnectionEvent.account_id,
        subject=owner,
        clock=ConnectionEvent.at,
        kept=kept,
        clock_in_words=Text("vanaf de gebeurtenis", "à partir de l’événement"),
        export={
            "at": ConnectionEvent.at,
            "what": ConnectionEvent.happening,
            "detail": ConnectionEvent.detail,
            "ip": ConnectionEvent.ip,
            "browser": ConnectionEvent.browser,
            "system": ConnectionEvent.system,
            "country": ConnectionEvent.country,
        },
        words={"what": WORDS},
        impersonal=(
            ConnectionEvent.id,
            ConnectionEvent.account_id,
            ConnectionEvent.address_hash,
            ConnectionEvent.organisation_id,
            ConnectionEvent.sign_in_id,
            ConnectionEvent.network,
        ),
        on_erasure=Keep(
            Text(
                "Het logboek beveiligt uw gegevens en die van anderen (artikelen 17.3.b en 32 AVG).",
                "Le journal protège vos données et celles d’autrui (articles 17.3.b et 32 du RGPD).",
            )
        ),
        purged_by=log.purge,
    )


def _alerts(kept: Term) -> Holding:
    return Holding(
        key="accounts.alerts",
        name=Text("aanvallen op uw account", "attaques contre votre compte"),
        model=ConnectionAlert,
        on=Account.id == ConnectionAlert.account_id,
        subject=owner,
        clock=ConnectionAlert.last_at,
        kept=kept,
        clock_in_words=Text("vanaf de laatste poging", "à partir de la dernière tentative"),
        export={
            "kind": ConnectionAlert.kind,
            "began": ConnectionAlert.began_at,
            "last": ConnectionAlert.last_at,
            "failures": ConnectionAlert.failures,
        },
        impersonal=(
            ConnectionAlert.id,
            ConnectionAlert.target,
            ConnectionAlert.account_id,
            ConnectionAlert.accounts,
            ConnectionAlert.seen_by,
            ConnectionAlert.seen_at,
        ),
    )
