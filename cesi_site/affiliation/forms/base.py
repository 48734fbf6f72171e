"""What the steps share: fields that are asked for only in a certain case, and answers that come back from the draft."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, ClassVar, TypeVar

from werkzeug.datastructures import MultiDict
from wtforms import BooleanField

from cesi_site.core.forms import REQUIRED, PublicForm, clean_text
from cesi_site.core.guard import has_session_cookie

Answers = dict[str, list[str]]
Case = Callable[[Any], bool]
Step = TypeVar("Step", bound="StepForm")

# What one step may hold in characters, names of fields included; a form that is filled in well needs a tenth of it.
LONGEST_ANSWERS = 40_000
NOT_KEPT = frozenset({"ticket", "csrf_token"})


def only_if(name: str, *values: object) -> Case:
    """Return the case that the field `name` has one of these values (default: that its box is ticked)."""
    return lambda form: form[name].data in (values or (True,))


def unless(name: str, *values: object) -> Case:
    """Return the case that the field `name` has none of these values (default: that its box is not ticked)."""
    return lambda form: form[name].data not in (values or (True,))


class StepForm(PublicForm):
    """One step. `cases` says when a field counts at all; one of `needed` is then required.

    A field that does not count has no error and no value, whatever was typed in it.
    """

    cases: ClassVar[Mapping[str, Case]] = {}
    needed: ClassVar[frozenset[str]] = frozenset()

    class Meta(PublicForm.Meta):
        """Answers that come back from the draft carry no token: they were checked when they were sent."""

        @cached_property
        def csrf(self) -> bool:
            """Whether this form holds a token; can be set."""
            return has_session_cookie()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in self.needed:
            self[name].flags.required = True

    @classmethod
    def restored(cls: type[Step], answers: Mapping[str, list[str]], *, to_check: bool = False) -> Step:
        """Return the form with the answers of a draft: to be shown, or `to_check` whether they still hold."""
        options = {"meta": {"csrf": False}} if to_check else {}
        return cls(MultiDict(answers), **options)

    def counts(self, name: str) -> bool:
        """Whether a field plays a part, given the other answers."""
        case = self.cases.get(name)
        return case is None or case(self)

    def given(self, name: str) -> Any:
        """Return the value of a field, None where it does not count."""
        field = self[name]
        if not self.counts(name):
            return None
        return bool(field.data) if isinstance(field, BooleanField) else field.value

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check each field that counts."""
        super().validate(extra_validators)
        if self.changes_language:
            return False
        for field in self:
            if not self.counts(field.short_name):
                field.errors = []
            elif field.short_name in self.needed and not field.data and not field.errors:
                field.errors = [REQUIRED]
        self.check()
        return not self.errors

    def columns(self) -> dict[str, Any]:
        """Return the columns of the request that this step fills. Only for a form that was found valid."""
        raise NotImplementedError

    def check(self) -> None:
        """Compare answers with each other; a step that has such rules writes them here."""


def answers_of(form: StepForm, sent: MultiDict[str, str]) -> Answers | None:
    """Return what was sent as the draft keeps it: as typed, fields of this form alone. None for far too much."""
    names = [name for name in sent if name.partition("-")[0] in form and name not in NOT_KEPT]
    answers = {name: [clean_text(value) for value in sent.getlist(name)] for name in names}
    return answers if len(json.dumps(answers)) <= LONGEST_ANSWERS else None
