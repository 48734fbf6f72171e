"""Promises B1 and B7: every yes has its proof, and no suppression lies beyond its review."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import func, or_, select

from cesi_site.choices.models import Choice, Decision
from cesi_site.choices.queries import suppressed
from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.register.checking import Finding, checks


@checks("consent.proof", "B1", "H1", name=Text("Toestemmingen zonder bewijs", "Consentements sans preuve"))
def every_yes_has_its_words() -> Iterator[Finding]:
    """Count the consents of which it is not known to which words somebody said yes."""
    said_yes = select(func.count(Choice.id)).where(Choice.decision == Decision.CONSENT)
    if n := db.session.scalar(said_yes.where(or_(Choice.text.is_(None), Choice.text == ""))) or 0:
        yield Finding(
            Text(
                f"{n} toestemmingen zonder de tekst waarop ja gezegd is.",
                f"{n} consentements sans le texte auquel la personne a dit oui.",
            ),
            Text(
                "Vraag de toestemming opnieuw, of schrijf die adressen uit.",
                "Redemandez le consentement, ou désinscrivez ces adresses.",
            ),
            n,
        )


@checks("consent.reviews", "B7", name=Text("Adressen die niet aangeschreven worden", "Adresses qui ne reçoivent rien"))
def suppressions_are_reviewed() -> Iterator[Finding]:
    """Count the suppressions whose day of review has come."""
    if n := sum(one.to_review for one in suppressed()):
        yield Finding(
            Text(f"{n} uitschrijvingen wachten op herziening.", f"{n} désinscriptions attendent leur réexamen."),
            Text(
                "Beslis met `flask privacy suppressions --keep` of `--forget`.",
                "Décidez avec `flask privacy suppressions --keep` ou `--forget`.",
            ),
            n,
        )
