"""Writes of the catalogue, one function per act."""

from cesi_site.enrolment.operations.attendance import issue_certificates, note_attendance, takes_attendance
from cesi_site.enrolment.operations.index import index_everything, index_training
from cesi_site.enrolment.operations.lists import remove_row, save_row
from cesi_site.enrolment.operations.offering import approve_round, next_round_on, propose
from cesi_site.enrolment.operations.refusing import refuse
from cesi_site.enrolment.operations.request_steps import (
    load_request_readers,
    possible_acts,
    set_request_readers,
    step_request,
)
from cesi_site.enrolment.operations.requests import Wanted, promised, receive_request
from cesi_site.enrolment.operations.sessions import (
    SessionFacts,
    change_session,
    plan_sessions,
    possible_steps,
    step_session,
)
from cesi_site.enrolment.operations.starter import load_catalogue
from cesi_site.enrolment.operations.telling import own_addresses, remind
from cesi_site.enrolment.operations.trainings import (
    add_training,
    change_training,
    copy_training,
    missing_texts,
    publish_training,
    withdraw_training,
)

__all__ = [
    "SessionFacts",
    "Wanted",
    "add_training",
    "approve_round",
    "change_session",
    "change_training",
    "copy_training",
    "index_everything",
    "index_training",
    "issue_certificates",
    "load_catalogue",
    "load_request_readers",
    "missing_texts",
    "next_round_on",
    "note_attendance",
    "own_addresses",
    "plan_sessions",
    "possible_acts",
    "possible_steps",
    "promised",
    "propose",
    "publish_training",
    "receive_request",
    "refuse",
    "remind",
    "remove_row",
    "save_row",
    "set_request_readers",
    "step_request",
    "step_session",
    "takes_attendance",
    "withdraw_training",
]
