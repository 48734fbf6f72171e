"""What keeps a mailing from going out: a text that is missing, a link that leads nowhere, an offer out of place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cesi_site.core.languages import LANGUAGES, NAMES, _
from cesi_site.newsletter.composing.reading import read
from cesi_site.newsletter.models import Kind, Mailing, MailingText

# Words of advertising. They do not decide: the person who approves looks at them.
OFFER_WORDS = re.compile(
    r"€|\beuro?s?\b|\bkorting(?:en)?\b|\bpromoti(?:e|on)s?\b|\bpromo\b|\bgratis\b|\baanbod\b|\baanbieding(?:en)?\b"
    r"|\bréductions?\b|\bremises?\b|\boffres?\b|\bgratuit(?:e|ement|s|es)?\b|\binschrijv(?:en|ing)\b|\binscri\w+",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Fault:
    """What is wrong in one language, in the language of who reads it here. `line` is 0 where it is about no line."""

    language: str
    line: int
    words: str

    def __str__(self) -> str:
        language = NAMES[self.language]
        if self.line:
            language = _("%(language)s, line %(line)d", language=language, line=self.line)
        return f"{language}: {self.words}"


def faults(mailing: Mailing) -> list[Fault]:
    """Return all that keeps a mailing from going out."""
    return [fault for language in LANGUAGES for fault in _faults(mailing.text(language), mailing.kind)]


def _faults(text: MailingText, kind: Kind) -> Iterator[Fault]:
    missing = {_("the subject is missing"): text.subject, _("the summary is missing"): text.summary}
    missing[_("the text is missing")] = text.body
    if kind is Kind.STATUTORY:
        missing[_("the law that obliges to send it is missing")] = text.legal_reason
    yield from (Fault(text.language, 0, words) for words, written in missing.items() if not written.strip())
    for fault in read(text.body, text.language).faults:
        if kind is Kind.STATUTORY or not fault.promotes:
            yield Fault(text.language, fault.line, fault.words)


def words_to_look_at(mailing: Mailing) -> list[str]:
    """Return the words of a statutory mailing that sound like advertising, each once."""
    if mailing.kind is not Kind.STATUTORY:
        return []
    found = (match[0] for text in mailing.texts for match in OFFER_WORDS.finditer(f"{text.subject}\n{text.body}"))
    return list(dict.fromkeys(word.lower() for word in found))
