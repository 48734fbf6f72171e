"""Words to begin an answer with, which the teams keep for themselves."""

from __future__ import annotations

from cesi_site.accounts.models import Account
from cesi_site.audit import record
from cesi_site.contact.models import AnswerTemplate
from cesi_site.core.database import db, transaction


def save_template(
    *, template: AnswerTemplate | None, name: str, topic: str | None, body_nl: str, body_fr: str, by: Account
) -> AnswerTemplate:
    """Add a template (None), or change one. `topic` is None for words that suit every topic."""
    with transaction() as session:
        kept = template or AnswerTemplate()
        kept.name, kept.topic, kept.body_nl, kept.body_fr = name, topic, body_nl, body_fr
        session.add(kept)
        session.flush()
        record("contact:template:saved", subject=kept, actor=by)
    return kept


def remove_template(template: AnswerTemplate, *, by: Account) -> None:
    """Remove a template; answers that were given stay as they are."""
    with transaction():
        record("contact:template:removed", subject=f"contact_answer_template:{template.id}", actor=by)
        db.session.delete(template)
