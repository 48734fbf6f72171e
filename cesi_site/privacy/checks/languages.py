"""Dutch and French are equal: what the public reads stands there in both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.mofile import read_mo
from flask import current_app
from sqlalchemy import ColumnElement, String, Table, and_, func, or_, select, true

from cesi_site.core.database import db
from cesi_site.core.languages import Text
from cesi_site.register.checking import Finding, checks

COMPLETE = Text("Vul de andere taal aan, aan het bureau.", "Complétez l’autre langue, dans la rubrique.")


@checks("languages.pages", "A1", name=Text("Teksten in één taal", "Textes dans une seule langue"))
def public_texts_are_in_both() -> Iterator[Finding]:
    """Count the rows that the public may see of which a text stands in one language only."""
    for table in db.metadata.sorted_tables:
        if halves := [_half(table, name) for name in _names(table)]:
            query = select(func.count()).select_from(table).where(_is_public(table), or_(*halves))
            if n := db.session.scalar(query) or 0:
                what = Text(
                    f"{table.name}: bij {n} rijen ontbreekt een tekst in één taal.",
                    f"{table.name} : pour {n} lignes, un texte manque dans une langue.",
                )
                yield Finding(what, COMPLETE, n)


def _names(table: Table) -> list[str]:
    texts = {column.key for column in table.columns if isinstance(column.type, String)}
    return [name[:-3] for name in sorted(texts) if name.endswith("_nl") and f"{name[:-3]}_fr" in texts]


def _half(table: Table, name: str) -> ColumnElement[bool]:
    dutch, french = (func.coalesce(table.columns[f"{name}_{language}"], "") == "" for language in ("nl", "fr"))
    return dutch != french


def _is_public(table: Table) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if "published_at" in table.columns:
        conditions.append(table.columns["published_at"].is_not(None))
    if "active" in table.columns:
        conditions.append(table.columns["active"].is_(True))
    return and_(true(), *conditions)


@checks("languages.catalogues", "A1", name=Text("De vertalingen van de site zelf", "Les traductions du site lui-même"))
def catalogues_agree() -> Iterator[Finding]:
    """Compare the messages that are translated into each language."""
    dutch, french = (_translated(language) for language in ("nl", "fr"))
    if n := len(dutch ^ french):
        yield Finding(
            Text(
                f"{n} teksten van de site zijn in één taal vertaald.", f"{n} textes du site ont une seule traduction."
            ),
            Text(
                "Laat een ontwikkelaar de vertalingen aanvullen (`make catalogues`).",
                "Faites compléter les traductions par un développeur (`make catalogues`).",
            ),
            n,
        )


def _translated(language: str) -> set[str]:
    folder = Path(current_app.config["BABEL_TRANSLATION_DIRECTORIES"])
    with (folder / language / "LC_MESSAGES" / "messages.mo").open("rb") as file:
        return {str(message.id) for message in read_mo(file) if message.id}
