"""What staff type about a request, and about who reads them."""

from __future__ import annotations

from cesi_site.core.forms import ParagraphField
from cesi_site.core.languages import _l
from cesi_site.staff.forms import AddressesField, StaffForm


class WordsForm(StaffForm):
    """An answer, or a note for colleagues."""

    words = ParagraphField(_l("Text"), required=True, max_length=6000, attributes={"rows": 6})


class TeamForm(StaffForm):
    """At which addresses a team reads its requests."""

    nl = AddressesField(_l("Who reads Dutch requests"), required=True, attributes={"rows": 2})
    fr = AddressesField(_l("Who reads French requests"), required=True, attributes={"rows": 2})

    @property
    def readers(self) -> dict[str, list[str]]:
        """The addresses by language, once the form is valid."""
        return {"nl": self.nl.addresses(), "fr": self.fr.addresses()}
