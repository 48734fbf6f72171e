"""Invented mailings, to try the desk and the archive with: an edition that went out, and a draft."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from sqlalchemy import func, select

from cesi_site.accounts.queries import account_by_email
from cesi_site.core import clock
from cesi_site.core.database import db, transaction
from cesi_site.newsletter.models import Kind, Mailing, MailingState
from cesi_site.newsletter.operations.mailings import begin_mailing, write_mailing

AUTHOR = "lotte.baert@cesi.example"
SLUGS = {"nl": "voorbereid-op-de-winter", "fr": "prets-pour-l-hiver"}
# Numbers alone: nobody stands behind them.
LISTED = 412
OUTCOME = {"sent": 408, "refused": 2, "left_out": 2, "reasons": {"unsubscribed": 2}}
LEFT_OUT = {"unsubscribed": 23, "bounced": 9, "objected": 1}
Texts = Mapping[str, Mapping[str, str]]

WINTER: Texts = {
    "nl": {
        "subject": "Voorbereid op de winter",
        "summary": "Werken bij koude, een nieuwe vertrouwenspersoon en de jaarlijkse bijscholing voor hulpverleners.",
        "body": """Goedendag

De dagen worden korter en kouder. Wie buiten werkt, heeft recht op **warme dranken** en op een plaats om zich op te
warmen. Denk ook aan:

- gladde toegangswegen en laadkades,
- verlichting op parkings en werven,
- handschoenen en schoenen die bij het werk passen.

## Een vertrouwenspersoon in uw onderneming

Vanaf vijftig werknemers is een vertrouwenspersoon verplicht.

[[article confidential-counsellor]]

## Eerste hulp

Volgden uw hulpverleners dit jaar al hun bijscholing?

[[article first-aid]]

[[button /nl/contact | Stel ons uw vraag]]
""",
    },
    "fr": {
        "subject": "Prêts pour l’hiver",
        "summary": "Travailler par temps froid, une nouvelle personne de confiance et le recyclage des secouristes.",
        "body": """Bonjour,

Les jours raccourcissent et se refroidissent. Qui travaille dehors a droit à des **boissons chaudes** et à un endroit
où se réchauffer. Pensez aussi :

- aux accès et aux quais de chargement glissants,
- à l’éclairage des parkings et des chantiers,
- à des gants et des chaussures adaptés au travail.

## Une personne de confiance dans votre entreprise

À partir de cinquante travailleurs, une personne de confiance est obligatoire.

[[article confidential-counsellor]]

## Premiers secours

Vos secouristes ont-ils déjà suivi leur recyclage cette année ?

[[article first-aid]]

[[button /fr/contact | Posez-nous votre question]]
""",
    },
}
SPRING: Texts = {
    "nl": {
        "subject": "Lente: tijd voor uw jaaractieplan",
        "summary": "Zo maakt u in drie stappen een plan dat werkt.",
        "body": "Goedendag\n\nEen goed jaaractieplan past op één bladzijde.\n\n[[article annual-action-plan]]\n",
    },
    "fr": {"subject": "Le printemps : l’heure du plan annuel", "summary": "", "body": "Bonjour,\n\n"},
}


def load_demo_mailings() -> int:
    """Add the invented mailings where there are none; return how many."""
    if db.session.scalar(select(func.count()).select_from(Mailing)):
        return 0
    author = account_by_email(AUTHOR)
    with transaction():
        sent = write_mailing(begin_mailing(Kind.NEWSLETTER, by=author).id, WINTER, by=author)
        moment = clock.now() - dt.timedelta(days=12)
        sent.state, sent.listed, sent.outcome, sent.left_out = MailingState.SENT, LISTED, OUTCOME, LEFT_OUT
        sent.counted_at = sent.started_at = sent.finished_at = moment
        for text in sent.texts:
            text.slug, text.published_at = SLUGS[text.language], moment
        write_mailing(begin_mailing(Kind.NEWSLETTER, by=author).id, SPRING, by=author)
    return 2
