"""The tables of the catalogue, and of who takes part."""

from cesi_site.enrolment.models.announcements import (
    Announcement,
    AnnouncementItem,
    AnnouncementRecipient,
    AnnouncementState,
)
from cesi_site.enrolment.models.enrolments import (
    ADDRESS_LENGTH,
    DRAFT_KEPT,
    MOST_PARTICIPANTS,
    PO_LENGTH,
    Enrolment,
    EnrolmentDraft,
    EnrolmentEvent,
    EnrolmentPractical,
    Participant,
)
from cesi_site.enrolment.models.lists import (
    CancellationPolicy,
    CancellationStep,
    Recognition,
    Theme,
    Venue,
)
from cesi_site.enrolment.models.offers import OfferRound
from cesi_site.enrolment.models.requests import (
    ServiceRequest,
    ServiceRequestEvent,
    ServiceRequestReader,
    request_reference,
)
from cesi_site.enrolment.models.running import MAILED, SessionAct, SessionEvent
from cesi_site.enrolment.models.sessions import SessionPart, SessionTrainer, TrainingSession
from cesi_site.enrolment.models.trainings import (
    OPTIONAL_TEXTS,
    TEXTS,
    Training,
    TrainingRecognition,
    TrainingWord,
)

__all__ = [
    "ADDRESS_LENGTH",
    "DRAFT_KEPT",
    "MAILED",
    "MOST_PARTICIPANTS",
    "OPTIONAL_TEXTS",
    "PO_LENGTH",
    "TEXTS",
    "Announcement",
    "AnnouncementItem",
    "AnnouncementRecipient",
    "AnnouncementState",
    "CancellationPolicy",
    "CancellationStep",
    "Enrolment",
    "EnrolmentDraft",
    "EnrolmentEvent",
    "EnrolmentPractical",
    "OfferRound",
    "Participant",
    "Recognition",
    "ServiceRequest",
    "ServiceRequestEvent",
    "ServiceRequestReader",
    "SessionAct",
    "SessionEvent",
    "SessionPart",
    "SessionTrainer",
    "Theme",
    "Training",
    "TrainingRecognition",
    "TrainingSession",
    "TrainingWord",
    "Venue",
    "request_reference",
]
