"""Promise K4: what was erased stays erased, also after a backup was put back."""

from __future__ import annotations

from collections.abc import Iterator

from cesi_site.core.languages import Text
from cesi_site.privacy import ledger
from cesi_site.register.checking import Finding, checks

REPLAY = Text(
    "Laat `flask privacy replay` lopen: dat wist opnieuw wat gewist was.",
    "Lancez `flask privacy replay` : ce qui avait été effacé le sera de nouveau.",
)
LOOK = Text(
    "Kijk naar het bestand en de schijf; laat daarna `flask privacy purge` lopen, dat schrijft het opnieuw.",
    "Examinez le fichier et le disque ; lancez ensuite `flask privacy purge`, qui le réécrit.",
)


@checks(
    "erasure.ledger", "K4", name=Text("De lijst van wissingen en haar kopie", "La liste des effacements et sa copie")
)
def ledger_and_copy_agree() -> Iterator[Finding]:
    """Compare the table of erasures with its copy outside the database."""
    table = {entry["number"] for entry in ledger.lines()}
    try:
        copy = {entry["number"] for entry in ledger.copy()}
    except (OSError, ValueError):
        what = Text("De kopie van de lijst is niet leesbaar.", "La copie de la liste est illisible.")
        yield Finding(what, LOOK)
        return
    if n := len(copy - table):
        what = Text(
            f"{n} wissingen staan alleen in de kopie: er is een oude reservekopie teruggezet.",
            f"{n} effacements ne figurent que dans la copie : une ancienne sauvegarde a été restaurée.",
        )
        yield Finding(what, REPLAY, n)
    if n := len(table - copy):
        what = Text(f"{n} wissingen ontbreken in de kopie.", f"{n} effacements manquent dans la copie.")
        yield Finding(what, LOOK, n)
