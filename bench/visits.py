"""What measuring visits costs a ready page: the same page with measuring on and off, in turn, in one run."""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import median

from bench import load
from bench.__main__ import PAGE, Pair, prepared, rounds, settings
from bench.servers import Server, serving

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:147.0) Gecko/20100101 Firefox/147.0"
GOAL = 0.95


def browser_script(cookies: str = "") -> str:
    """Return a wrk script whose requests look like those of a browser; what calls itself nothing is no visit."""
    cookie = f'wrk.headers["Cookie"] = "{cookies}"\n' if cookies else ""
    return f'wrk.headers["User-Agent"] = "{FIREFOX}"\n{cookie}'


def compare(script: str) -> list[Pair]:
    """Measure a site that measures visits (first) beside one that does not."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        on = prepared(settings(folder, "on"))
        off = prepared(settings(folder, "off", VISITS="off"))
        with serving("wsgi:app", on, int(on["PORT"])) as ours, serving("wsgi:app", off, int(off["PORT"])) as bare:
            return rounds(lambda: _measure(ours, script), lambda: _measure(bare, script))


def _measure(server: Server, script: str) -> load.Measured:
    return load.measure(server, PAGE, seconds=2, script=script, zipped=True)


def main() -> None:
    """Print the ratio of the rates, for visitors who did not choose."""
    load.needed()
    pairs = compare(browser_script())
    ratios = sorted(on.rate / off.rate for on, off in pairs)
    on, off = (sorted(column, key=lambda m: m.rate)[len(pairs) // 2] for column in zip(*pairs, strict=True))
    print(f"measuring visits: {on.rate:,.0f}/s, {on.cpu_ms:.4f} ms CPU a page")
    print(f"without:          {off.rate:,.0f}/s, {off.cpu_ms:.4f} ms CPU a page")
    print(f"ratio {median(ratios):.3f} (from {ratios[0]:.3f} to {ratios[-1]:.3f}; goal: {GOAL})")


if __name__ == "__main__":
    main()
