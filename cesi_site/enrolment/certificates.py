"""Certificates of participation: their code, and the paper (PDF/UA-1) in the language of who took part."""

from __future__ import annotations

import datetime as dt
import re
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import render_template

from cesi_site.core import pdf
from cesi_site.core.clock import BRUSSELS
from cesi_site.core.languages import use_language
from cesi_site.core.qr import qr_data_url
from cesi_site.core.sites import all_sites, external_url
from cesi_site.enrolment.models import TrainingSession
from cesi_site.register.terms import add_months

if TYPE_CHECKING:
    from weasyprint import HTML

# No sign that is taken for another one when it is read from paper (Crockford's base 32). 16 of them are 80 bits.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
GROUP = 4
_MISREAD = str.maketrans("OIL", "011")
_SHAPE = re.compile(f"[{SIGNS}]{{{CODE_LENGTH}}}")


@dataclass(frozen=True, kw_only=True)
class Certificate:
    """What stands on a certificate. `code` is the one by which anybody can check it; `language` that of the reader."""

    first_name: str
    last_name: str
    language: str
    code: str
    issued_on: dt.date
    session: TrainingSession

    @property
    def name(self) -> str:
        """Who took part."""
        return f"{self.first_name} {self.last_name}"

    @property
    def initials(self) -> str:
        """All that the check page shows of the name: "A. P."."""
        return " ".join(f"{part[0].upper()}." for part in (self.first_name, self.last_name) if part)

    @property
    def filename(self) -> str:
        """What the file is called: it names nobody."""
        return f"{self.session.training.code}-{self.code[:GROUP]}.pdf"

    @property
    def last_day(self) -> dt.date:
        """The last day of the training."""
        return self.session.ends_at.astimezone(BRUSSELS).date()

    @property
    def valid_until(self) -> dt.date | None:
        """The day after which it has to be refreshed; None where it does not end."""
        months = self.session.training.certificate_valid_months
        return add_months(self.last_day, months) if months else None


def new_code() -> str:
    """Return a code that nobody can guess."""
    return "".join(secrets.choice(SIGNS) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str | None:
    """Return the code that somebody typed or followed, however it is grouped; None where it cannot be one."""
    plain = re.sub(r"[\s-]", "", typed).upper().translate(_MISREAD)
    return plain if _SHAPE.fullmatch(plain) else None


def show_code(code: str) -> str:
    """Return a code in groups, as it stands on paper and in the address."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def check_url(certificate: Certificate) -> str:
    """Return the address at which anybody who holds the certificate can check it."""
    site, code = certificate.session.training.organiser.value, show_code(certificate.code)
    return external_url("enrolment.certificate", language=certificate.language, site=site, code=code)


def certificate_pdf(certificate: Certificate) -> bytes | None:
    """Return the paper; None where the system lacks the libraries that draw it."""
    return pdf.draw(_page(certificate))


def document_of(certificate: Certificate) -> HTML | None:
    """Return the paper as a document that is ready to be drawn; None where nothing can draw it."""
    return pdf.document_of(_page(certificate))


def _page(certificate: Certificate) -> str:
    url = check_url(certificate)
    with use_language(certificate.language):
        return render_template(
            "enrolment/certificate_pdf.html",
            one=certificate,
            url=url,
            qr=qr_data_url(url),
            house=all_sites()[certificate.session.training.organiser],
            code=show_code(certificate.code),
            lang=certificate.language,
        )
