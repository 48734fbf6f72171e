"""The five steps of the form: their addresses, their names, and the request that complete answers make."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cesi_site.affiliation.forms import ActivityForm, CheckForm, IdentityForm, PeopleForm, ServiceForm, StepForm
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.core.languages import Text


@dataclass(frozen=True)
class Step:
    """A step: `key` is its name in the draft, `slug` its place in the address."""

    key: str
    slug: Text
    title: Text
    form: type[StepForm]


STEPS = (
    Step("identity", Text("identiteit", "identite"), Text("Uw organisatie", "Votre organisation"), IdentityForm),
    Step("activity", Text("activiteit", "activite"), Text("Activiteit", "Activité"), ActivityForm),
    Step("people", Text("personen", "personnes"), Text("Contactpersonen", "Personnes de contact"), PeopleForm),
    Step(
        "service",
        Text("huidige-dienst", "service-actuel"),
        Text("Begin en overstap", "Début et changement"),
        ServiceForm,
    ),
    Step("check", Text("nakijken", "verification"), Text("Nakijken en versturen", "Vérifier et envoyer"), CheckForm),
)
FIRST, CHECK = STEPS[0], STEPS[-1]
QUESTIONS = STEPS[:-1]


def find_step(slug: str, language: str) -> Step | None:
    """Return the step at an address, or None."""
    return next((step for step in STEPS if step.slug.in_language(language) == slug), None)


def before(step: Step) -> Step | None:
    """Return the step before this one, or None for the first."""
    position = STEPS.index(step)
    return STEPS[position - 1] if position else None


class Filled:
    """What a draft holds, as forms: which steps are complete, and the request they make."""

    def __init__(self, answers: Mapping[str, Any]) -> None:
        self.forms = {step.key: step.form.restored(answers.get(step.key, {}), to_check=True) for step in QUESTIONS}
        self._faulty = {key for key, form in self.forms.items() if key not in answers or not form.validate()}

    @property
    def next(self) -> Step:
        """The first step that is not complete; the check page once all are."""
        return next((step for step in QUESTIONS if step.key in self._faulty), CHECK)

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked is answered."""
        return not self._faulty

    @property
    def typed_text(self) -> str:
        """What was written freely, for the protection against abuse."""
        return " ".join(
            str(field.data) for form in self.forms.values() for field in form if isinstance(field.data, str)
        )

    def request(self, **columns: Any) -> AffiliationRequest:
        """Return the request, not stored yet. Only for complete answers."""
        filled = {name: value for form in self.forms.values() for name, value in form.columns().items()}
        return AffiliationRequest(**filled, **columns)
