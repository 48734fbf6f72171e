"""What a reader says yes to, in numbered versions: the words themselves are kept with each consent.

Who changes the words adds a version; a test compares the last one with its fingerprint.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from cesi_site.core.languages import Text


@dataclass(frozen=True)
class ConsentText:
    """The words of one version, and the day from which they are shown."""

    number: int
    since: dt.date
    words: Text

    @property
    def version(self) -> str:
        """What is kept beside each consent."""
        return f"newsletter-{self.number}"


VERSIONS = (
    ConsentText(
        1,
        dt.date(2026, 11, 22),
        Text(
            "U vraagt CESI en OneManagement om u de nieuwsbrief ‘Preventie- en HR-nieuws’ te mailen, in de taal en "
            "over de thema’s van uw keuze. U kunt zich op elk moment met één klik uitschrijven.",
            "Vous demandez à CESI et à OneManagement de vous envoyer par e-mail la newsletter « Actualités "
            "prévention et RH », dans la langue et sur les thèmes de votre choix. Vous pouvez vous désinscrire à tout "
            "moment, en un clic.",
        ),
    ),
)

CURRENT = VERSIONS[-1]


def words_of_version(version: str) -> Text:
    """Return the words of a version that was kept. Raises `KeyError`."""
    return {one.version: one.words for one in VERSIONS}[version]
