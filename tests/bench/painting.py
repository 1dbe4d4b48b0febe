"""When a reader sees the results: largest contentful paint in Chromium, its processor slowed down four times."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from statistics import median
from urllib.parse import quote

SLOWER = 4
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking"]
OBSERVE = """
    window.painted = 0;
    new PerformanceObserver(list => { for (const entry of list.getEntries()) window.painted = entry.startTime; })
        .observe({type: "largest-contentful-paint", buffered: true});
"""


def browser() -> str | None:
    """Return where Chromium is."""
    return shutil.which("chromium") or shutil.which("google-chrome")


def why_not() -> str | None:
    """Return why nothing can be painted here."""
    if not browser():
        return "no Chromium on this machine (apt-get install chromium)"
    if find_spec("playwright") is None:
        return "no Playwright (pip install 'trouvere[browser]')"
    return None


def painted(port: int, queries: list[str]) -> dict[str, float]:
    """Return the milliseconds until the largest part of the results was painted: the median and the slowest page.

    Each page is opened by a browser that has nothing of it yet.
    """
    from playwright.sync_api import sync_playwright

    times: list[float] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser(), args=FLAGS)
        for number, query in enumerate(queries):
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            page.add_init_script(OBSERVE)
            page.goto(f"http://127.0.0.1:{port}/search?q={quote(query)}", wait_until="load")
            # Asked again and again: the pages' policy allows no waiting inside of them. Something larger may come yet.
            while not page.evaluate("window.painted"):
                page.wait_for_timeout(50)
            page.wait_for_timeout(200)
            if number:  # the first one warms up browser and server
                times.append(float(page.evaluate("window.painted")))
            context.close()
        chromium.close()
    return {"lcp_ms": median(times), "worst_ms": max(times), "pages": len(times)}
