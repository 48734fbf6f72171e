"""What the components page shows: every component in all its states, with texts in both languages."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from cesi_site.core.charts import Point, bar_chart
from cesi_site.core.languages import Text
from cesi_site.core.settings import PROJECT
from cesi_site.development.forms import sample_form, sample_form_with_errors
from cesi_site.development.training_samples import training_samples

IMAGES = PROJECT / "static" / "img"
SWATCHES = (
    *("paper", "surface", "tint", "tint-strong", "line", "edge", "ink", "ink-soft", "brand", "brand-strong"),
    *("warm", "deep", "success", "info", "warning", "danger"),
)


@dataclass(frozen=True)
class SampleNotice:
    """Stands in for the notice that the register writes."""

    why: Text
    who: Text
    ground: Text
    keep: Text
    policy_url: str = "#privacy"


@dataclass(frozen=True)
class SampleFile:
    """Stands in for an attachment that was kept."""

    id: int
    filename: str
    size: int


NOTICE = SampleNotice(
    why=Text(nl="Om uw vraag te beantwoorden.", fr="Pour répondre à votre question."),
    who=Text(nl="Het team Aansluitingen", fr="L’équipe Affiliations"),
    ground=Text(
        nl="Stappen vóór een overeenkomst, op uw verzoek (art. 6.1.b AVG)",
        fr="Mesures précontractuelles, à votre demande (art. 6.1.b RGPD)",
    ),
    keep=Text(nl="Drie jaar na ons laatste contact.", fr="Trois ans après notre dernier contact."),
)
FILES = (SampleFile(1, "offerte-aanvraag-2027.pdf", 348_200), SampleFile(2, "plan-werkplaats.png", 2_410_000))
PROSE = Text(
    nl="""<h2>Wie moet aansluiten</h2>
<p>Elke werkgever sluit zich aan bij een externe dienst <a href="#prose">vanaf de eerste werknemer</a>.
U doet dat vóór de eerste werkdag.</p>
<ul><li>Kies een begindatum.</li><li>Geef uw ondernemingsnummer door.</li></ul>
<h3>En daarna</h3>
<p>Binnen twee maanden krijgt u uitleg over de risico’s van uw sector.</p>
<blockquote><p>Preventie begint met luisteren naar wie het werk doet.</p></blockquote>""",
    fr="""<h2>Qui doit s’affilier</h2>
<p>Chaque employeur s’affilie à un service externe <a href="#prose">dès le premier travailleur</a>.
Vous le faites avant le premier jour de travail.</p>
<ul><li>Choisissez une date de début.</li><li>Indiquez votre numéro d’entreprise.</li></ul>
<h3>Et ensuite</h3>
<p>Dans les deux mois, vous recevez des explications sur les risques de votre secteur.</p>
<blockquote><p>La prévention commence par l’écoute de ceux qui font le travail.</p></blockquote>""",
)


def showcase_context() -> dict[str, Any]:
    """Return all that `development/components.html` needs; called within a request."""
    return {
        "Text": Text,
        "icons": re.findall(r'id="(?!mark-)([a-z-]+)"', (IMAGES / "icons.svg").read_text()),
        "scenes": sorted(drawing.stem for drawing in (IMAGES / "scenes").glob("*.svg")),
        "swatches": SWATCHES,
        "form": sample_form("new"),
        "wrong_form": sample_form_with_errors("wrong"),
        "notice": NOTICE,
        "files": FILES,
        "prose_html": Markup(PROSE),  # noqa: S704 - our own text, above
        "moment": dt.datetime(2027, 3, 5, 8, 30, tzinfo=dt.UTC),
        "page_url": "#page-{}".format,
        "chart": bar_chart([Point(f"{day:02}/03", 40 + day * 37 % 90) for day in range(1, 15)]),
        **training_samples(),
    }
