"""Activities: what is done with personal data, why, on what ground, and who is told what (articles 13, 14, 30)."""

from __future__ import annotations

from dataclasses import dataclass

from cesi_site.core.languages import Text
from cesi_site.register.grounds import Ground
from cesi_site.register.holdings import DeclarationError, Elsewhere, Holding

CONTROLLERS = ("cesi", "onemanagement")
SWITCHED_OFF = Text(
    "Dit staat nu uit op deze websites: er komt niets bij.",
    "Ceci est désactivé actuellement sur ces sites\u00a0: rien ne s’y ajoute.",
)


@dataclass(frozen=True, kw_only=True)
class Activity:
    """One processing activity. Every text stands in the policy, the notice beside a form, or both.

    key             its name in code, and its anchor on the policy page
    name            heading on the policy page: what happens, in the reader's words
    purpose         one or two sentences: why; also the first line of the notice beside the form's button
    ground          the one legal ground; `ground_in_words` says why it fits
    balancing       the weighing of interests, for a legitimate interest alone
    persons, data   categories, as in the record of processing (article 30)
    source          where the data comes from
    obligatory      what must be given, and what happens to who gives less (article 13.2.e)
    recipients      who sees it; `processors` are keys of the processors that touch it
    transfers       transfers out of the European Economic Area; None where there are none
    security        measures, beyond those of the whole site
    details         more paragraphs for who wants to know more
    promises        numbers of docs/promises.md that it keeps
    holdings        tables that hold its data, the main one first: the notice beside the button gives its term
    elsewhere       what is kept outside the database
    controllers     "cesi", "onemanagement" or both: then they answer for it jointly (article 26)
    running         whether it is switched on; what one that is off left behind is still kept until its day
    """

    key: str
    name: Text
    purpose: Text
    ground: Ground
    ground_in_words: Text
    persons: tuple[Text, ...]
    data: tuple[Text, ...]
    source: Text
    obligatory: Text
    recipients: tuple[Text, ...]
    security: tuple[Text, ...]
    promises: tuple[str, ...]
    holdings: tuple[Holding, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()
    balancing: Text | None = None
    processors: tuple[str, ...] = ()
    transfers: Text | None = None
    details: tuple[Text, ...] = ()
    controllers: tuple[str, ...] = ("cesi",)
    running: bool = True

    def __post_init__(self) -> None:
        if (self.balancing is None) == (self.ground is Ground.LEGITIMATE_INTEREST):
            raise DeclarationError(f"{self.key}: a legitimate interest has a balancing text, other grounds have none")
        if unknown := set(self.controllers) - set(CONTROLLERS):
            raise DeclarationError(f"{self.key}: unknown controllers {sorted(unknown)}")
        if not (self.holdings or self.elsewhere):
            raise DeclarationError(f"{self.key}: it says nowhere what is kept, and how long")

    @property
    def switched_off(self) -> Text | None:
        """What is said of it where it is switched off; None where it runs."""
        return None if self.running else SWITCHED_OFF

    @property
    def joint(self) -> bool:
        """Whether both companies answer for it together (article 26)."""
        return len(self.controllers) > 1

    @property
    def kept_in_words(self) -> tuple[Text, ...]:
        """How long its data is kept: one text per different term, with what it holds for where there are several."""
        parts = [(part.kept_in_words, part.name) for part in self.holdings]
        parts += [(part.kept_in_words, part.name) for part in self.elsewhere]
        terms: dict[Text, list[Text]] = {}
        for kept, name in parts:
            terms.setdefault(kept, []).append(name)
        if len(terms) == 1:
            return tuple(terms)
        return tuple(_named(names, kept) for kept, names in terms.items())

    @property
    def main_term(self) -> Text:
        """How long its main holding is kept."""
        return self.holdings[0].kept_in_words if self.holdings else self.elsewhere[0].kept_in_words


def _named(names: list[Text], kept: Text) -> Text:
    return Text(
        f"{', '.join(name.nl for name in names)}: {kept.nl}",
        f"{', '.join(name.fr for name in names)}\u00a0: {kept.fr}",
    )


@dataclass(frozen=True, kw_only=True)
class Processor:
    """A company that works for the controller under article 28. `key` is its part: "hosting", "mail", …"""

    key: str
    name: str
    service: Text
    url: str | None = None
