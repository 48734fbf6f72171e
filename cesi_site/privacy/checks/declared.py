"""Promises A1, F9, H1 and I1: what the site keeps and sets is what the policy says."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from flask import current_app
from sqlalchemy import inspect

from cesi_site.core import clock
from cesi_site.core.cookie_gate import UNDECLARED
from cesi_site.core.database import db
from cesi_site.core.languages import COOKIE, Text
from cesi_site.privacy import queries
from cesi_site.privacy.versions import CURRENT, policy_fingerprint
from cesi_site.register import current_register, register_as_shipped
from cesi_site.register.checking import Finding, checks
from cesi_site.register.schema import unclaimed_columns

LATELY = dt.timedelta(days=30)
# Alembic's own.
NOT_OURS = frozenset({"alembic_version"})
DECLARE = Text(
    "Laat een ontwikkelaar dit aangeven in `processing.py` van het onderdeel, of het wegnemen.",
    "Faites déclarer ceci par un développeur dans le `processing.py` de la partie, ou supprimez-le.",
)


@checks("declared.cookies", "F9", name=Text("Cookies die niet in de tabel staan", "Cookies absents du tableau"))
def every_cookie_is_declared() -> Iterator[Finding]:
    """Compare the names of cookies that the site sets, and those that its gate dropped, with the register."""
    declared = {cookie.name for cookie in current_register().cookies}
    own = {COOKIE, current_app.config["SESSION_COOKIE_NAME"]}
    lately = queries.dropped_cookies(clock.today() - LATELY)
    dropped = {cookie.name for cookie in lately if cookie.reason == UNDECLARED}
    for name in sorted((own | dropped) - declared):
        yield Finding(Text(f"De cookie {name} is niet aangegeven.", f"Le cookie {name} n’est pas déclaré."), DECLARE)


@checks(
    "declared.columns",
    "H1",
    "I1",
    name=Text("Tabellen en kolommen waarvoor niemand instaat", "Tables et colonnes dont personne ne répond"),
)
def every_column_is_claimed() -> Iterator[Finding]:
    """Look for columns without a holding, in the models and in the database as it stands."""
    known = {table.name: {column.name for column in table.columns} for table in db.metadata.sorted_tables}
    strangers = [line.partition(":")[0] for line in unclaimed_columns(db.metadata, current_register())]
    seen = inspect(db.engine)
    for table in sorted(set(seen.get_table_names()) - NOT_OURS):
        if table not in known:
            strangers.append(table)
        else:
            strangers += [
                f"{table}.{one['name']}" for one in seen.get_columns(table) if one["name"] not in known[table]
            ]
    for name in strangers:
        what = Text(
            f"{name} staat in de databank, en in geen register.", f"{name} est dans la base, et dans aucun registre."
        )
        yield Finding(what, DECLARE)


@checks(
    "declared.policy",
    "A1",
    name=Text("De versie van het privacybeleid", "La version de la politique de confidentialité"),
)
def policy_has_its_version() -> Iterator[Finding]:
    """Compare the policy as it stands, whatever the settings, with its newest version on record."""
    if policy_fingerprint(register_as_shipped()) != CURRENT.fingerprint:
        yield Finding(
            Text(
                f"Het beleid is veranderd sinds versie {CURRENT.number}, zonder nieuwe versie.",
                f"La politique a changé depuis la version {CURRENT.number}, sans nouvelle version.",
            ),
            Text(
                "Voeg een versie toe met datum en uitleg (`flask privacy version`).",
                "Ajoutez une version avec sa date et son explication (`flask privacy version`).",
            ),
        )
