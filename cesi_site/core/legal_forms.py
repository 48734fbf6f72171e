"""The legal forms of Belgian enterprises in both languages: a short name and, in brackets, what it stands for."""

from __future__ import annotations

from collections.abc import Mapping

from cesi_site.core.languages import LANGUAGES, Text

LEGAL_FORMS: Mapping[str, Text] = {
    "bv": Text("bv (besloten vennootschap)", "SRL (société à responsabilité limitée)"),
    "nv": Text("nv (naamloze vennootschap)", "SA (société anonyme)"),
    "vzw": Text("vzw (vereniging zonder winstoogmerk)", "ASBL (association sans but lucratif)"),
    "eenmanszaak": Text("eenmanszaak (natuurlijke persoon)", "entreprise individuelle (personne physique)"),
    "cv": Text("cv (coöperatieve vennootschap)", "SC (société coopérative)"),
    "vof": Text("vof (vennootschap onder firma)", "SNC (société en nom collectif)"),
    "commv": Text("commv (commanditaire vennootschap)", "SComm (société en commandite)"),
    "maatschap": Text("maatschap", "société simple"),
    "ivzw": Text("ivzw (internationale vzw)", "AISBL (association internationale sans but lucratif)"),
    "stichting": Text("stichting", "fondation"),
    "vme": Text("vereniging van mede-eigenaars", "association de copropriétaires"),
    "public": Text("openbaar bestuur of openbare instelling", "administration ou institution publique"),
    "foreign": Text("buitenlandse onderneming", "entreprise étrangère"),
}


def short_name(form: Text, language: str) -> str:
    """Return the name of a form without what it stands for, such as "bv"."""
    return form.in_language(language).partition(" (")[0]


_BY_NAME = {short_name(form, language).casefold(): form for form in LEGAL_FORMS.values() for language in LANGUAGES}


def legal_form(noted: str | None) -> str | None:
    """Return a legal form, noted in one language, in the language in use; one that is not known stays as it is."""
    known = _BY_NAME.get((noted or "").strip().casefold())
    return str(known).partition(" (")[0] if known else noted
