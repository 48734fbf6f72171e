"""Writes of the catalogue, one function per act."""

from cesi_site.enrolment.operations.index import index_everything, index_training
from cesi_site.enrolment.operations.lists import remove_row, save_row
from cesi_site.enrolment.operations.sessions import (
    SessionFacts,
    change_session,
    plan_sessions,
    possible_steps,
    step_session,
)
from cesi_site.enrolment.operations.starter import load_catalogue
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
    "add_training",
    "change_session",
    "change_training",
    "copy_training",
    "index_everything",
    "index_training",
    "load_catalogue",
    "missing_texts",
    "plan_sessions",
    "possible_steps",
    "publish_training",
    "remove_row",
    "save_row",
    "step_session",
    "withdraw_training",
]
