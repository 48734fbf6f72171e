"""What comes back strikes off rightly, counts once, and can be taken back; look-alikes change nothing (promise B6)."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask

from cesi_site.choices.models import Barred, Method, Reason, Use
from cesi_site.choices.operations import suppress
from cesi_site.choices.queries import choices_of, is_blocked
from cesi_site.choices.tokens import token_for
from cesi_site.core.database import db, transaction
from cesi_site.newsletter import verp
from cesi_site.newsletter.bounces import Kind
from cesi_site.newsletter.models import Bounce, EndReason, Source, Subscription, Verdict
from cesi_site.newsletter.operations import confirm, sign_up, unsubscribe
from cesi_site.newsletter.operations.bounces import note_refusals, note_refused_address, take_in
from cesi_site.newsletter.operations.striking import NotStruckOff, undo
from cesi_site.newsletter.queries.bounces import bounces_of
from cesi_site.newsletter.queries.subscriptions import find_subscription
from tests.newsletter.bounces.coming_back import all_bounces, colleague, come_back, is_struck_off, report_on, sent
from tests.newsletter.bounces.letters import LOOKALIKES, letter
from tests.newsletter.readers import reader

pytestmark = pytest.mark.promise("B6")

AN = "an.peeters@klant.example"


def subscription() -> Subscription:
    found = find_subscription(AN)
    assert found is not None
    return found


def test_an_address_that_does_not_exist_is_struck_off_at_once_with_the_reports_words(context: Flask) -> None:
    reader(AN)
    bounce = come_back(sent(AN, days_ago=0))
    assert bounce.verdict is Verdict.STRUCK_OFF
    assert (bounce.kind, bounce.status, bounce.email) == (Kind.HARD, "5.1.1", AN)
    assert "User unknown in virtual mailbox table" in bounce.words
    assert is_struck_off(AN)
    assert subscription().end_reason is EndReason.BOUNCED


def test_the_same_report_twice_acts_once(context: Flask) -> None:
    reader(AN)
    raw = report_on(sent(AN, days_ago=0), "postfix_unknown_user")
    first = take_in(raw, source=Source.IMAP)
    again = take_in(raw.replace(b"\n", b"\r\n"), source=Source.MAILDIR)
    assert first.bounce is not None
    assert (again.again, again.bounce) == (True, None)
    assert len(all_bounces()) == 1


@pytest.mark.parametrize("name", sorted(LOOKALIKES))
def test_no_lookalike_strikes_off(context: Flask, name: str) -> None:
    reader(AN)
    row = sent(AN, days_ago=0)
    for mark in ("a", "b", "c", "d", "e", "f"):
        take_in(report_on(row, name, mark=mark), source=Source.PIPE)
    assert not is_struck_off(AN)
    assert subscription().runs
    assert {bounce.verdict for bounce in all_bounces()} <= {Verdict.NOTED}


@pytest.mark.parametrize("name", ["out_of_office_exchange", "challenge_tmda", "read_receipt_mdn"])
def test_what_a_person_or_their_machine_wrote_is_not_kept(context: Flask, name: str) -> None:
    assert come_back(sent(AN), name).words == ""


def test_a_reply_is_left_to_persons_and_nothing_of_it_is_kept(context: Flask) -> None:
    taken = take_in(report_on(sent(AN), "ordinary_reply"), source=Source.PIPE)
    assert (taken.kind, taken.bounce, taken.is_ours) == (Kind.REPLY, None, False)
    assert all_bounces() == []


def test_soft_bounces_strike_off_after_the_limit(context: Flask) -> None:
    context.config["BOUNCE_SOFT_LIMIT"] = 3
    with time_machine.travel("2027-01-05 10:00Z", tick=False):
        reader(AN)
    for month in (2, 3):
        with time_machine.travel(f"2027-0{month}-05 10:00Z", tick=False):
            assert come_back(sent(AN), "google_over_quota", mark=str(month)).verdict is Verdict.COUNTED
    assert not is_struck_off(AN)
    with time_machine.travel("2027-04-05 10:00Z", tick=False):
        assert come_back(sent(AN), "google_over_quota", mark="4").verdict is Verdict.STRUCK_OFF
    assert is_struck_off(AN)
    assert subscription().end_reason is EndReason.BOUNCED


def test_one_letter_counts_once_however_many_reports_speak_of_it(context: Flask) -> None:
    context.config["BOUNCE_SOFT_LIMIT"] = 2
    row = sent(AN)
    assert [come_back(row, "zimbra_lmtp_over_quota", mark=mark).verdict for mark in "abc"] == [Verdict.COUNTED] * 3
    assert come_back(sent(AN), "zimbra_lmtp_over_quota", mark="d").verdict is Verdict.STRUCK_OFF


def test_soft_bounces_outside_the_window_do_not_count(context: Flask) -> None:
    context.config |= {"BOUNCE_SOFT_LIMIT": 2, "BOUNCE_SOFT_DAYS": 30}
    with time_machine.travel("2027-01-05 10:00Z", tick=False):
        come_back(sent(AN), "google_over_quota", mark="1")
    with time_machine.travel("2027-02-05 10:00Z", tick=False):
        assert come_back(sent(AN), "google_over_quota", mark="2").verdict is Verdict.COUNTED
    with time_machine.travel("2027-02-20 10:00Z", tick=False):
        assert come_back(sent(AN), "google_over_quota", mark="3").verdict is Verdict.STRUCK_OFF


@pytest.mark.parametrize("name", ["m365_blocked_sender_ip", "proofpoint_blocked_by_spamhaus", "delay_postfix"])
def test_what_says_nothing_about_the_address_never_counts(context: Flask, name: str) -> None:
    context.config["BOUNCE_SOFT_LIMIT"] = 1
    assert come_back(sent(AN), name).verdict is Verdict.NOTED
    assert not is_struck_off(AN)


def test_a_report_about_somebody_we_never_mailed_is_only_shown(context: Flask) -> None:
    reader(AN)
    taken = take_in(letter("postfix_unknown_user"), source=Source.PIPE)
    assert taken.bounce is not None
    assert (taken.bounce.verdict, taken.bounce.email) == (Verdict.UNPROVEN, None)
    assert "User unknown" in taken.bounce.words
    assert not is_struck_off(AN)


def test_a_forged_seal_proves_nothing(context: Flask) -> None:
    row = sent(AN)
    token = verp.token_for(row.id)
    forged = report_on(row, "postfix_unknown_user").replace(token.encode(), f"{row.id}-{'a' * 16}".encode())
    taken = take_in(forged, source=Source.PIPE)
    assert taken.bounce is not None
    assert taken.bounce.verdict is Verdict.UNPROVEN


def test_the_letters_message_id_proves_it_where_the_return_path_is_lost(context: Flask) -> None:
    row = sent(AN)
    raw = letter(
        "postfix_unknown_user", sent_to="no-reply@cesi.be", mail_id=verp.message_id_for_token(verp.token_for(row.id))
    )
    assert take_in(raw, source=Source.PIPE).bounce in bounces_of(AN)
    assert is_struck_off(AN)


def test_a_report_strikes_off_whom_the_letter_went_to_and_nobody_else(context: Flask) -> None:
    victim = "directeur@concurrent.example"
    reader(victim)
    row = sent(AN)
    raw = report_on(row, "postfix_unknown_user").replace(AN.encode(), victim.encode())
    assert take_in(raw, source=Source.PIPE).bounce is not None
    assert not is_struck_off(victim)


def test_a_mailbox_that_forwards_to_somebody_who_left_is_not_dead(context: Flask) -> None:
    bounce = come_back(sent(AN), "forwarded_to_a_colleague_who_left")
    assert (bounce.kind, bounce.verdict) == (Kind.SOFT, Verdict.COUNTED)
    assert not is_struck_off(AN)


def test_one_of_several_forwards_that_arrives_is_enough(context: Flask) -> None:
    both = (
        b"Final-Recipient: rfc822; jan@klant.example\nAction: delivered\nStatus: 2.0.0\n\nFinal-Recipient: rfc822; oud"
    )
    raw = report_on(sent(AN), "forwarded_to_a_colleague_who_left").replace(b"Final-Recipient: rfc822; oud", both)
    bounce = take_in(raw, source=Source.PIPE).bounce
    assert bounce is not None
    assert (bounce.kind, bounce.verdict) == (Kind.DELIVERED, Verdict.NOTED)


def test_a_report_on_a_letter_from_before_the_last_confirmation_is_out_of_date(context: Flask) -> None:
    row = sent(AN, days_ago=3)
    reader(AN)
    assert come_back(row).verdict is Verdict.OUTDATED
    assert subscription().runs


def test_an_address_that_is_struck_off_already_stays_so(context: Flask) -> None:
    come_back(sent(AN))
    assert come_back(sent(AN), mark="2").verdict is Verdict.ALREADY


def test_the_readers_own_confirmation_brings_the_address_back(context: Flask) -> None:
    reader(AN)
    come_back(sent(AN, days_ago=0))
    confirm(signup_id=sign_up(email=AN, language="nl", number="again"), language="nl")
    assert not is_struck_off(AN)
    assert subscription().runs


def test_staff_take_it_back_with_a_reason_and_the_subscription_goes_on(context: Flask) -> None:
    reader(AN)
    lotte = colleague()
    bounce = come_back(sent(AN, days_ago=0))
    undo(bounce.id, by=lotte, reason="gebeld, adres klopt")
    assert (bounce.verdict, bounce.undo_reason, bounce.undone_by_id) == (
        Verdict.UNDONE,
        "gebeld, adres klopt",
        lotte.id,
    )
    assert not is_struck_off(AN)
    assert subscription().runs
    with pytest.raises(NotStruckOff):
        undo(bounce.id, by=lotte, reason="nog eens")


def test_taking_it_back_brings_nobody_back_who_left(context: Flask) -> None:
    reader(AN)
    bounce = come_back(sent(AN, days_ago=0))
    unsubscribe(subscription().address_id, method=Method.LINK)
    undo(bounce.id, by=colleague(), reason="adres klopt")
    assert not subscription().runs
    assert is_blocked(Use.NEWSLETTER, AN) is Reason.UNSUBSCRIBED


def test_soft_bounces_from_before_it_was_taken_back_count_no_more(context: Flask) -> None:
    context.config["BOUNCE_SOFT_LIMIT"] = 2
    with time_machine.travel("2027-03-01 10:00Z", tick=False):
        come_back(sent(AN), "google_over_quota", mark="1")
        bounce = come_back(sent(AN), "google_over_quota", mark="2")
    with time_machine.travel("2027-03-02 10:00Z", tick=False):
        undo(bounce.id, by=colleague(), reason="mailbox opgeruimd")
    with time_machine.travel("2027-03-03 10:00Z", tick=False):
        assert come_back(sent(AN), "google_over_quota", mark="3").verdict is Verdict.COUNTED


def test_a_refusal_while_a_mailing_is_handed_over_counts_as_a_bounce(context: Flask) -> None:
    dead, full, blocked = (sent(email) for email in (AN, "vol@klant.example", "ok@klant.example"))
    words = {
        dead.id: "550 5.1.1 <an.peeters@klant.example>: Recipient address rejected: User unknown",
        full.id: "452 4.2.2 Mailbox full",
        blocked.id: "554 5.7.1 Service unavailable; client host blocked using a blocklist",
        999_999: "550 5.1.1 user unknown",
    }
    with transaction():
        note_refusals(words)
    assert [bounce.verdict for bounce in all_bounces()] == [Verdict.STRUCK_OFF, Verdict.COUNTED, Verdict.NOTED]
    assert is_struck_off(AN)
    assert {bounce.source for bounce in all_bounces()} == {Source.SMTP}


def test_a_refusal_of_another_mail_counts_for_addresses_on_a_list_of_ours(context: Flask) -> None:
    note_refused_address(AN, "550 5.1.1 user unknown")
    assert all_bounces() == []
    reader(AN)
    note_refused_address(AN, "550 5.1.1 user unknown")
    assert is_struck_off(AN)


@pytest.mark.promise("B4")
def test_a_mail_to_the_unsubscribe_address_ends_the_subscription_with_its_proof(context: Flask) -> None:
    address_id = reader(AN).address_id
    to = verp.unsubscribe_address(token_for(address_id))
    raw = f"From: Iemand <iemand@elders.example>\nTo: {to}\nMessage-ID: <u@x>\n\n".encode()
    taken = take_in(raw, source=Source.IMAP)
    assert taken.bounce is not None
    assert (taken.bounce.verdict, taken.bounce.email, taken.bounce.words) == (Verdict.UNSUBSCRIBED, AN, "")
    assert not subscription().runs
    assert choices_of(AN)[0].method is Method.MAILTO
    assert take_in(raw, source=Source.IMAP).again


@pytest.mark.promise("B4")
def test_an_unsubscribe_address_that_is_not_ours_ends_nothing(context: Flask) -> None:
    reader(AN)
    raw = b"From: x@elders.example\nTo: unsubscribe+1-aaaaaaaaaaaaaaaaaaaaaaaaaa@cesi.be\n\nstop"
    taken = take_in(raw, source=Source.PIPE)
    assert taken.bounce is not None
    assert taken.bounce.verdict is Verdict.UNPROVEN
    assert subscription().runs


def test_a_suppression_for_another_reason_does_not_hide_a_dead_address(context: Flask) -> None:
    suppress(AN, Barred.EVERYTHING, Reason.ERASED)
    assert come_back(sent(AN)).verdict is Verdict.STRUCK_OFF
    assert db.session.get(Bounce, 1) is not None
