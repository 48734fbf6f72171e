"""The texts that an applicant reads beside the form, in numbered versions: which one they saw is kept with the request.

A test compares each text with its fingerprint here: who changes a text adds a version.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cesi_site.core.languages import LANGUAGES, Text
from cesi_site.core.settings import PROJECT
from cesi_site.register import current_register

CONDITIONS_FOLDER: Path = PROJECT / "templates" / "affiliation" / "conditions"


@dataclass(frozen=True)
class Version:
    """A version of a text: its number, the day from which it holds, and the fingerprint of both languages."""

    number: int
    since: dt.date
    fingerprint: str


INFORMATION = (Version(1, dt.date(2026, 11, 22), "85c30237376b"),)
CONDITIONS = (Version(1, dt.date(2026, 11, 22), "b70d7239c99a"),)


@dataclass(frozen=True)
class Section:
    """A part of the information about the processing: a heading, and paragraphs or items of a list."""

    title: Text
    texts: tuple[Text, ...]
    is_list: bool = False


def information() -> tuple[Section, ...]:
    """Return the supplementary information on this processing (promise D3), as the register declares it."""
    activity = current_register().activity("affiliation")
    ground = activity.ground
    by_law = Text(f"{ground.title.nl} ({ground.article.nl})", f"{ground.title.fr} ({ground.article.fr})")
    return (
        Section(Text("Waarom", "Pourquoi"), (activity.purpose,)),
        Section(Text("Rechtsgrond", "Base juridique"), (_capital(by_law), activity.ground_in_words)),
        Section(Text("Welke gegevens", "Quelles données"), activity.data, is_list=True),
        Section(Text("Moet u ze geven?", "Devez-vous les donner ?"), (activity.obligatory,)),
        Section(Text("Wie ze ziet", "Qui les voit"), activity.recipients, is_list=True),
        Section(Text("Hoelang wij ze bewaren", "Combien de temps"), activity.kept_in_words, is_list=True),
        Section(Text("Goed om te weten", "Bon à savoir"), activity.details),
        Section(Text("Uw rechten", "Vos droits"), (RIGHTS,)),
    )


RIGHTS = Text(
    "U kunt uw gegevens inkijken, verbeteren, laten wissen, de verwerking laten beperken en ze meenemen. Schrijf naar "
    "privacy@cesi.be. Bent u niet tevreden met ons antwoord, dan kunt u naar de Gegevensbeschermingsautoriteit "
    "stappen, Drukpersstraat 35, 1000 Brussel.",
    "Vous pouvez consulter vos données, les faire rectifier ou effacer, faire limiter leur traitement et les "
    "récupérer. Écrivez à privacy@cesi.be. Si notre réponse ne vous satisfait pas, vous pouvez vous adresser à "
    "l’Autorité de protection des données, rue de la Presse 35, 1000 Bruxelles.",
)


def information_fingerprint() -> str:
    """Return the fingerprint of the information as it stands."""
    return _fingerprint(
        text.in_language(language)
        for section in information()
        for text in (section.title, *section.texts)
        for language in LANGUAGES
    )


def conditions_fingerprint() -> str:
    """Return the fingerprint of the conditions as they stand."""
    return _fingerprint((CONDITIONS_FOLDER / f"{language}.html").read_text("utf-8") for language in LANGUAGES)


def _fingerprint(texts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:12]


def _capital(text: Text) -> Text:
    return Text(text.nl[:1].upper() + text.nl[1:] + ".", text.fr[:1].upper() + text.fr[1:] + ".")
