"""Files that visitors send: known by their content, never by their name, and rid of what they should not tell.

A PDF and a Word file are stored as they are. An image is decoded and written anew: its place, its date, the
camera and anything hidden behind the picture are gone.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

import puremagic
from PIL import Image, ImageFile, ImageOps
from werkzeug.datastructures import FileStorage
from wtforms import Field
from wtforms.validators import ValidationError
from wtforms.widgets import FileInput

from cesi_site.core.forms import clean_line
from cesi_site.core.languages import _l

MEGABYTE = 1_000_000
# A photo of the best telephones; what decodes to more is made to fill the memory.
MOST_PIXELS = 50_000_000
# What a Word file may hold once unpacked; more is made to fill a disk.
MOST_UNPACKED = 200 * MEGABYTE
LONGEST_STEM = 80
UNSAFE_IN_NAMES = str.maketrans(dict.fromkeys('<>:"/\\|?*', "-"))

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {PDF: ".pdf", PNG: ".png", JPEG: ".jpg", DOCX: ".docx"}
ACCEPT = ",".join((*ENDINGS.values(), ".jpeg"))


class BadUpload(ValueError):
    """A file that is not taken; `reason` is "empty", "size", "type", "damaged" or "locked"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Upload:
    """A file that was taken: safe name, the type found in its content, and the content."""

    filename: str
    media_type: str
    data: bytes

    @property
    def size(self) -> int:
        """Size in bytes."""
        return len(self.data)

    @cached_property
    def sha256(self) -> str:
        """Fingerprint of the content, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


def read_upload(stream: IO[bytes], filename: str, *, max_bytes: int) -> Upload:
    """Read a file that a visitor sent. Raises `BadUpload`."""
    data = stream.read(max_bytes + 1)
    if not data:
        raise BadUpload("empty")
    if len(data) > max_bytes:
        raise BadUpload("size")
    media_type = _type_of(data)
    cleaned = CLEANERS[media_type](data)
    return Upload(safe_filename(filename, media_type), media_type, cleaned)


def safe_filename(sent: str, media_type: str) -> str:
    """Return a name that no system takes for a path or a program; its ending is that of the type."""
    name = clean_line(sent.replace("\\", "/").rsplit("/", 1)[-1])
    stem, dot, ending = name.rpartition(".")
    if not dot or not ending.isalnum() or len(ending) > 5:
        stem = name
    stem = stem.translate(UNSAFE_IN_NAMES).strip(" .-")[:LONGEST_STEM].rstrip(" .-")
    return (stem or "document") + ENDINGS[media_type]


def _type_of(data: bytes) -> str:
    try:
        found = puremagic.from_string(data, mime=True)
    except (puremagic.PureError, ValueError):
        found = ""
    if found == "application/zip" and zipfile.is_zipfile(io.BytesIO(data)):
        found = DOCX
    if found not in CLEANERS:
        raise BadUpload("type")
    return found


def _clean_pdf(data: bytes) -> bytes:
    """Take a PDF that has a head and an end."""
    if b"%%EOF" not in data[-2048:]:
        raise BadUpload("damaged")
    return data


def _clean_docx(data: bytes) -> bytes:
    """Take a Word file without macros whose parts can be opened."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if "word/document.xml" not in names or any(name.endswith("vbaProject.bin") for name in names):
                raise BadUpload("type")
            if any(part.flag_bits & 1 for part in parts):
                raise BadUpload("locked")
            if sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise BadUpload("damaged")
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        if isinstance(error, BadUpload):
            raise
        raise BadUpload("damaged") from None
    return data


def _clean_image(data: bytes, kind: str) -> bytes:
    """Return the picture alone, turned as it was held, written anew as `kind`."""
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint, where it is loaded, lets half a picture pass
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise BadUpload("damaged")
            return _written_anew(ImageOps.exif_transpose(image), kind)
    except BadUpload:
        raise
    except Exception:  # a decoder given a forged file fails in whatever way it was forged for
        raise BadUpload("damaged") from None


def _written_anew(image: Image.Image, kind: str) -> bytes:
    if kind == "JPEG" and image.mode not in {"L", "RGB"}:
        image = image.convert("RGB")
    image.info = {name: value for name, value in image.info.items() if name == "transparency"}
    out = io.BytesIO()
    image.save(out, kind, **({"quality": 90, "optimize": True} if kind == "JPEG" else {}))
    return out.getvalue()


CLEANERS: dict[str, Callable[[bytes], bytes]] = {
    PDF: _clean_pdf,
    DOCX: _clean_docx,
    PNG: lambda data: _clean_image(data, "PNG"),
    JPEG: lambda data: _clean_image(data, "JPEG"),
}

MESSAGES = {
    "empty": _l("“%(file)s” is empty. Choose another file."),
    "size": _l("“%(file)s” is larger than %(mb)d MB. Choose a smaller file."),
    "type": _l("“%(file)s” is not a PDF, PNG, JPEG or Word file (.docx). Save it as one of these and add it again."),
    "damaged": _l("“%(file)s” cannot be opened. Save it again, then add it once more."),
    "locked": _l("“%(file)s” is protected with a password. Add it without a password."),
}
TOO_MANY = _l("Add at most %(most)d files. Not added: %(files)s.")


class UploadsField(Field):  # type: ignore[misc] # WTForms ships no types
    """Files, at most `most` of them. `uploads` are those that were taken, also when others were refused.

    `room` is how many may still be added; a form that keeps files from an earlier try makes it smaller.
    """

    widget = FileInput(multiple=True)

    def __init__(self, label: Any = None, *, most: int, max_bytes: int, **options: Any) -> None:
        super().__init__(label, render_kw={"accept": ACCEPT}, **options)
        self.room = most
        self.most = most
        self.max_bytes = max_bytes
        self.uploads: list[Upload] = []

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the files; an empty file input sends one without a name."""
        self.data = [file for file in valuelist if isinstance(file, FileStorage) and file.filename]

    def pre_validate(self, form: Any) -> None:
        """Read the files, and say of each that is refused why."""
        self.uploads = []
        sent = self.data or []
        refused = [why for file in sent[: self.room] if (why := self._take(file))]
        if over := sent[self.room :]:
            names = ", ".join(_shown(file) for file in over)
            refused.append(str(TOO_MANY) % {"most": self.most, "files": names})
        if refused:
            raise ValidationError(" ".join(refused))

    def _take(self, file: FileStorage) -> str | None:
        """Read one file; return why it is refused, or None."""
        try:
            self.uploads.append(read_upload(file.stream, file.filename or "", max_bytes=self.max_bytes))
        except BadUpload as error:
            return str(MESSAGES[error.reason]) % {"file": _shown(file), "mb": self.max_bytes // MEGABYTE}
        return None


def _shown(file: FileStorage) -> str:
    return clean_line(file.filename)[:LONGEST_STEM]
