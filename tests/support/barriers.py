"""What axe finds on a page that would stop somebody (WCAG 2.2 AA, and its own best practices)."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Error, Page

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# All rules run on the whole page. To write out what passed as well would take twice as long as to look.
OPTIONS = {"runOnly": RULES, "resultTypes": ["violations"]}
# A colour that is still on its way to another one would be a fault that nobody sees.
RUN = """options => {
  document.getAnimations().forEach(animation => animation.finish());
  return axe.run(options).then(result => result.violations);
}"""


def barriers(page: Page) -> list[str]:
    """Return what is wrong on this page: the address, the rule and the elements. None is as it should be."""
    page.evaluate(AXE_SCRIPT)
    return [
        f"{page.url}: {fault['id']}: {fault['help']}: {[node['target'] for node in fault['nodes']]}"
        for fault in page.evaluate(RUN, OPTIONS)
    ]


def check(page: Page) -> None:
    """Fail on a barrier. Where a press still turns the page, the one that comes is looked at."""
    try:
        found = barriers(page)
    except Error:
        page.wait_for_load_state()
        found = barriers(page)
    assert found == [], "\n".join(found)
