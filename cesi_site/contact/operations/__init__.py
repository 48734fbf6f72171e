"""Writes of the contact router: one function per act."""

from cesi_site.contact.operations.demo import DemoStaff, load_demo_staff
from cesi_site.contact.operations.errors import (
    CannotRead,
    HandlingError,
    HasOwner,
    NeverFiled,
    NotNow,
    NotStaff,
    NotYours,
    SameTopic,
)
from cesi_site.contact.operations.filing import detach, move_to_file, put_in_file
from cesi_site.contact.operations.handling import (
    add_note,
    answer,
    close,
    give,
    hand_over,
    mark_answered,
    note_reading,
    put_back,
    reopen,
    take,
)
from cesi_site.contact.operations.messages import Draft, Taken, UploadsGone, receive_message, reject, release, restore
from cesi_site.contact.operations.readers import end_all_topics, end_topic, give_topic
from cesi_site.contact.operations.replies import Intake, Outcome, take_reply
from cesi_site.contact.operations.templates import remove_template, save_template
from cesi_site.contact.operations.topics import (
    NobodyReads,
    TopicExists,
    UnknownTopic,
    add_topic,
    change_topic,
    edit_topic,
    load_topics,
    move_topic,
    set_addresses,
)
from cesi_site.contact.operations.uploads import keep_uploads, sweep_uploads

__all__ = [
    "CannotRead",
    "DemoStaff",
    "Draft",
    "HandlingError",
    "HasOwner",
    "Intake",
    "NeverFiled",
    "NobodyReads",
    "NotNow",
    "NotStaff",
    "NotYours",
    "Outcome",
    "SameTopic",
    "Taken",
    "TopicExists",
    "UnknownTopic",
    "UploadsGone",
    "add_note",
    "add_topic",
    "answer",
    "change_topic",
    "close",
    "detach",
    "edit_topic",
    "end_all_topics",
    "end_topic",
    "give",
    "give_topic",
    "hand_over",
    "keep_uploads",
    "load_demo_staff",
    "load_topics",
    "mark_answered",
    "move_to_file",
    "move_topic",
    "note_reading",
    "put_back",
    "put_in_file",
    "receive_message",
    "reject",
    "release",
    "remove_template",
    "reopen",
    "restore",
    "save_template",
    "set_addresses",
    "sweep_uploads",
    "take",
    "take_reply",
]
