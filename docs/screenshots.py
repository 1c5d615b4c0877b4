"""Makes the pictures of reports in docs/: pip install '.[browser]', then python docs/screenshots.py."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from declutter.inspect import report_html

DOCS = Path(__file__).resolve().parent
FIXTURES = DOCS.parent / "fixtures"
PICTURES = (("report", "news-en", "light"), ("report-dark", "news-en", "dark"), ("report-rtl", "news-ar", "light"))


def main() -> None:
    """Write each of PICTURES as docs/NAME.png."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        for name, slug, scheme in PICTURES:
            path = Path(folder) / f"{name}.html"
            path.write_text(report_html((FIXTURES / slug / "page.html").read_bytes()), encoding="utf-8")
            page = browser.new_page(viewport={"width": 1100, "height": 760}, color_scheme=scheme)
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-ready]", state="attached")
            page.locator("#article p").nth(1).click()
            page.screenshot(path=DOCS / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
