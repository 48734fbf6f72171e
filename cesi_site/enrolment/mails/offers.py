"""The mail with what somebody could take next. It is derived when it leaves: an objection until then drops it."""

from __future__ import annotations

from cesi_site.choices.models import Address
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db
from cesi_site.core.languages import use_language
from cesi_site.core.sites import external_url
from cesi_site.enrolment.calendar import training_url
from cesi_site.enrolment.person_links import person_token
from cesi_site.enrolment.queries.history import language_of
from cesi_site.enrolment.queries.offers import known_trainings, offers_of, shown
from cesi_site.outbox import Mail, mail


@mail("enrolment.offers")
def offers_mail(*, address_id: int) -> Mail | None:
    """What somebody could take next, each with its reason, and the way to stop it; None where nothing is left."""
    address = db.session.get(Address, address_id)
    offers = offers_of(address, known_trainings(), by_mail=True) if address else []
    if address is None or not offers:
        return None
    language = language_of(address.email)
    with use_language(language):
        listed = [(one, training_url(one.training, language)) for one in shown(offers)]
    token = token_for(address.id)
    stop = external_url("enrolment.end_offers", language=language, token=token)
    return Mail(
        to=[address.email],
        language=language,
        headers={"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        site=listed[0][0].training.organiser.value,
        context={
            "offers": listed,
            "stop_url": stop,
            "preferences_url": external_url("privacy.preferences", language=language, token=token),
            "history_url": external_url("enrolment.history", language=language, token=person_token(address)),
        },
    )
