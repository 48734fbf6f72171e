"""An enrolment in words: the same rows on the check page, the personal link, in mails and on the desk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from cesi_site.core import clock
from cesi_site.core.identifiers import show_enterprise_number, show_phone
from cesi_site.core.languages import _, ngettext
from cesi_site.core.templating import money, number
from cesi_site.enrolment.models import Enrolment, Recognition, TrainingSession
from cesi_site.enrolment.wording import dates_in_words

Row = tuple[str, str | None]
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Section:
    """Rows of labels with their values under a heading; `anchor` is where they are changed on the form."""

    anchor: str
    title: str
    rows: Sequence[Row]


def summary(enrolment: Enrolment, recognitions: Sequence[Recognition] = ()) -> list[Section]:
    """Return what was filled in, in the language in use, without the rows that say nothing."""
    sections = (
        Section("who", _("Who enrols"), _who(enrolment)),
        Section("employer", _("Employer"), _employer(enrolment)),
        Section("invoice", _("Invoice"), _invoice(enrolment, recognitions)),
    )
    kept = [Section(one.anchor, one.title, [row for row in one.rows if row[1]]) for one in sections]
    return [one for one in kept if one.rows]


def session_rows(session: TrainingSession) -> list[Row]:
    """Return when and where a session is given, and in which language."""
    first, last = (moment.astimezone(clock.BRUSSELS) for moment in (session.starts_at, session.ends_at))
    return [
        (_("When"), dates_in_words(session.days)),
        (_("Hours"), f"{first:%H:%M}–{last:%H:%M}"),
        (_("Place"), session.venue.address() if session.venue else _("Online")),
        (_("Taught in"), session.teaching_language),
    ]


def price_rows(enrolment: Enrolment) -> list[Row]:
    """Return what it costs: for one, for all, and with VAT."""
    each = enrolment.price_each
    if each is None:
        return [(_("Price"), _("Price on request"))]
    if not each:
        return [(_("Price"), _("Free"))]
    total = each * enrolment.seats
    rows = [(_("Price for one participant, without VAT"), money(each))]
    if enrolment.seats > 1:
        people = ngettext("%(num)d participant", "%(num)d participants", enrolment.seats)
        rows.append((_("Together, without VAT"), f"{money(total)} ({people})"))
    rate = f"{number(enrolment.vat_rate.normalize())}\u00a0%"
    return [*rows, (_("Together, with VAT (%(rate)s)", rate=rate), money(with_vat(total, enrolment.vat_rate)))]


def with_vat(amount: Decimal, rate: Decimal) -> Decimal:
    """Return an amount with VAT, in whole cents."""
    return (amount * (100 + rate) / 100).quantize(CENT, ROUND_HALF_UP)


def _who(enrolment: Enrolment) -> list[Row]:
    return [
        (_("Name"), enrolment.name),
        (_("Position"), enrolment.function),
        (_("E-mail address"), enrolment.email),
        (_("Telephone"), show_phone(enrolment.phone) if enrolment.phone else None),
    ]


def _employer(enrolment: Enrolment) -> list[Row]:
    number_ = enrolment.enterprise_number
    return [
        (_("Company or organisation"), enrolment.organisation),
        (_("Enterprise number"), show_enterprise_number(number_) if number_ else None),
        (_("VAT"), str(enrolment.vat_status.label) if enrolment.vat_status else None),
        (_("Member of CESI"), str(enrolment.member_wish.label) if enrolment.member_wish else None),
        (_("Joint committee"), enrolment.joint_committee),
    ]


def _invoice(enrolment: Enrolment, recognitions: Sequence[Recognition]) -> list[Row]:
    town = " ".join(filter(None, (enrolment.invoice_postcode, enrolment.invoice_town)))
    asked = [one.text("name") for one in recognitions if str(one.id) in enrolment.subsidies]
    return [
        (_("Name on the invoice"), enrolment.invoice_name),
        (_("Address of the invoice"), ", ".join(filter(None, (enrolment.invoice_street, town)))),
        (_("E-mail address for invoices"), enrolment.invoice_email),
        (_("Purchase order number"), enrolment.po_number),
        (_("Subsidies or leave"), ", ".join(asked)),
    ]
