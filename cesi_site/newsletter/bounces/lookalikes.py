"""Mails that look like reports and strike nobody off: out of office, delays, spam reports, receipts, challenges."""

from __future__ import annotations

import re
from email.message import Message

from cesi_site.newsletter.bounces.parts import header, own_parts, whole_text, without_our_letter
from cesi_site.newsletter.bounces.reports import Kind

AWAY = re.compile(
    r"out of (?:the )?office|automatic reply|auto(?:mated|matic)?[- ]?(?:reply|response|respond)|vacation|on leave|"
    r"away from|afwezig|automatisch antwoord|buiten kantoor|met vakantie|r[ée]ponse automatique|absen(?:ce|t)|"
    r"message automatique|abwesen|automatische antwort|not in the office",
    re.IGNORECASE,
)
CHALLENGE = re.compile(
    r"confirm(?:ation)? (?:that )?(?:you|your (?:message|e-?mail)|required|is needed)|verify (?:that )?you|"
    r"verif(?:y|ication) (?:required|your (?:e-?mail|message|address))|challenge|approve your|"
    r"(?:prove|show) (?:that )?you(?: are|['’]re) (?:a )?(?:human|person)|quarantined? (?:until|pending)|"
    r"bevestig (?:dat|uw (?:bericht|e-?mail))|confirmez (?:que|votre (?:message|e-?mail))|liste blanche|whitelist",
    re.IGNORECASE,
)
DELAY = re.compile(
    r"\(delay(?:ed)?\)|delivery (?:has been |is |status: )?delayed|delayed (?:mail|delivery)|message delayed|"
    r"warning: (?:could not|message .*delayed|no delivery)|this is a warning (?:message )?only|"
    r"not yet been delivered|will (?:continue|keep) (?:to try|trying|to be made)|"
    r"do(?: not|n['’]t) need to (?:resend|do anything|take any action)|no action is required|still being retried|"
    r"vertraagd|vertraging|retard[ée] ?|sera r[ée]essay",
    re.IGNORECASE,
)
ARRIVED = re.compile(
    r"successful(?:ly)? (?:mail )?deliver|delivery status notification \(success\)|successfully delivered|"
    r"delivery receipt|(?:was|were) delivered to|\(relay(?:ed)?\)",
    re.IGNORECASE,
)
READ = re.compile(r"^(?:read(?: receipt)?|gelezen|lu|return receipt|leesbevestiging|accus[ée] de lecture)\s?:", re.I)
AUTO_HEADERS = ("X-Autoreply", "X-Autorespond", "X-Auto-Reply-From", "X-Vacation", "X-FC-MachineGenerated")
CHALLENGE_HEADERS = ("X-TMDA-Fingerprint", "X-Boxbe-Sender", "X-Challenge")


def report_type(mail: Message) -> Kind | None:
    """Return what a mail is by the kind of report that it declares: a spam report (RFC 5965), a receipt (RFC 8098)."""
    types = {part.get_content_type() for part in own_parts(mail)}
    declared = str(mail.get_param("report-type") or "").lower()
    if "message/feedback-report" in types or declared == "feedback-report":
        return Kind.COMPLAINT
    if "message/disposition-notification" in types or declared == "disposition-notification":
        return Kind.READ_RECEIPT
    return None


def written_by_somebody(mail: Message) -> Kind:
    """Return what a mail is that does not come from a mail server: a machine's answer, or a person's."""
    subject, text = header(mail, "Subject"), without_our_letter(whole_text(mail))[:2_000]
    automatic = _is_automatic(mail)
    if any(name in mail for name in CHALLENGE_HEADERS) or (automatic and _asks(subject, text)):
        return Kind.CHALLENGE
    if READ.search(subject):
        return Kind.READ_RECEIPT
    return Kind.AUTO_REPLY if automatic or AWAY.search(subject) else Kind.REPLY


def harmless_notice(mail: Message) -> Kind | None:
    """Return what a mail server's notice is when it speaks of no failure: a delay, a success, an absence."""
    subject, text = header(mail, "Subject"), without_our_letter(whole_text(mail))
    for kind, pattern in ((Kind.DELAYED, DELAY), (Kind.DELIVERED, ARRIVED)):
        if pattern.search(subject) or pattern.search(text):
            return kind
    if CHALLENGE.search(subject):
        return Kind.CHALLENGE
    return Kind.AUTO_REPLY if AWAY.search(subject) else None


def _asks(subject: str, text: str) -> bool:
    return CHALLENGE.search(subject) is not None or CHALLENGE.search(text) is not None


def _is_automatic(mail: Message) -> bool:
    submitted = header(mail, "Auto-Submitted").partition(";")[0].strip().lower()
    precedence = header(mail, "Precedence").lower()
    suppressed = header(mail, "X-Auto-Response-Suppress")
    return bool(
        submitted not in {"", "no"}
        or precedence in {"bulk", "junk", "auto_reply", "auto-reply"}
        or suppressed
        or header(mail, "Return-Path") == "<>"
        or any(name in mail for name in AUTO_HEADERS)
    )
