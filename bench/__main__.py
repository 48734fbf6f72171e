"""`make bench`: prints each job's rate and cost beside its limit, as ratios of the same run."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

from bench import load
from bench.servers import Server, bare, free_port, serving

# Many short rounds: each opens its connections anew, which the kernel deals out to the two processes by chance.
ROUNDS = int(os.environ.get("BENCH_ROUNDS", "9"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "1"))
PAGE = "/nl/"
FORM = (
    "topic=other&subject=Vraag+over+de+dienst&name=Jan+Peeters&email=jan%d@example.be&phone=02+123+45+67"
    "&organisation=Voorbeeld+bv&enterprise_number=0123.456.749&message=" + "Goedendag,+ik+heb+een+vraag.+" * 12
)
Pair = tuple[load.Measured, load.Measured]


def settings(folder: Path, name: str, **more: str) -> dict[str, str]:
    """Return the environment of one instance of the site, with its own folder."""
    port = free_port()
    return {
        "PORT": str(port),
        "CESI_INSTANCE_PATH": str(folder / name),
        "CESI_SITE_URL_CESI": f"http://localhost:{port}",
        "CESI_RATELIMIT_ENABLED": "0",
        "CESI_FORM_MIN_SECONDS": "0",
        **{f"CESI_{key}": value for key, value in more.items()},
    }


def prepared(environ: dict[str, str]) -> dict[str, str]:
    """Migrate the database of an instance and load the demo content."""
    flask = str(Path(sys.executable).parent / "flask")
    for command in (["db", "upgrade"], ["demo", "load"]):
        subprocess.run([flask, *command], env={**os.environ, **environ}, check=True, capture_output=True)
    return environ


def rounds(site: Callable[[], load.Measured], limit: Callable[[], load.Measured]) -> list[Pair]:
    """Measure the two in turn, so that a machine whose speed drifts treats both alike."""
    site(), limit()
    return [(site(), limit()) for _ in range(ROUNDS)]


def report(title: str, pairs: list[Pair], goal: str) -> None:
    """Print the medians and the ratios, pair by pair."""
    rate = median(ours.rate / limit.rate for ours, limit in pairs)
    cpu = median(ours.cpu_ms / limit.cpu_ms for ours, limit in pairs)
    ours, limit = (sorted(column, key=lambda m: m.rate)[len(pairs) // 2] for column in zip(*pairs, strict=True))
    print(f"\n{title}")
    for name, row in (("site", ours), ("limit", limit)):
        cost = f"{row.cpu_ms:7.3f} ms CPU   p50 {row.p50_ms:6.1f} ms   p99 {row.p99_ms:6.1f} ms"
        print(f"  {name:6} {row.rate:9,.0f}/s   {cost}")
    print(f"  ratio  {rate:9.2f} x the rate, {cpu:.2f} x the CPU   (goal: {goal})")


def main() -> None:
    """Run all jobs."""
    load.needed()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environ = prepared(settings(folder, "cached"))
        with (
            serving("wsgi:app", environ, int(environ["PORT"])) as site,
            bare(folder, load.site_bodies(site, PAGE, folder)) as limit,
        ):
            ready = rounds(_loader(site, PAGE, zipped=True), _loader(limit, "/zipped", zipped=True))
            report("A ready public page, as a browser gets it", ready, "3 x the rate")
            script = load.post_script(FORM)
            posts = rounds(_loader(site, "/nl/contact", script=script), _loader(limit, "/insert", script=script))
            report("An accepted contact message (message, audit line, two mails)", posts, "0.3 x the rate")
            environ = prepared(settings(folder, "fresh", PAGE_CACHE_ENABLED="0"))
            with serving("wsgi:app", environ, int(environ["PORT"])) as uncached:
                fresh = rounds(_loader(uncached, PAGE), _loader(limit, "/page"))
                report("A page made afresh", fresh, "at most 4 x the CPU")


def _loader(server: Server, path: str, *, script: str = "", zipped: bool = False) -> Callable[[], load.Measured]:
    return lambda: load.measure(server, path, seconds=SECONDS, script=script, zipped=zipped)


if __name__ == "__main__":
    main()
