from __future__ import annotations

from flask import Flask

from cesi_site.privacy.queries import dossier_of
from cesi_site.register.finding import Selection
from tests.privacy.filling import PERSON, fill, fillable


def test_smoke(context: Flask) -> None:
    register = context.extensions["register"]
    keys = fill(register)
    print(keys)
    dossier = dossier_of(register, Selection(PERSON))
    assert {g.holding.key for g in dossier.groups} == {h.key for h in fillable(register)}
