"""Reading a list of addresses as other programs write it: CSV with a heading, whatever its alphabet and its sign.

Nothing is looked up here; what becomes of each row is judged in `queries.imports`.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from cesi_site.choices.models import KEPT
from cesi_site.core.addresses import BadAddress, normalise_email
from cesi_site.core.languages import LANGUAGES, Text
from cesi_site.newsletter.models import ImportGround
from cesi_site.newsletter.themes import THEMES

MOST_ROWS = 50_000
MOST_BYTES = 5_000_000
SIGNS = ";,\t"
COLUMNS = {
    "email": ("email", "e-mail", "mail", "e-mailadres", "emailadres", "adres", "courriel", "adresse e-mail"),
    "language": ("language", "taal", "langue", "lang"),
    "themes": ("themes", "thema's", "thema’s", "thèmes"),
    "confirmed": ("confirmed", "consent", "bevestigd", "bevestigd op", "confirmé", "confirmé le", "toestemming"),
}
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y")


class BadList(ValueError):
    """The file cannot be used; `reason` is "empty", "not_text", "no_email", "too_long"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Fate(StrEnum):
    """What becomes of a row. Only the first two are carried out."""

    TAKEN = "taken"
    ENDS = "ends"
    """Taken from a list of objections, and a subscription ends for it."""
    BAD_ADDRESS = "bad_address"
    TWICE = "twice"
    READING = "reading"
    WAITING = "waiting"
    LEFT = "left"
    STRUCK_OFF = "struck_off"
    RESTRICTED = "restricted"
    STOPPED = "stopped"
    NO_PROOF = "no_proof"
    TOO_OLD = "too_old"
    NOT_RENEWED = "not_renewed"

    @property
    def label(self) -> Text:
        """Why a row is left out, for staff."""
        return FATES[self]


FATES: Mapping[Fate, Text] = {
    Fate.TAKEN: Text("overgenomen", "reprise"),
    Fate.ENDS: Text("overgenomen, en de inschrijving eindigt", "reprise, et l’abonnement prend fin"),
    Fate.BAD_ADDRESS: Text("geen e-mailadres", "pas une adresse e-mail"),
    Fate.TWICE: Text("staat eerder in het bestand", "figure plus haut dans le fichier"),
    Fate.READING: Text("is al lezer", "est déjà abonnée"),
    Fate.WAITING: Text("kreeg al een e-mail om te bevestigen", "a déjà reçu un e-mail de confirmation"),
    Fate.LEFT: Text("schreef zich uit of maakte bezwaar", "s’est désinscrite ou opposée"),
    Fate.STRUCK_OFF: Text("geschrapt: mail kwam terug", "radiée : le courrier est revenu"),
    Fate.RESTRICTED: Text("mag tijdelijk niet gebruikt worden", "ne peut être utilisée pour l’instant"),
    Fate.STOPPED: Text("staat op een verzetslijst", "figure sur une liste d’opposition"),
    Fate.NO_PROOF: Text("geen geldige datum van bevestiging", "pas de date de confirmation valable"),
    Fate.TOO_OLD: Text("meer dan drie jaar geleden bevestigd", "confirmée il y a plus de trois ans"),
    Fate.NOT_RENEWED: Text("verlengde nadien niet", "n’a pas renouvelé ensuite"),
}
CARRIED_OUT = (Fate.TAKEN, Fate.ENDS)
STOPS = (ImportGround.LEFT, ImportGround.STOP)


@dataclass(frozen=True)
class Row:
    """A row of the file: the line it stands on, what was typed, and what it says. `fault` is what is wrong with it."""

    line: int
    typed: str
    email: str = ""
    language: str = ""
    themes: tuple[str, ...] = ()
    confirmed: dt.date | None = None
    fault: Fate | None = None


def read_list(data: bytes, *, ground: ImportGround, language: str, today: dt.date) -> list[Row]:
    """Read the rows of a file. `language` is for rows that name none. Raises `BadList`."""
    seen: set[str] = set()
    rows = []
    for line, cells in _cells(data):
        row = _read_row(line, cells, language)
        if row.fault is None and row.email in seen:
            row = Row(line, row.typed, row.email, fault=Fate.TWICE)
        elif row.fault is None and ground is ImportGround.PROVED:
            row = _with_proof_checked(row, today)
        seen.add(row.email)
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise BadList("too_long")
    if not rows:
        raise BadList("empty")
    return rows


def _cells(data: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(data) > MOST_BYTES:
        raise BadList("too_long")
    text = _decoded(data)
    heading, _, _ = text.lstrip().partition("\n")
    sign = max(SIGNS, key=heading.count)
    try:
        lines = csv.reader(io.StringIO(text.lstrip(), newline=""), delimiter=sign, strict=True)
        names = [_column(name) for name in next(lines, [])]
        if "email" not in names:
            raise BadList("no_email")
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, {name: cell.strip() for name, cell in zip(names, cells, strict=False) if name}
    except csv.Error:
        raise BadList("not_text") from None


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise BadList("not_text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _column(heading: str) -> str:
    word = heading.strip().lower()
    return next((name for name, words in COLUMNS.items() if word in words), "")


def _read_row(line: int, cells: Mapping[str, str], language: str) -> Row:
    typed = cells.get("email", "")
    try:
        email = normalise_email(typed)
    except BadAddress:
        return Row(line, typed[:254], fault=Fate.BAD_ADDRESS)
    spoken = cells.get("language", "").lower()[:2]
    themes = tuple(theme for theme in THEMES if theme in cells.get("themes", "").lower())
    return Row(
        line,
        typed,
        email=email,
        language=spoken if spoken in LANGUAGES else language,
        themes=themes,
        confirmed=_date(cells.get("confirmed", "")),
    )


def _with_proof_checked(row: Row, today: dt.date) -> Row:
    if row.confirmed is None or row.confirmed > today:
        return Row(row.line, row.typed, row.email, fault=Fate.NO_PROOF)
    if KEPT.last_day(row.confirmed) < today:
        return Row(row.line, row.typed, row.email, fault=Fate.TOO_OLD)
    return row


def _date(typed: str) -> dt.date | None:
    """Read a date as programs write it, with or without a time after it."""
    for form in DATE_FORMS:
        try:
            return dt.datetime.strptime(typed[:10], form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None
