"""A mailing before it goes: as its readers will see it, what keeps it from going, and what can be set into it."""

from __future__ import annotations

from cesi_site.content.blocks import kinds
from cesi_site.newsletter.composing.checks import Fault, faults, words_to_look_at
from cesi_site.newsletter.composing.letters import TOKEN, WHY, Written, write
from cesi_site.newsletter.composing.reading import read
from cesi_site.newsletter.composing.why import sample_why
from cesi_site.newsletter.models import Kind, Mailing

__all__ = ["Fault", "Written", "blocks_to_choose", "faults", "links_in", "preview", "words_to_look_at"]

_BUTTONS = {"nl": "[[button /nl/contact | Neem contact op]]", "fr": "[[button /fr/contact | Contactez-nous]]"}
BUTTON = "button"


def preview(mailing: Mailing, language: str) -> Written:
    """Write the letter of one language as if for a reader; its personal links lead nowhere."""
    samples = {TOKEN: "0-trial", WHY: sample_why(language)}
    return write(mailing.text(language), mailing.kind, samples.__getitem__)


def links_in(mailing: Mailing, language: str) -> tuple[str, ...]:
    """Return the links that staff put into a text, each once."""
    return read(mailing.text(language).body, language).links


def blocks_to_choose(kind: Kind, language: str) -> list[tuple[str, str]]:
    """Return what can be set into a mailing of a kind, as (word, title in `language`): "article first-aid"."""
    return [
        (f"{one.name} {key}", f"{one.label.in_language(language).capitalize()}: {title}")
        for one in kinds()
        if not (one.promotes and kind is Kind.STATUTORY)
        for key, title in one.choices(language)
    ]


def line_of(block: str, language: str) -> str:
    """Return the line that sets a block (a word of `blocks_to_choose`, or `BUTTON`) into the text of a language."""
    return _BUTTONS[language] if block == BUTTON else f"[[{block}]]"
