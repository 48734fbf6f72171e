"""What a refusal means: by the codes of RFC 3463 and RFC 5321, and by words where servers give none or vague ones.

An address is called dead only when nothing speaks against it. A server that says "no such user" and "listed by a
blocklist" in one breath has told something about us, not about the address.
"""

from __future__ import annotations

import re

from cesi_site.newsletter.bounces.reports import Kind

STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")
REPLY_CODE = re.compile(r"(?<![\d.])([45][0-5]\d)(?=[ \-#:]|$)")

# The mailbox, or the place where it should be, does not exist (any more). 5.7.17 and 5.7.18: somebody else has the
# address now (RFC 7293). 5.1.351 and 5.4.310 are Microsoft's.
DEAD_CODES = frozenset(
    {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.1.351", "5.2.1", "5.4.310", "5.7.17", "5.7.18"}
)
# Of the sender, the letter's size or contents, the dialogue, a rule: the address may be quite well.
ABOUT_US = re.compile(r"5\.(1\.[78]|2\.3|3\.4|5\.[1-6]|6\.\d+|7\.\d+)")

FULL = re.compile(
    r"over ?-?quota|quota (?:is |has been )?(?:exceeded|full|reached)|mailbox (?:is |was )?(?:too )?full|"
    r"mailbox size|full mailbox|exceed\w*[^.]{0,40}(?:quota|storage|mailbox)|insufficient (?:system |disk )?storage|"
    r"(?:storage|disk) (?:limit|quota|full)|out of (?:storage|disk)|no (?:storage|disk) space|"
    r"bo[iî]te[^.]{0,30}(?:pleine|satur)|quota[^.]{0,20}d[ée]pass|postvak[^.]{0,20}vol\b|mailbox[^.]{0,20}vol\b",
    re.IGNORECASE,
)
FOR_NOW = re.compile(r"temporar|tempor[ae]ire|tijdelijk|again later|greylist|rate limit|too (?:fast|quickly)", re.I)
BLOCKED = re.compile(
    r"\bspam|block(?:ed|ing|[ -]?list)|black[ -]?list|\bdns ?bl\b|\brbl\b|reputation|\bpolic(?:y|ies)\b|\bspf\b|"
    r"\bdkim\b|\bdmarc\b|virus|malware|spoof|not (?:allowed|permitted|authori[sz]ed)|unauthori[sz]ed|authentication|"
    r"content|(?<!recipient address rejected: )access denied|relay(?:ing)? (?:access )?denied|sender address|"
    r"message (?:is )?too (?:big|large)|geweigerd wegens",
    re.IGNORECASE,
)
# Said of the machine that hands the letter over, or of how it does so, whoever the letter is for.
OURS = re.compile(
    r"\brelay(?:ing)?\b[^.;]{0,20}(?:denied|not (?:allowed|permitted)|prohibited|rejected)|"
    r"(?:unable|not (?:allowed|permitted|authori[sz]ed)) to relay|(?:not|n['’]t|no) relay|\bno relaying\b|"
    r"authenticat\w*[^.;]{0,20}(?:required|needed|failed|first)|(?:not|must|be|been) authenticated|smtp auth\b|"
    r"must issue a starttls|\b(?:helo|ehlo)\b|\bclient host\b|unknown client\b|reverse (?:dns|host\w*|lookup)|\bptr\b|"
    r"\brdns\b|cannot find your|(?:your|sending|connecting|client) (?:ip|host(?:name)?|mail ?server|mta)\b|"
    r"sender (?:address|verif\w*|domain)|block[ -]?list|black[ -]?list|\bdns ?bl\b|\brbl\b|blocked using|"
    r"(?<!not )listed (?:in|at|by|on)\b|reputation",
    re.IGNORECASE,
)
# RFC 4954: who wants to send must sign in first, or did so wrongly.
SIGN_IN_CODE = re.compile(r"\s*53[0458]\b")
_WHO = r"(?:user|users|recipient|recipients|mailbox|account|addressee|e?-?mail address|address|person|email)"
DEAD = re.compile(
    rf"(?:unknown|no such|invalid|bad|non-?existent|inactive|disabled|expired|deleted|nonexistent) (?:local )?{_WHO}|"
    rf"{_WHO}\)?(?: account| address| name)?(?:\W{{1,3}}| is | was | has been | \S+ )?"
    r"(?:unknown|not found|not exist|disabled|inactive|deactivated|closed|deleted|suspended|unavailable|invalid)|"
    r"(?:does|do|did) ?(?:not|n['’]t) (?:exist|have an? [^.]{0,60}(?:account|mailbox))|"
    r"could(?: not|n['’]t) be found|unroutea?ble (?:mail )?(?:address|domain)|no mailbox (?:here )?by that name|"
    r"not (?:a )?(?:valid|known) (?:user|recipient|mailbox|address)|user unknown|not our customer|"
    r"not listed in (?:the )?(?:public|domino|directory)|no longer (?:available|active|in use|valid|employed|accepts)|"
    r"(?:host|domain)(?: or domain)?(?: name)? (?:not found|does not exist|unknown|lookup failed)|"
    r"no such (?:domain|host)|unknown (?:domain|host)|nxdomain|null mx|recipient address rejected: access denied|"
    r"no route to (?:recipient )?domain|nicht gefunden|unbekannt|"
    r"onbekende? (?:gebruiker|adres|postvak|ontvanger|bestemmeling)|bestaat niet|niet gevonden|"
    r"(?:utilisateur|destinataire|adresse|bo[iî]te)[^.]{0,30}(?:inconnue?|inexistante?|introuvable|n['’]existe)",
    re.IGNORECASE,
)
# A host's name or a web address may hold any word: they are left out before words are looked for.
_NAME = re.compile(r"\w\.\w|://")


def find_status(text: str) -> str | None:
    """Return the first code of RFC 3463 in `text`; "5.0.0" or "4.0.0" where there is only a reply code."""
    found = STATUS.search(text)
    if found:
        return found[1]
    reply = REPLY_CODE.search(text)
    return f"{reply[1][0]}.0.0" if reply else None


def best_status(declared: str | None, words: str) -> str | None:
    """Return the code that says most: servers often declare a vague one and put the right one in their words."""
    said = STATUS.search(words)
    if declared is None:
        return find_status(words)
    if said and (_is_vague(declared) or (said[1] in DEAD_CODES and declared[0] == "5")):
        return said[1]
    return declared


def _is_vague(status: str) -> bool:
    return status.endswith(".0.0") or status in {"5.1.0", "5.2.0", "5.3.0", "5.4.0", "5.5.0"}


def classify(status: str | None, words: str) -> Kind:
    """Return what a refusal for good means for the address; HARD, SOFT or BLOCKED."""
    if is_about_us(words):
        return Kind.BLOCKED
    said = _without_names(words)
    if (status or "5").startswith("4") or FULL.search(said) or FOR_NOW.search(said):
        return Kind.SOFT
    blocked, dead = BLOCKED.search(said) is not None, DEAD.search(said) is not None
    if status in DEAD_CODES:
        return Kind.BLOCKED if blocked else Kind.HARD
    if status is not None and ABOUT_US.fullmatch(status):
        return Kind.HARD if dead and not blocked else Kind.BLOCKED
    if dead and not blocked and status != "5.2.2":
        return Kind.HARD
    return Kind.BLOCKED if blocked else Kind.SOFT


def is_about_us(words: str) -> bool:
    """Tell whether a refusal concerns the machine that sends, not the address: a setting, or a name to clear."""
    return SIGN_IN_CODE.match(words) is not None or OURS.search(_without_names(words)) is not None


def speaks_of_failure(text: str) -> bool:
    """Tell whether a text names a reason that this module knows, or a code of a failure."""
    found = find_status(text)
    said = _without_names(text)
    return (found is not None and found[0] != "2") or any(words.search(said) for words in (FULL, DEAD, BLOCKED))


def _without_names(text: str) -> str:
    return " ".join(word for word in text.split() if not _NAME.search(word))
