"""The reports and look-alikes in this folder, filled in with the marks of one letter."""

from __future__ import annotations

from pathlib import Path

from cesi_site.newsletter.bounces import Kind

HERE = Path(__file__).parent
VERP = "bounce+12-abcdefghijklmnop@bounce.cesi.example"
MAIL_ID = "<newsletter.12-abcdefghijklmnop@cesi.example>"

HARD, SOFT, BLOCKED = Kind.HARD, Kind.SOFT, Kind.BLOCKED
# What each report says: its kind, its code and the address that it names.
REPORTS = {
    "address_changed_owner": (HARD, "5.7.17", "info@overgenomen.example"),
    "amazon_ses_bounce": (HARD, "5.1.1", "lea@atelier.example"),
    "base64_status_part": (HARD, "5.1.1", "omar@fabriek.example"),
    "courier_unknown_user": (HARD, "5.0.0", "tom@garage.example"),
    "exchange_2000_status_only": (HARD, "5.1.1", "magda@winkel.example"),
    "exchange_2019_not_found": (HARD, "5.1.1", "an.peeters@klant.example"),
    "exchange_55_did_not_reach": (HARD, None, "luc@oud.example"),
    "exim_old_plain_unrouteable": (HARD, None, "an.peeters@klant.example"),
    "exim_over_quota": (SOFT, None, "an.peeters@klant.example"),
    "exim_unknown_user_report": (HARD, "5.0.0", "an.peeters@klant.example"),
    "forwarded_to_a_colleague_who_left": (HARD, "5.1.1", "oud.collega@klant.example"),
    "google_account_disabled": (HARD, "5.2.1", "jan.maes@gmeel.example"),
    "google_no_such_user": (HARD, "5.1.1", "jan.maes@gmeel.example"),
    "google_over_quota": (SOFT, "5.2.2", "jan.maes@gmeel.example"),
    "google_unauthenticated": (BLOCKED, "5.7.26", "jan.maes@gmeel.example"),
    "groupwise_unknown": (HARD, "5.0.0", None),
    "haraka_nxdomain": (HARD, "5.1.2", "nele@tikfuot.example"),
    "james_french_unknown": (HARD, None, None),
    "lotus_notes_not_listed": (HARD, "5.0.0", "kris@bank.example"),
    "lotus_notes_old_plain": (SOFT, None, "kris@bank.example"),
    "m365_5_1_10_not_found": (HARD, "5.1.10", "an.peeters@klant.example"),
    "m365_5_4_1_directory_block": (HARD, "5.4.1", "an.peeters@klant.example"),
    "m365_blocked_sender_ip": (BLOCKED, "5.7.606", "an.peeters@klant.example"),
    "mailenable_plain": (HARD, "5.0.0", "receptie@hotel.example"),
    "mdaemon_plain": (HARD, "5.0.0", "griet@notaris.example"),
    "message_too_large": (BLOCKED, "5.3.4", "rik@metaal.example"),
    "mimecast_antispoofing": (BLOCKED, "5.0.0", "wim@advocaat.example"),
    "mimecast_invalid_recipient": (HARD, "5.0.0", "wim@advocaat.example"),
    "opensmtpd_error": (HARD, "5.0.0", "mia@uitgever.example"),
    "postfix_gave_up_after_five_days": (SOFT, "4.4.1", "an.peeters@klant.example"),
    "postfix_greylisted_then_unverified": (SOFT, "4.1.1", "an.peeters@klant.example"),
    "postfix_host_not_found": (HARD, "5.4.4", "an.peeters@klant.example"),
    "postfix_unknown_user": (HARD, "5.1.1", "an.peeters@klant.example"),
    "proofpoint_blocked_by_spamhaus": (BLOCKED, "5.1.1", "els@pharma.example"),
    "proofpoint_user_unknown": (HARD, "5.1.1", "els@pharma.example"),
    "qmail_no_mailbox": (HARD, "5.1.1", "piet@bakker.example"),
    "qmail_remote_gave_up": (SOFT, "4.4.1", "piet@elders.example"),
    "qmail_vpopmail_full": (SOFT, None, "piet@bakker.example"),
    "sendmail_old_transcript": (HARD, "5.0.0", "bert@weg.example"),
    "sendmail_user_unknown": (HARD, "5.1.1", "inge@drukker.example"),
    "yahoo_no_account": (HARD, None, "ria_1970@yahoo.example"),
    "yahoo_sorry_over_quota": (SOFT, "5.0.0", "ria_1970@yahoo.example"),
    "zimbra_lmtp_over_quota": (SOFT, "5.2.2", "sofie@school.example"),
    "zimbra_unknown_user": (HARD, "5.1.1", "sofie@school.example"),
}
LOOKALIKES = {
    "bounce_forwarded_by_a_person": Kind.REPLY,
    "challenge_from_postmaster": Kind.CHALLENGE,
    "challenge_tmda": Kind.CHALLENGE,
    "delay_exchange_french": Kind.DELAYED,
    "delay_exim_plain": Kind.DELAYED,
    "delay_google": Kind.DELAYED,
    "delay_postfix": Kind.DELAYED,
    "deleted_unread_mdn": Kind.READ_RECEIPT,
    "delivered_with_receipt": Kind.DELIVERED,
    "office_closed_from_postmaster": Kind.AUTO_REPLY,
    "ordinary_reply": Kind.REPLY,
    "out_of_office_exchange": Kind.AUTO_REPLY,
    "out_of_office_no_longer_works_here": Kind.AUTO_REPLY,
    "out_of_office_plain_without_marks": Kind.AUTO_REPLY,
    "out_of_office_sieve_french": Kind.AUTO_REPLY,
    "read_receipt_mdn": Kind.READ_RECEIPT,
    "reply_that_quotes_a_bounce": Kind.REPLY,
    "spam_report_arf": Kind.COMPLAINT,
    "spam_report_from_mailer_daemon": Kind.COMPLAINT,
    "virus_warning_from_postmaster": Kind.UNKNOWN,
}


def letter(name: str, *, sent_to: str = VERP, mail_id: str = MAIL_ID) -> bytes:
    """Return a mail of this folder, come back to `sent_to`, about the letter `mail_id`."""
    folder = "reports" if name in REPORTS else "lookalikes"
    raw = (HERE / folder / f"{name}.eml").read_bytes()
    return raw.replace(b"@VERP@", sent_to.encode()).replace(b"@MESSAGE-ID@", mail_id.encode())
