"""QR codes as drawings that stand in a page itself: no address of an image is needed."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from markupsafe import Markup
from qrcode.main import QRCode

BORDER = 4


def qr_drawing(text: str, *, css_class: str = "qr-code", pixels: int = 240) -> Markup:
    """Return the QR code of a text as an SVG element. Screen readers skip it: the page says the same in words."""
    size, squares = _squares(text)
    return Markup(
        '<svg class="{2}" viewBox="0 0 {0} {0}" width="{3}" height="{3}" aria-hidden="true" focusable="false">'
        '<rect width="{0}" height="{0}" fill="#fff"/><path d="{1}" fill="#000"/></svg>'
    ).format(size, squares, css_class, pixels)


def qr_data_url(text: str) -> str:
    """Return the QR code of a text as a `data:` address, for a document that is drawn."""
    size, squares = _squares(text)
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path d="{squares}"/></svg>'
    )
    return f"data:image/svg+xml;base64,{base64.b64encode(drawing.encode()).decode()}"


def _squares(text: str) -> tuple[int, str]:
    code: QRCode[Any] = QRCode(border=BORDER)
    code.add_data(text)
    rows = code.get_matrix()
    bars = (f"M{x} {y}h{length}v1h-{length}z" for y, row in enumerate(rows) for x, length in _bars(row))
    return len(rows), "".join(bars)


def _bars(row: Iterable[bool]) -> Iterator[tuple[int, int]]:
    """Return where dark squares that touch begin in a row, and how many they are."""
    place = 0
    for dark, squares in groupby(row):
        length = len(list(squares))
        if dark:
            yield place, length
        place += length
