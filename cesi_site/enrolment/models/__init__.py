"""The tables of the catalogue."""

from cesi_site.enrolment.models.lists import (
    CancellationPolicy,
    CancellationStep,
    Recognition,
    Theme,
    Venue,
)
from cesi_site.enrolment.models.requests import (
    ServiceRequest,
    ServiceRequestEvent,
    ServiceRequestReader,
    request_reference,
)
from cesi_site.enrolment.models.sessions import SessionPart, SessionTrainer, TrainingSession
from cesi_site.enrolment.models.trainings import (
    OPTIONAL_TEXTS,
    TEXTS,
    Training,
    TrainingRecognition,
    TrainingWord,
)

__all__ = [
    "OPTIONAL_TEXTS",
    "TEXTS",
    "CancellationPolicy",
    "CancellationStep",
    "Recognition",
    "ServiceRequest",
    "ServiceRequestEvent",
    "ServiceRequestReader",
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
