"""Promise K7: each request about rights is answered within the term of the law."""

from __future__ import annotations

from collections.abc import Iterator

from cesi_site.core.languages import Text
from cesi_site.privacy import queries
from cesi_site.register.checking import Finding, checks


@checks("rights.late", "K7", name=Text("Vragen over rechten die te laat zijn", "Demandes de droits en retard"))
def late_requests() -> Iterator[Finding]:
    """Count the open requests whose last day has passed."""
    if n := queries.waiting_requests().late:
        yield Finding(
            Text(
                f"{n} open vragen zijn over hun laatste dag.", f"{n} demandes ouvertes ont dépassé leur dernier jour."
            ),
            Text("Antwoord vandaag, aan het bureau Rechten.", "Répondez aujourd’hui, dans la rubrique Droits."),
            n,
        )
