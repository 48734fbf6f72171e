"""Save and go on later: where to mail the link."""

from __future__ import annotations

from cesi_site.core.forms import EmailField, PublicForm
from cesi_site.core.languages import _l


class ResumeForm(PublicForm):
    """The address to which the link to the draft goes."""

    email = EmailField(_l("Your e-mail address"), required=True, attributes={"autocomplete": "email"})
