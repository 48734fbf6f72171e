"""Writes of privacy: one function per act."""

from cesi_site.privacy.operations.answering import (
    erase_for,
    hand_over,
    look_up,
    people_behind,
    person_behind,
    restrict_for,
)
from cesi_site.privacy.operations.cookies import choose_cookies, note_dropped
from cesi_site.privacy.operations.corrections import CORRECTABLE, NothingToCorrect, correct, own_columns
from cesi_site.privacy.operations.erasure import Erased, Hindered, Preview, erase, preview, replay
from cesi_site.privacy.operations.links import ask_link, link_for_account, note_copy, note_view
from cesi_site.privacy.operations.requests import (
    Asked,
    add_note,
    ask_identity,
    confirm_address,
    decide,
    extend,
    receive_request,
    send_alarms,
    show_identity,
    take,
    withdraw_request,
)
from cesi_site.privacy.operations.restriction import limit_use, resume_use
from cesi_site.privacy.operations.retention import purge_expired

__all__ = [
    "CORRECTABLE",
    "Asked",
    "Erased",
    "Hindered",
    "NothingToCorrect",
    "Preview",
    "add_note",
    "ask_identity",
    "ask_link",
    "choose_cookies",
    "confirm_address",
    "correct",
    "decide",
    "erase",
    "erase_for",
    "extend",
    "hand_over",
    "limit_use",
    "link_for_account",
    "look_up",
    "note_copy",
    "note_dropped",
    "note_view",
    "own_columns",
    "people_behind",
    "person_behind",
    "preview",
    "purge_expired",
    "receive_request",
    "replay",
    "restrict_for",
    "resume_use",
    "send_alarms",
    "show_identity",
    "take",
    "withdraw_request",
]
