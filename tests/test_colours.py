"""The colours of the three sites, light and dark: AA for every pair that is used, AAA for what is read at length."""

from __future__ import annotations

import math
import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[1] / "static" / "css" / "site.css").read_text()
TOKEN = re.compile(r"--([a-z-]+): oklch\(([\d.]+) ([\d.]+) (var\(--hue\)|[\d.]+)\);")
HUES = {"cesi": 212.0, "onemanagement": 335.0, "mycesi": 275.0}
SURFACES = ("paper", "surface", "tint", "tint-strong")
STATES = ("success", "info", "warning", "danger")

Colour = tuple[float, float, float]


def luminance(colour: Colour) -> float:
    """Return the relative luminance (WCAG 2.2) of an OKLCH colour, clipped to sRGB."""
    lightness, chroma, hue = colour
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short
    return sum(w * min(1.0, max(0.0, x)) for w, x in ((0.2126, red), (0.7152, green), (0.0722, blue)))


def contrast(one: Colour, other: Colour) -> float:
    """Return the contrast ratio of two colours."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def read_tokens(css: str, hue: float) -> dict[str, Colour]:
    """Return the colours that a piece of the style sheet names."""
    return {
        match[1]: (float(match[2]), float(match[3]), hue if "hue" in match[4] else float(match[4]))
        for match in TOKEN.finditer(css)
    }


@pytest.fixture(params=[(site, scheme) for site in HUES for scheme in ("light", "dark")], ids="-".join)
def colours(request: pytest.FixtureRequest) -> dict[str, Colour]:
    site, scheme = request.param
    light, dark = CSS.split("@layer base {")[0].split("@media screen and (prefers-color-scheme: dark)", 1)
    tokens = read_tokens(light, HUES[site])
    return tokens | read_tokens(dark, HUES[site]) if scheme == "dark" else tokens


def test_the_sites_differ_by_their_hue_alone() -> None:
    named = dict(re.findall(r'data-site="([a-z]+)"\] \{ --hue: ([\d.]+); \}', CSS))
    assert {"cesi": re.findall(r"    --hue: ([\d.]+);", CSS)[0], **named} == {k: f"{v:.0f}" for k, v in HUES.items()}


@pytest.mark.parametrize("text", ["ink", "ink-soft", "brand"])
def test_what_is_read_at_length_holds_aaa(colours: dict[str, Colour], text: str) -> None:
    for surface in SURFACES[:3]:
        assert contrast(colours[text], colours[surface]) >= 7, surface
    assert contrast(colours[text], colours["tint-strong"]) >= 4.5


@pytest.mark.parametrize("state", STATES)
def test_messages_are_legible(colours: dict[str, Colour], state: str) -> None:
    tint = colours[f"{state}-tint"]
    assert contrast(colours["ink"], tint) >= 7
    assert contrast(colours[state], tint) >= 4.5
    assert all(contrast(colours[state], colours[surface]) >= 4.5 for surface in SURFACES)


def test_buttons_and_dark_bands_are_legible(colours: dict[str, Colour]) -> None:
    pairs = [("on-warm", "warm"), ("on-warm", "warm-strong"), ("on-brand", "brand"), ("on-deep", "deep")]
    assert all(contrast(colours[text], colours[ground]) >= 4.5 for text, ground in [*pairs, ("on-deep-soft", "deep")])


def test_the_edges_of_inputs_and_the_focus_are_seen(colours: dict[str, Colour]) -> None:
    for surface in SURFACES[:3]:
        assert contrast(colours["edge"], colours[surface]) >= 3
        assert contrast(colours["brand-strong"], colours[surface]) >= 3
    assert contrast(colours["warm"], colours["deep"]) >= 3
