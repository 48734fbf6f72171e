"""What waits for a person, desk by desk: the next thing to do stands on top of the dashboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import url_for

from cesi_site.accounts import queries as accounts
from cesi_site.accounts.models import Account
from cesi_site.affiliation import queries as affiliation
from cesi_site.affiliation.states import State
from cesi_site.contact import queries as contact
from cesi_site.contact.models import MessageState
from cesi_site.core.languages import _, ngettext
from cesi_site.enrolment.queries import announcements, requests, running
from cesi_site.enrolment.queries import desk as catalogue
from cesi_site.enrolment.queries.correcting import member_checks
from cesi_site.enrolment.request_words import RequestState
from cesi_site.newsletter.operations.mailings import may_approve
from cesi_site.newsletter.queries import mailings
from cesi_site.newsletter.queries.bounces import count_open_tasks
from cesi_site.privacy import queries as privacy
from cesi_site.staff.area import (
    AFFILIATIONS,
    ANNOUNCEMENTS,
    BREACHES,
    CATALOGUE,
    CONNECTIONS,
    INBOX,
    MAILINGS,
    POLICY,
    REQUESTS,
    RESETS,
    RIGHTS,
    SESSIONS,
    TOPICS,
    UNDELIVERABLE,
)


@dataclass(frozen=True)
class Task:
    """Something that waits. `tone` is that of a status: "danger" for what is late, "warning", "info"."""

    text: str
    url: str
    tone: str = "info"


PRESSING = ("danger", "warning", "info")


def tasks(account: Account) -> list[Task]:
    """Return what waits for somebody, the most pressing first."""
    found = [task for desk in DESKS for task in desk(account)]
    return sorted(found, key=lambda task: PRESSING.index(task.tone))


def _messages(account: Account) -> Iterator[Task]:
    topics = contact.topics_read_by(account.id) if account.staff_roles & INBOX else frozenset()
    if not topics:
        return
    waiting = contact.waiting_for(account.id, topics)
    if n := waiting.overdue:
        text = ngettext("%(num)d message is late", "%(num)d messages are late", n)
        yield Task(text, url_for("staff.inbox", late="1"), "danger")
    if n := waiting.quarantined:
        text = ngettext("%(num)d message in quarantine", "%(num)d messages in quarantine", n)
        yield Task(text, url_for("staff.inbox", state=MessageState.QUARANTINED), "warning")
    if n := waiting.mine:
        text = ngettext("%(num)d message is yours to answer", "%(num)d messages are yours to answer", n)
        yield Task(text, url_for("staff.inbox", owner=account.id))
    if n := waiting.new:
        text = ngettext("%(num)d new message", "%(num)d new messages", n)
        yield Task(text, url_for("staff.inbox", state=MessageState.RECEIVED))


def _resets(account: Account) -> Iterator[Task]:
    if not account.staff_roles & RESETS:
        return
    others = [reset for reset in accounts.open_factor_resets() if reset.asked_by != account.id]
    if n := len(others):
        text = ngettext("%(num)d reset of a second step to decide", "%(num)d resets of a second step to decide", n)
        yield Task(text, url_for("staff.resets"), "warning")


def _unread_topics(account: Account) -> Iterator[Task]:
    if not account.staff_roles & TOPICS:
        return
    if n := len({topic.key for topic in contact.topics()} - contact.topics_with_readers()):
        text = ngettext("%(num)d topic is read by nobody of staff", "%(num)d topics are read by nobody of staff", n)
        yield Task(text, url_for("staff.topics"))


def _affiliations(account: Account) -> Iterator[Task]:
    if not account.staff_roles & AFFILIATIONS:
        return
    counts = affiliation.count_by_state()
    if n := counts.get(State.RECEIVED, 0):
        text = ngettext("%(num)d new request to join", "%(num)d new requests to join", n)
        yield Task(text, url_for("staff.affiliations", state=State.RECEIVED), "warning")
    if n := counts.get(State.SIGNED, 0):
        text = ngettext("%(num)d signed contract to accept", "%(num)d signed contracts to accept", n)
        yield Task(text, url_for("staff.affiliations", state=State.SIGNED), "warning")
    if n := counts.get(State.IN_REVIEW, 0):
        text = ngettext("%(num)d request in review", "%(num)d requests in review", n)
        yield Task(text, url_for("staff.affiliations", state=State.IN_REVIEW))


def _trainings(account: Account) -> Iterator[Task]:
    if not account.staff_roles & CATALOGUE:
        return
    counts = catalogue.count_by_state()
    if n := counts[catalogue.WITHOUT_DATE]:
        text = ngettext("%(num)d public training has no date ahead", "%(num)d public trainings have no date ahead", n)
        yield Task(text, url_for("staff.trainings", state=catalogue.WITHOUT_DATE), "warning")
    if n := counts[catalogue.DRAFT]:
        text = ngettext("%(num)d training is a draft", "%(num)d trainings are drafts", n)
        yield Task(text, url_for("staff.trainings", state=catalogue.DRAFT))


def _sessions(account: Account) -> Iterator[Task]:
    if not account.staff_roles & SESSIONS:
        return
    if apart := running.sessions_with_some_apart():
        text = ngettext(
            "Enrolments to look at in %(num)d session", "Enrolments to look at in %(num)d sessions", len(apart)
        )
        yield Task(text, url_for("staff.session", number=apart[0]), "warning")
    if claimed := member_checks():
        text = ngettext(
            "Member price to check for %(num)d enrolment", "Member price to check for %(num)d enrolments", len(claimed)
        )
        yield Task(text, url_for("staff.session_enrolled", number=claimed[0]), "warning")
    if n := running.count_to_do():
        text = ngettext("Attendance to note for %(num)d session", "Attendance to note for %(num)d sessions", n)
        yield Task(text, url_for("staff.sessions", when=running.TO_DO))


def _requests(account: Account) -> Iterator[Task]:
    if not account.staff_roles & REQUESTS:
        return
    counts = requests.count_by_state()
    if n := counts[requests.LATE]:
        text = ngettext("%(num)d request is late", "%(num)d requests are late", n)
        yield Task(text, url_for("staff.requests", state=requests.LATE), "danger")
    if n := counts.get(RequestState.HELD, 0):
        text = ngettext("%(num)d request is set apart", "%(num)d requests are set apart", n)
        yield Task(text, url_for("staff.requests", state=RequestState.HELD), "warning")
    if n := counts[requests.OPEN] - counts[requests.LATE]:
        text = ngettext(
            "%(num)d request for a service or a training", "%(num)d requests for a service or a training", n
        )
        yield Task(text, url_for("staff.requests"))


def _attacks(account: Account) -> Iterator[Task]:
    if not account.staff_roles & CONNECTIONS:
        return
    if n := len(accounts.open_alerts()):
        text = ngettext("%(num)d attack to look at", "%(num)d attacks to look at", n)
        yield Task(text, url_for("staff.connections"), "danger")


def _rights(account: Account) -> Iterator[Task]:
    if not account.staff_roles & RIGHTS:
        return
    waiting = privacy.waiting_requests()
    if n := waiting.late:
        text = ngettext("%(num)d request about rights is late", "%(num)d requests about rights are late", n)
        yield Task(text, url_for("staff.rights"), "danger")
    if n := waiting.soon:
        text = ngettext(
            "%(num)d request about rights ends within a week", "%(num)d requests about rights end within a week", n
        )
        yield Task(text, url_for("staff.rights"), "warning")
    if n := waiting.open - waiting.late - waiting.soon:
        text = ngettext("%(num)d open request about rights", "%(num)d open requests about rights", n)
        yield Task(text, url_for("staff.rights"))


def _breaches(account: Account) -> Iterator[Task]:
    if not account.staff_roles & BREACHES:
        return
    clocks = privacy.running_clocks()
    if n := clocks.breaches:
        text = ngettext("%(num)d data breach with its 72 hours", "%(num)d data breaches with their 72 hours", n)
        yield Task(text, url_for("staff.breaches"), "danger")
    if n := privacy.open_breaches() - clocks.breaches:
        text = ngettext("%(num)d data breach to close", "%(num)d data breaches to close", n)
        yield Task(text, url_for("staff.breaches"), "warning")


def _policy(account: Account) -> Iterator[Task]:
    if not account.staff_roles & POLICY:
        return
    if privacy.is_to_be_told():
        yield Task(_("A change of the privacy policy is to be told"), url_for("staff.policy"), "warning")


def _mailings(account: Account) -> Iterator[Task]:
    if not account.staff_roles & MAILINGS:
        return
    if n := len(mailings.held_up()):
        text = ngettext("%(num)d mailing is held up", "%(num)d mailings are held up", n)
        yield Task(text, url_for("staff.mailings"), "danger")
    if n := sum(may_approve(mailing, account) for mailing in mailings.waiting_for_approval()):
        text = ngettext("%(num)d mailing to approve", "%(num)d mailings to approve", n)
        yield Task(text, url_for("staff.mailings"), "warning")


def _announcements(account: Account) -> Iterator[Task]:
    if not account.staff_roles & ANNOUNCEMENTS:
        return
    if n := announcements.to_look_at(account.id):
        text = ngettext("%(num)d announcement to look at", "%(num)d announcements to look at", n)
        yield Task(text, url_for("staff.announcements", state="draft"), "warning")


def _out_of_reach(account: Account) -> Iterator[Task]:
    if not account.staff_roles & UNDELIVERABLE:
        return
    if n := count_open_tasks():
        text = ngettext("%(num)d contact of a member out of reach", "%(num)d contacts of members out of reach", n)
        yield Task(text, url_for("staff.undeliverable"), "warning")


def _own_codes(account: Account) -> Iterator[Task]:
    if account.has_second_factor and not account.recovery_codes:
        yield Task(_("Make recovery codes"), url_for("security.mf_recovery_codes"), "warning")


DESKS: tuple[Callable[[Account], Iterator[Task]], ...] = (
    _messages,
    _affiliations,
    _trainings,
    _sessions,
    _requests,
    _rights,
    _breaches,
    _policy,
    _mailings,
    _announcements,
    _out_of_reach,
    _resets,
    _unread_topics,
    _attacks,
    _own_codes,
)
