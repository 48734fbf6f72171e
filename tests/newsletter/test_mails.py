"""The mails about a subscription: in the reader's language, by our own server, with nothing in them from elsewhere."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from tests.newsletter.readers import Visitor
from tests.support.smtp import Received

NEW = "noor@nieuw.example"
WORDS = {
    "nl": ("Bevestig uw inschrijving op de nieuwsbrief", "U krijgt de nieuwsbrief al", "Bevestig uw nieuwe adres"),
    "fr": ("Confirmez votre abonnement", "Vous recevez déjà la newsletter", "Confirmez votre nouvelle adresse"),
}


def all_mails(visitor: Visitor) -> list[Received]:
    """Let somebody meet every mail there is."""
    change = {"nl": "wijzigen", "fr": "modifier"}[visitor.language]
    address = {"nl": "adres", "fr": "adresse"}[visitor.language]
    find = {"nl": "/nl/nieuwsbrief/mijn-link", "fr": "/fr/newsletter/mon-lien"}[visitor.language]
    visitor.subscribe()
    visitor.ask(themes=["hr"])
    visitor.client.post(find, data={"email": visitor.email})
    visitor.press(visitor.link(change).replace(change, address), email=NEW)
    visitor.press(visitor.link("bevestigen|confirmer", NEW))
    visitor.work()
    return visitor.smtp.received


@pytest.mark.promise("B2")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_B2_every_mail_speaks_its_readers_language_and_names_no_other_place(
    app: Flask, visitor: Visitor, language: str
) -> None:
    visitor.language = language
    mails = all_mails(visitor)
    subjects = [str(mail.message["Subject"]) for mail in mails]
    assert len(subjects) == len(set(subjects)) == 6
    for words in WORDS[language]:
        assert any(words in subject for subject in subjects), words
    for mail in mails:
        assert mail.message["Content-Language"] == f"{language}-BE"
        assert mail.message["Auto-Submitted"].startswith("auto-")
        places = set(re.findall(r"https?://([\w.-]+)", mail.text + mail.html))
        assert places <= {"localhost"}, mail.message["Subject"]
        assert "<img" not in mail.html
        assert not re.search(r"\{\{|\{%|None", mail.text)
        addressed = set(re.findall(r"http://localhost\S*@\S*", mail.text + mail.html))
        assert not addressed, "an address stands in a link"


def test_the_mail_to_confirm_shows_what_one_says_yes_to(visitor: Visitor) -> None:
    visitor.ask(themes=["hr", "training"])
    visitor.work()
    (mail,) = visitor.smtp.to(visitor.email)
    text = " ".join(mail.text.split())
    assert "Personeel en sociaal recht, Opleidingen en studiedagen" in text
    assert "met één klik uitschrijven" in text
    assert "#newsletter" in text
    assert mail.sender in {"", "<>"}  # nobody hears of it when a stranger typed a wrong address
