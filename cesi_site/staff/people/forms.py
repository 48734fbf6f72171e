"""What an administrator types about a colleague."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import SelectMultipleField
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from cesi_site.accounts.models import StaffRoleName
from cesi_site.contact.queries import Topic
from cesi_site.core.forms import EmailField, LineField, ParagraphField, RadioOneField, SelectOneField
from cesi_site.core.languages import LANGUAGES, NAMES, _l
from cesi_site.staff.area import has_desk
from cesi_site.staff.forms import StaffForm
from cesi_site.staff.words import role_title


class BoxesField(SelectMultipleField):
    """Several choices, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _reason() -> LineField:
    return LineField(_l("Reason"), required=True, max_length=200)


class InviteForm(StaffForm):
    """A new colleague."""

    name = LineField(_l("First and last name"), required=True, max_length=120)
    email = EmailField(_l("E-mail address"), required=True)
    language = RadioOneField(_l("Language"), required=True, choices=[(lang, NAMES[lang]) for lang in LANGUAGES])
    roles = BoxesField(_l("Roles"), validators=[DataRequired(_l("Choose at least one role."))])
    topics = BoxesField(_l("Reads the messages on"))
    reason = _reason()

    def offer(self, topics: Iterable[Topic]) -> InviteForm:
        """Fill in the roles and the topics."""
        self.roles.choices = [(role.value, role_title(role)) for role in StaffRoleName if has_desk(role)]
        self.topics.choices = [(topic.key, str(topic.name)) for topic in topics]
        return self


class GiveRoleForm(StaffForm):
    """Another role for a colleague."""

    role = SelectOneField(_l("Role"), required=True)
    reason = _reason()

    def offer(self, held: Iterable[StaffRoleName]) -> GiveRoleForm:
        """Fill in the roles that the colleague has not."""
        others = [role for role in StaffRoleName if role not in set(held) and has_desk(role)]
        self.role.choices = [("", _l("Choose …")), *((role.value, role_title(role)) for role in others)]
        return self


class EndRoleForm(StaffForm):
    """Take a role away."""

    role = SelectOneField(_l("Role"), required=True)
    reason = _reason()

    def offer(self, held: Iterable[StaffRoleName]) -> EndRoleForm:
        """Fill in the roles that the colleague has."""
        self.role.choices = [("", _l("Choose …")), *((role.value, role_title(role)) for role in sorted(held))]
        return self


class TopicsForm(StaffForm):
    """The topics that a colleague reads."""

    topics = BoxesField(_l("Reads the messages on"))
    reason = _reason()

    def offer(self, topics: Iterable[Topic]) -> TopicsForm:
        """Fill in the topics."""
        self.topics.choices = [(topic.key, str(topic.name)) for topic in topics]
        return self


class ReasonForm(StaffForm):
    """An act that needs a reason."""

    reason = _reason()


class ResetForm(StaffForm):
    """Ask that somebody's lost second factor be taken away."""

    email = EmailField(_l("E-mail address of the account"), required=True)
    reason = ParagraphField(_l("How you recognised the person"), required=True, max_length=500, attributes={"rows": 3})

    def not_found(self) -> None:
        """Say that the address has no account."""
        self.email.errors = [_l("No account has this address.")]


def ticked(values: Any) -> list[str]:
    """Return the ticked boxes of a field."""
    return [str(value) for value in values or ()]
