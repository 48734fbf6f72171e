"""What staff type about what came back."""

from __future__ import annotations

from cesi_site.core.forms import LineField
from cesi_site.core.languages import _l
from cesi_site.newsletter.models.bounces import NOTE_LENGTH
from cesi_site.staff.forms import StaffForm


class UndoForm(StaffForm):
    """Take back that an address was struck off."""

    reason = LineField(_l("How you know that the address works"), required=True, max_length=NOTE_LENGTH)


class CloseForm(StaffForm):
    """Close a task about a contact."""

    note = LineField(_l("What you did"), required=True, max_length=NOTE_LENGTH)
