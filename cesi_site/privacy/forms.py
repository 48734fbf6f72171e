"""What people type on the pages about their data."""

from __future__ import annotations

from cesi_site.core.forms import PublicForm


class SwitchForm(PublicForm):
    """A button that turns one use of an address on or off."""
