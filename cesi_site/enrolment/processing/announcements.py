"""What is kept of the announcements themselves: to whom they went, for as long as somebody may ask about it."""

from __future__ import annotations

from sqlalchemy import and_

from cesi_site.choices.models import Address
from cesi_site.core.languages import Text
from cesi_site.enrolment.models import Announcement, AnnouncementRecipient
from cesi_site.register import Holding, Impersonal, Term, by_address

ANNOUNCED = Holding(
    key="enrolment.announced",
    name=Text("welke aankondigingen wij u stuurden", "les annonces que nous vous avons envoyées"),
    model=AnnouncementRecipient,
    on=and_(Announcement.id == AnnouncementRecipient.announcement_id, Address.id == AnnouncementRecipient.address_id),
    subject=by_address(Address.email),
    clock=Announcement.approved_at,
    kept=Term(days=90),
    clock_in_words=Text(
        "vanaf de dag waarop de aankondiging goedgekeurd werd",
        "à partir du jour où l’annonce a été approuvée",
    ),
    export={
        "subject": AnnouncementRecipient.subject,
        "language": AnnouncementRecipient.language,
        "sent": AnnouncementRecipient.queued_at,
    },
    impersonal=(AnnouncementRecipient.announcement_id, AnnouncementRecipient.address_id),
)

IMPERSONAL = (
    Impersonal("training_announcement", "texts of the house and numbers; staff by the number of their account"),
    Impersonal("training_announcement_item", "facts of the catalogue, with no person in them"),
)
