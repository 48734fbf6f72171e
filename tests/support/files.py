"""Files as visitors send them: good ones, and such as are made to harm."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import Any

from PIL import Image


def pdf(note: str = "") -> bytes:
    """Return a small PDF."""
    return f"%PDF-1.4\n%{note}\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n".encode()


def picture(kind: str = "PNG", mode: str = "RGB", **options: Any) -> bytes:
    """Return a small picture."""
    out = io.BytesIO()
    Image.new(mode, (24, 16)).save(out, kind, **options)
    return out.getvalue()


def docx(parts: dict[str, bytes] | None = None, *, without: str = "") -> bytes:
    """Return a small Word file; `parts` come on top of its own, one of which may be left out."""
    content = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<document/>"} | (parts or {})
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            if name != without:
                archive.writestr(name, data)
    return out.getvalue()


def zip_bomb() -> bytes:
    """Return a Word file that would fill a disk: a few kilobytes that unpack to 300 megabytes."""
    return docx({f"word/media/{number}.bin": bytes(50_000_000) for number in range(6)})


def picture_bomb(side: int = 20_000) -> bytes:
    """Return a PNG of a few bytes that claims to be `side` by `side` pixels."""
    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    chunks = b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


def forged() -> dict[str, bytes]:
    """Return files that are not what they seem, by the name they come under."""
    return {
        "programme.pdf": b"MZ\x90\x00" + bytes(200),
        "page.pdf": b"<!doctype html><script>alert(1)</script>",
        "cut.pdf": pdf()[:20],
        "script.png": b"#!/bin/sh\nrm -rf /\n",
        "cut.png": picture()[:45],
        "drawing.png": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        "bomb.png": picture_bomb(),
        "garbage.png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)),
        "garbage.jpg": b"\xff\xd8\xff\xe0" + bytes(range(256)) * 4,
        "moving.jpg": picture("GIF"),
        "archive.docx": docx(without="word/document.xml"),
        "macros.docx": docx({"word/vbaProject.bin": b"x"}),
        "cut.docx": docx()[:-30],
        "words.docx": b"Dear reader, this is no Word file.",
        "empty.pdf": b"",
    }
