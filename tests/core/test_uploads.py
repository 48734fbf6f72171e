"""Files are known by their content, rid of what they should not tell, and given names that harm nobody."""

from __future__ import annotations

import io
import time

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from werkzeug.datastructures import FileStorage, MultiDict
from wtforms import Form

from cesi_site.core.uploads import (
    DOCX,
    ENDINGS,
    JPEG,
    PDF,
    PNG,
    BadUpload,
    Upload,
    UploadsField,
    read_upload,
    safe_filename,
)
from tests.support.files import docx, forged, pdf, picture, picture_bomb, zip_bomb

MOST = 5_000_000


def read(data: bytes, name: str = "file") -> Upload:
    return read_upload(io.BytesIO(data), name, max_bytes=MOST)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [(pdf(), PDF), (picture("PNG"), PNG), (picture("JPEG"), JPEG), (docx(), DOCX)],
    ids=["pdf", "png", "jpeg", "docx"],
)
@pytest.mark.parametrize("name", ["a.pdf", "a.exe", "a", "a.jpeg"])
def test_the_type_is_found_in_the_content(data: bytes, media_type: str, name: str) -> None:
    upload = read(data, name)
    assert upload.media_type == media_type
    assert upload.filename == "a" + ENDINGS[media_type]
    assert upload.size == len(upload.data)
    assert len(upload.sha256) == 64


@pytest.mark.parametrize("name", forged())
def test_what_is_not_what_it_seems_is_refused(name: str) -> None:
    with pytest.raises(BadUpload):
        read(forged()[name], name)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (pdf("x" * MOST), "size"),
        (b"words", "type"),
        (picture("GIF"), "type"),
        (docx({"word/vbaProject.bin": b"x"}), "type"),
        (picture()[:45], "damaged"),
        (pdf()[:20], "damaged"),
    ],
    ids=["empty", "large", "words", "gif", "macros", "half a picture", "half a document"],
)
def test_the_reason_is_told(data: bytes, reason: str) -> None:
    with pytest.raises(BadUpload) as refused:
        read(data)
    assert refused.value.reason == reason


def test_a_file_at_the_limit_is_taken() -> None:
    assert read(pdf("x" * (MOST - len(pdf())))).size == MOST


def test_a_password_is_told_apart() -> None:
    locked = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = locked.find(mark)
        while place >= 0:
            locked[place + offset] |= 1
            place = locked.find(mark, place + 1)
    with pytest.raises(BadUpload) as refused:
        read(bytes(locked))
    assert refused.value.reason == "locked"


@pytest.mark.parametrize("bomb", [zip_bomb, picture_bomb], ids=["zip", "picture"])
def test_a_bomb_costs_nothing(bomb: object) -> None:
    data = bomb()  # type: ignore[operator]
    began = time.process_time()
    with pytest.raises(BadUpload):
        read(data)
    assert time.process_time() - began < 1


class TestPictures:
    """A picture is written anew: what shows stays, what hides goes."""

    @staticmethod
    def photo(kind: str) -> bytes:
        """Return a photo that tells where it was taken, and holds more than a picture."""
        exif = Image.Exif()
        exif[0x010F] = "Maker of cameras"
        exif[0x0112] = 6  # held upright
        exif.get_ifd(0x8825)[2] = (50.0, 51.0, 0.0)
        out = io.BytesIO()
        image = Image.new("RGB", (30, 20), "navy")
        image.putpixel((0, 0), (255, 255, 255))
        image.save(out, kind, exif=exif, icc_profile=b"Profile of a device", quality=100, comment=b"Secret comment")
        return out.getvalue() + b"<?php hidden behind the picture ?>"

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_place_maker_and_stowaways_are_gone(self, kind: str) -> None:
        cleaned = read(self.photo(kind)).data
        for trace in (b"Maker", b"Profile", b"Secret", b"php", b"Exif", b"eXIf", b"iCCP"):
            assert trace not in cleaned
        with Image.open(io.BytesIO(cleaned)) as image:
            assert not image.getexif()

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_it_is_turned_as_it_was_held(self, kind: str) -> None:
        with Image.open(io.BytesIO(read(self.photo(kind)).data)) as image:
            assert image.size == (20, 30)
            white = image.convert("RGB").getpixel((19, 0))
        assert isinstance(white, tuple)
        assert sum(white) > 400

    @pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "LA", "P", "1", "I;16"])
    def test_every_kind_of_png(self, mode: str) -> None:
        with Image.open(io.BytesIO(read(picture(mode=mode)).data)) as image:
            assert (image.size, image.format) == ((24, 16), "PNG")

    @pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
    def test_every_kind_of_jpeg(self, mode: str) -> None:
        with Image.open(io.BytesIO(read(picture("JPEG", mode)).data)) as image:
            assert (image.size, image.format) == ((24, 16), "JPEG")

    def test_what_is_clear_stays_clear(self) -> None:
        image = Image.new("P", (4, 4))
        out = io.BytesIO()
        image.save(out, "PNG", transparency=0)
        with Image.open(io.BytesIO(read(out.getvalue()).data)) as cleaned:
            assert cleaned.convert("RGBA").getpixel((0, 0))[3] == 0  # type: ignore[index]


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("plan.pdf", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        (r"C:\Users\noor\Mijn plan.PDF", "Mijn plan.pdf"),
        ("factuur.pdf.exe", "factuur.pdf.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("..", "document.pdf"),
        ("", "document.pdf"),
        ("a\r\nContent-Type: text/html\r\n.pdf", "html.pdf"),
        ("\u202efdp.exe", "fdp.pdf"),
        ('x<script>"|?*.pdf', "x-script.pdf"),
        ("offre été 2027.pdf", "offre été 2027.pdf"),
        ("x" * 500 + ".pdf", "x" * 80 + ".pdf"),
        ("versie 1.2 definitief", "versie 1.2 definitief.pdf"),
    ],
)
def test_a_name_is_no_path_and_no_program(sent: str, kept: str) -> None:
    assert safe_filename(sent, PDF) == kept


@given(st.text(max_size=300))
def test_no_name_is_trouble(sent: str) -> None:
    kept = safe_filename(sent, PDF)
    assert kept.endswith(".pdf")
    assert len(kept) <= 84
    assert not set(kept) & set('<>:"/\\|?*\r\n\x00')
    assert not kept.startswith((".", " ", "-"))


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_no_content_is_trouble(data: st.DataObject) -> None:
    base = data.draw(st.sampled_from([b"", pdf(), picture(), picture("JPEG"), docx()]))
    broken = bytearray(base + data.draw(st.binary(max_size=200)))
    for place in data.draw(st.lists(st.integers(0, max(len(broken) - 1, 0)), max_size=8)):
        if broken:
            broken[place] = data.draw(st.integers(0, 255))
    try:
        upload = read(bytes(broken), "x.pdf")
    except BadUpload:
        return
    assert upload.media_type in ENDINGS


class Sample(Form):  # type: ignore[misc] # WTForms ships no types
    """A form with files."""

    files = UploadsField("Files", most=2, max_bytes=1_000_000)


class TestField:
    """The field tells of each file why it is refused, and takes the others."""

    @pytest.fixture(autouse=True)
    def page(self, app: Flask) -> object:
        """A request in French."""
        with app.test_request_context("/fr/x"):
            yield

    @staticmethod
    def send(*files: tuple[str, bytes]) -> Sample:
        """Return a form with these files."""
        sent = MultiDict([("files", FileStorage(io.BytesIO(data), name)) for name, data in files])
        form = Sample(sent)
        form.validate()
        return form

    def test_good_files_are_taken(self) -> None:
        form = self.send(("a.pdf", pdf()), ("b.png", picture()))
        assert not form.errors
        assert [upload.filename for upload in form.files.uploads] == ["a.pdf", "b.png"]

    def test_an_empty_file_input_is_no_file(self) -> None:
        assert not self.send(("", b"")).errors

    def test_text_in_the_place_of_a_file_is_no_file(self) -> None:
        form = Sample(MultiDict([("files", "words")]))
        assert form.validate()
        assert form.files.uploads == []

    def test_refused_files_are_named_with_their_reason(self) -> None:
        form = self.send(("leeg.pdf", b""), ("zwaar.pdf", pdf("x" * 1_000_000)))
        told = form.errors["files"][0]
        assert "« leeg.pdf » est vide" in told.replace("\u00a0", " ")
        assert "« zwaar.pdf » dépasse 1 Mo" in told.replace("\u00a0", " ")

    def test_too_many_are_named(self) -> None:
        form = self.send(("a.pdf", pdf()), ("b.pdf", pdf()), ("c.pdf", pdf()))
        assert "c.pdf" in form.errors["files"][0]
        assert [upload.filename for upload in form.files.uploads] == ["a.pdf", "b.pdf"]

    def test_a_name_cannot_break_the_message(self) -> None:
        assert "%(file)s" in self.send(("%(file)s %d {x}.pdf", b"")).errors["files"][0]
