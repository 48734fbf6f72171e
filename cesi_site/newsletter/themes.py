"""What the newsletter is about; a reader may choose."""

from __future__ import annotations

from collections.abc import Iterable

from cesi_site.core.languages import Text

THEMES = {
    "prevention": Text("Preventie en welzijn op het werk", "Prévention et bien-être au travail"),
    "hr": Text("Personeel en sociaal recht", "Personnel et droit social"),
    "training": Text("Opleidingen en studiedagen", "Formations et journées d’étude"),
}


def known(themes: Iterable[str]) -> list[str]:
    """Return the themes of ours among these, in our order; all of them where none was chosen."""
    chosen = set(themes)
    return [key for key in THEMES if key in chosen] or [*THEMES]
