"""Where an enrolment stands, what happens to it, and who was there: words that stand in rows."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from cesi_site.core.languages import Text


class EnrolmentState(StrEnum):
    """Where an enrolment stands. RECEIVED: its places are held until somebody of the team has looked at it."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    WAITING_LIST = "waiting_list"
    CANCELLED_BY_CUSTOMER = "cancelled_by_customer"
    CANCELLED_BY_ORGANISER = "cancelled_by_organiser"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return STATES[self]

    @property
    def tone(self) -> str:
        """The tone of a status."""
        return TONES[self]

    @property
    def is_over(self) -> bool:
        """Whether nobody comes any more by this enrolment."""
        return self in OVER


class EnrolmentAct(StrEnum):
    """What happens to an enrolment. Each act is a line in its history."""

    RECEIVED = "received"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    LAPSED = "lapsed"
    LEFT = "left"
    REPLACED = "replaced"
    MOVED = "moved"
    CANCELLED = "cancelled"
    CALLED_OFF = "called_off"
    SESSION_CHANGED = "session_changed"
    PRICE_SET = "price_set"

    @property
    def label(self) -> Text:
        """What is written in the history."""
        return ACTS[self]


class Attendance(StrEnum):
    """Whether a participant was there, as staff wrote it down."""

    PRESENT = "present"
    ABSENT = "absent"
    EXCUSED = "excused"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return ATTENDANCES[self]


class MemberWish(StrEnum):
    """Whether the employer says that it is a member: only staff or MyCESI make it a fact."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return MEMBER_WISHES[self]


class VatStatus(StrEnum):
    """Whether the employer pays VAT."""

    LIABLE = "liable"
    EXEMPT = "exempt"
    NONE = "none"

    @property
    def label(self) -> Text:
        """Its name, in both languages."""
        return VAT_STATUSES[self]


# Enrolments that hold places; those on the waiting list do while they have an offer.
SEATED = frozenset({EnrolmentState.RECEIVED, EnrolmentState.CONFIRMED})
OVER = frozenset({EnrolmentState.CANCELLED_BY_CUSTOMER, EnrolmentState.CANCELLED_BY_ORGANISER})

STATES: Mapping[EnrolmentState, Text] = {
    EnrolmentState.RECEIVED: Text("ontvangen", "reçue"),
    EnrolmentState.CONFIRMED: Text("bevestigd", "confirmée"),
    EnrolmentState.WAITING_LIST: Text("op de wachtlijst", "sur la liste d’attente"),
    EnrolmentState.CANCELLED_BY_CUSTOMER: Text("geannuleerd", "annulée"),
    EnrolmentState.CANCELLED_BY_ORGANISER: Text("geannuleerd door de organisator", "annulée par l’organisateur"),
}
TONES: Mapping[EnrolmentState, str] = {
    EnrolmentState.RECEIVED: "info",
    EnrolmentState.CONFIRMED: "success",
    EnrolmentState.WAITING_LIST: "warning",
    EnrolmentState.CANCELLED_BY_CUSTOMER: "neutral",
    EnrolmentState.CANCELLED_BY_ORGANISER: "danger",
}
ACTS: Mapping[EnrolmentAct, Text] = {
    EnrolmentAct.RECEIVED: Text("ontvangen", "reçue"),
    EnrolmentAct.CONFIRMED: Text("bevestigd", "confirmée"),
    EnrolmentAct.WAITING: Text("op de wachtlijst geplaatst", "placée sur la liste d’attente"),
    EnrolmentAct.OFFERED: Text("een plaats aangeboden", "une place proposée"),
    EnrolmentAct.TAKEN: Text("aangeboden plaats genomen", "place proposée acceptée"),
    EnrolmentAct.DECLINED: Text("aangeboden plaats geweigerd", "place proposée refusée"),
    EnrolmentAct.LAPSED: Text("aanbod verlopen", "proposition expirée"),
    EnrolmentAct.LEFT: Text("van de wachtlijst gegaan", "liste d’attente quittée"),
    EnrolmentAct.REPLACED: Text("deelnemer vervangen", "participant remplacé"),
    EnrolmentAct.MOVED: Text("verplaatst naar een andere sessie", "déplacée vers une autre session"),
    EnrolmentAct.CANCELLED: Text("geannuleerd", "annulée"),
    EnrolmentAct.CALLED_OFF: Text("geannuleerd door de organisator", "annulée par l’organisateur"),
    EnrolmentAct.SESSION_CHANGED: Text("sessie gewijzigd", "session modifiée"),
    EnrolmentAct.PRICE_SET: Text("prijs aangepast", "prix adapté"),
}
ATTENDANCES: Mapping[Attendance, Text] = {
    Attendance.PRESENT: Text("aanwezig", "présent"),
    Attendance.ABSENT: Text("afwezig", "absent"),
    Attendance.EXCUSED: Text("verontschuldigd", "excusé"),
}
MEMBER_WISHES: Mapping[MemberWish, Text] = {
    MemberWish.YES: Text("ja", "oui"),
    MemberWish.NO: Text("nee", "non"),
    MemberWish.UNKNOWN: Text("ik weet het niet", "je ne sais pas"),
}
VAT_STATUSES: Mapping[VatStatus, Text] = {
    VatStatus.LIABLE: Text("btw-plichtig", "assujetti à la TVA"),
    VatStatus.EXEMPT: Text("vrijgesteld van btw", "exempté de TVA"),
    VatStatus.NONE: Text("niet btw-plichtig", "non assujetti à la TVA"),
}
