"""The mails of affiliation, as they arrive."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable

import pytest
from flask import Flask

from cesi_site.affiliation import operations, pdf, queries
from cesi_site.affiliation.models import AffiliationRequest
from cesi_site.core.languages import use_language
from cesi_site.core.templating import date_long
from tests.affiliation.conftest import Applicant
from tests.support.client import CheckingClient
from tests.support.smtp import Inbox, Received

Requests = Callable[[], list[AffiliationRequest]]
Deliver = Callable[[], None]
APPLICANT = "els.peeters@korenaar.example"


def texts(document: object) -> str:
    """Return the words that a laid-out document shows."""
    pages = document.render().pages  # type: ignore[attr-defined]
    boxes = [box for page in pages for box in page._page_box.descendants() if hasattr(box, "text")]
    return " ".join(" ".join(box.text for box in boxes).split())


def pdf_of(mail: Received) -> bytes:
    """Return the PDF that came with a mail."""
    (file,) = mail.message.iter_attachments()
    assert file.get_content_type() == "application/pdf"
    content = file.get_content()
    assert isinstance(content, bytes)
    return content


@pytest.mark.promise("D3")
@pytest.mark.parametrize("language", ["nl", "fr"])
def test_the_receipt_has_all_that_was_sent_the_information_and_a_pdf(
    client: CheckingClient, requests: Requests, smtp: Inbox, deliver: Deliver, app: Flask, language: str
) -> None:
    Applicant(client, language).apply()
    deliver()
    (request,) = requests()
    (mail,) = smtp.to(APPLICANT)
    assert request.reference in str(mail.message["Subject"])
    assert mail.message["Auto-Submitted"] == "auto-replied"
    assert mail.message["Reply-To"] == {"nl": "aansluiting", "fr": "affiliation"}[language] + "@cesi.example"
    wanted = ["Bakkerij De Korenaar", "0123.456.749", "2.123.456.791", "118.03, 200", "jan@korenaar.example"]
    information = {
        "nl": ["Een mens beslist over uw aansluiting", "3 jaar vanaf de dag"],
        "fr": ["La décision sur votre affiliation", "3 ans à partir du jour"],
    }[language]
    for words in (*wanted, *information, "22 november 2026" if language == "nl" else "22 novembre 2026"):
        assert words in mail.text
        assert words in mail.html.replace("&#39;", "’")
    with app.app_context():
        found = queries.request(request.id)
        assert found is not None
        document = pdf.document_of(found)
        assert document is not None
        shown = texts(document)
    assert all(words in shown for words in (*wanted, *information, request.reference))


def test_the_pdf_is_made_for_screen_readers(sent: AffiliationRequest, smtp: Inbox, deliver: Deliver) -> None:
    deliver()
    (mail,) = smtp.to(APPLICANT)
    (file,) = mail.message.iter_attachments()
    assert file.get_filename() == f"{sent.reference}.pdf"
    content = pdf_of(mail)
    assert content.startswith(b"%PDF-")
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    everything = b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"\x78")
    for mark in (b"pdfuaid:part", b"/StructTreeRoot", b"(nl-BE)"):
        assert mark in everything


def test_no_text_can_make_the_pdf_fetch_an_address(
    applicant: Applicant, smtp: Inbox, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("urllib.request.OpenerDirector.open", lambda self, *a, **k: opened.append(a))
    applicant.apply({"identity": {"legal_name": '<img src="http://169.254.169.254/x">'}})
    deliver()
    assert pdf_of(smtp.to(APPLICANT)[0])
    assert opened == []


def test_without_the_libraries_the_mail_goes_without_its_pdf(
    sent: AffiliationRequest, smtp: Inbox, deliver: Deliver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cesi_site.core.pdf._load", lambda: None)
    deliver()
    (mail,) = smtp.to(APPLICANT)
    assert not list(mail.message.iter_attachments())
    assert "Bakkerij De Korenaar" in mail.text


@pytest.mark.promise("D1")
def test_the_team_of_the_language_reads_the_request(
    client: CheckingClient, requests: Requests, smtp: Inbox, deliver: Deliver
) -> None:
    Applicant(client, "fr").apply({"service": {"notice_given": "no"}})
    Applicant(client, "nl").apply()
    deliver()
    first, second = requests()
    (mail,) = smtp.to("affiliation@cesi.example")
    assert mail.message["Reply-To"] == APPLICANT
    assert "le demandeur est encore affilié à un autre service" in mail.text.replace("\xa0", " ")
    (other,) = smtp.to("aansluiting@cesi.example")
    assert first.reference in other.text  # the same enterprise number
    assert all(first.reference not in mail.text for mail in smtp.to(APPLICANT) if second.reference in mail.text)


@pytest.mark.promise("H2")
def test_who_was_named_hears_it_once_with_the_source_and_their_rights(
    applicant: Applicant, requests: Requests, smtp: Inbox, deliver: Deliver
) -> None:
    applicant.apply({"people": {"billing_email": "jan@korenaar.example"}})
    deliver()
    (mail,) = smtp.to("jan@korenaar.example")
    for words in ("Els Peeters", "Jan Peeters", "zaakvoerder", "privacy@cesi.be", "/nl/privacy#affiliation_named"):
        assert words in mail.text
    assert "ondertekenaar van de overeenkomst, ontvanger van de facturen" in mail.text
    assert "0123.456.749" not in mail.text
    assert len(smtp.to("noor@korenaar.example")) == 1
    assert all(person.told_at for person in requests()[0].people)


def test_nobody_is_named_who_is_the_applicant(
    applicant: Applicant, requests: Requests, smtp: Inbox, deliver: Deliver
) -> None:
    applicant.apply(
        {
            "people": {
                "signatory_is_contact": "y",
                "signatory_name": "",
                "signatory_email": "nonsense",
                "billing_email": APPLICANT,
                "advisor": "employer",
            }
        }
    )
    deliver()
    assert requests()[0].people == []
    assert {address for mail in smtp.received for address in mail.recipients} == {
        APPLICANT,
        "aansluiting@cesi.example",
    }


def test_one_address_gets_five_receipts_a_day(client: CheckingClient, smtp: Inbox, deliver: Deliver) -> None:
    for _ in range(6):
        Applicant(client).apply()
    deliver()
    assert len(smtp.to(APPLICANT)) == 5
    assert len(smtp.to("aansluiting@cesi.example")) == 6


@pytest.mark.promise("D3")
def test_the_information_comes_again_at_acceptance(
    sent: AffiliationRequest, context: Flask, smtp: Inbox, deliver: Deliver
) -> None:
    operations.take_up(sent.id, by=None)
    operations.accept(sent.id, by=None)
    deliver()
    mails = [mail for mail in smtp.to(APPLICANT) if "Een mens beslist" in mail.text]
    (welcome,) = [mail for mail in mails if not list(mail.message.iter_attachments())]
    assert "22 november 2026" in welcome.text
    assert f"De aansluiting begint op {date_long(sent.start_date)}" in welcome.text


def test_a_mail_for_what_is_gone_is_dropped(sent: AffiliationRequest, context: Flask) -> None:
    from cesi_site.affiliation import mails

    with use_language("nl"):
        assert mails.receipt_mail(request_id=sent.id + 1) is None
        assert mails.team_mail(request_id=sent.id + 1) is None
        assert mails.named_mail(person_ids=[999]) is None
        assert mails.question_mail(event_id=999) is None
        assert mails.resume_mail(draft_id=999, token="x") is None
