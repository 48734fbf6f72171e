"""Writes of affiliation: one function per act, each a transaction with its mails and its line in the log."""

from cesi_site.affiliation.operations.acceptance import Manager, accept
from cesi_site.affiliation.operations.decisions import (
    add_note,
    ask_for_more,
    complete,
    correct_number,
    note_signature,
    record_offer,
    refuse,
    release,
    take_up,
    withdraw,
)
from cesi_site.affiliation.operations.drafts import mail_link, save_answers, start_draft
from cesi_site.affiliation.operations.requests import Sent, send_request
from cesi_site.affiliation.operations.settings import load_starter, set_activities, set_readers, set_tariff

__all__ = [
    "Manager",
    "Sent",
    "accept",
    "add_note",
    "ask_for_more",
    "complete",
    "correct_number",
    "load_starter",
    "mail_link",
    "note_signature",
    "record_offer",
    "refuse",
    "release",
    "save_answers",
    "send_request",
    "set_activities",
    "set_readers",
    "set_tariff",
    "start_draft",
    "take_up",
    "withdraw",
]
