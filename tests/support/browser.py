"""Chromium, one for all tests of a process: Playwright runs but once in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
LOCALES = {"nl": "nl-BE", "fr": "fr-BE"}


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium from the system. Where it is not installed its tests are skipped; in CI they fail."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        if os.environ.get("CI"):
            pytest.fail("Chromium is not installed (Debian: apt-get install chromium)")
        pytest.skip("Chromium is not installed (Debian: apt-get install chromium)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a new visitor: `visit("fr")`; options go to the browser's context."""
    contexts: list[BrowserContext] = []

    def open_page(language: str, **options: Any) -> Page:
        context = browser.new_context(locale=LOCALES[language], **options)
        context.set_default_timeout(30_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
