"""In a real browser: links to passages find them, and nothing that a page smuggles in is run.

Needs the extra `browser` and a Chromium on the path.
"""

from __future__ import annotations

import http.server
import json
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt

from declutter import Article, extract
from tests.test_sanitised import PAYLOADS

websockets = pytest.importorskip("websockets.sync.client", reason="the extra `browser` is not installed")
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="there is no chromium on the path"),
]
FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
PASSAGES = ("news-en", "blog-post", "news-ja", "news-de", "wiki", "forum-discourse", "transcript", "recipe")
MIN_PASSAGES = 50
PASSAGES_OF_A_PAGE = 8
SECONDS_TO_START = 60
VISITS = count()
TRAP = "window.ran = 0; for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.ran += 1 }"
SPACED = "<style>p, li, pre, h1, h2, h3, blockquote { margin: 60vh 0 !important }</style>"
# What the browser shows in the middle of its window, with the element below and above.
SHOWN = """(() => {
  const seen = new Set()
  for (let y = 0; y < innerHeight; y += 8) for (let x = 20; x < innerWidth; x += 60) {
    const at = document.elementFromPoint(x, y)
    if (at && at !== document.body && at !== document.documentElement) seen.add(at)
  }
  return [scrollY, [...seen].map(at => at.innerText).join(' ')]
})()"""


class Browser:
    """A headless Chromium, driven over its DevTools protocol; one page."""

    def __init__(self, socket: Any) -> None:
        self._socket = socket
        self._numbers = count(1)
        for domain in ("Page", "Runtime"):
            self.call(f"{domain}.enable")
        self.call("Page.addScriptToEvaluateOnNewDocument", source=TRAP)

    def call(self, method: str, **parameters: Any) -> dict[str, Any]:
        number = next(self._numbers)
        self._socket.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            answer = json.loads(self._socket.recv(timeout=SECONDS_TO_START))
            if answer.get("id") == number:
                assert "error" not in answer, answer
                result: dict[str, Any] = answer["result"]
                return result

    def run(self, script: str) -> Any:
        return self.call("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)["result"].get("value")

    def open(self, url: str, marker: str) -> None:
        """Load a page, wait until it is complete and painted; `marker` tells it from the one before."""
        self.call("Page.navigate", url="about:blank")
        self.call("Page.navigate", url=url)
        started = time.monotonic()
        while self.run(f"document.readyState + location.pathname + {marker!r}") != f"complete/{marker}{marker}":
            assert time.monotonic() - started < SECONDS_TO_START, url
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        yield Path(name)


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[str]:
    handler = partial(_Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [
            str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
            "--remote-debugging-port=0", f"--user-data-dir={profile}", "--window-size=800,600", "about:blank",
        ]  # fmt: skip
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            address = _page_address(Path(profile) / "DevToolsActivePort")
            with websockets.connect(address, max_size=None, proxy=None) as socket:
                yield Browser(socket)
        finally:
            process.terminate()
            process.wait(timeout=30)


def _page_address(port_file: Path) -> str:
    import urllib.request

    started = time.monotonic()
    while not port_file.exists() or not port_file.read_text():
        assert time.monotonic() - started < SECONDS_TO_START, "chromium did not start"
        time.sleep(0.05)
    port = port_file.read_text().split("\n")[0]
    while time.monotonic() - started < SECONDS_TO_START:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/json") as answer:
            pages = [target for target in json.load(answer) if target["type"] == "page"]
        if pages:
            return str(pages[0]["webSocketDebuggerUrl"])
    raise AssertionError("chromium opened no page")


def test_links_to_passages_scroll_to_them(browser: Browser, site: str, folder: Path) -> None:
    tried: list[str] = []
    missed: list[str] = []
    for slug in PASSAGES:
        html = (FIXTURES / slug / "page.html").read_bytes()
        article = extract(html, url=f"{site}/{slug}.html")
        (folder / f"{slug}.html").write_bytes(html.replace(b"</body>", SPACED.encode() + b"</body>"))
        for chunk in article.chunks(max_words=30)[:PASSAGES_OF_A_PAGE]:
            address = (chunk.url or "").partition("#")[2]
            browser.open(f"{site}/{slug}.html?{len(tried)}#{address}", f"{slug}.html")
            _, shown = browser.run(SHOWN)
            words = chunk.text.split("\n")[0].split()[:4]
            tried.append(address)
            if " ".join(words) not in " ".join(shown.split()):
                missed.append(f"{slug}: {address}")
    assert len(tried) >= MIN_PASSAGES
    assert missed == []


def test_a_link_to_what_is_not_there_does_not_scroll(browser: Browser, site: str, folder: Path) -> None:
    (folder / "none.html").write_text(f"<!doctype html>{SPACED}<p>Rain</p><p>Snow</p><p>Sun</p></body>")
    browser.open(f"{site}/none.html#:~:text=Hail", "none.html")
    assert browser.run("scrollY") == 0
    browser.open(f"{site}/none.html#:~:text=Sun", "none.html")
    assert browser.run("scrollY") > 0


def page_with(payload: str) -> str:
    return (
        f"<title>Rain</title><h1>Rain {payload}</h1><p>It rained on Monday, and nobody was surprised. {payload}</p>"
        f"<p>Three days later the upper bridge was gone, and with it the mill's wheel.</p><ul><li>One {payload}</li></ul>"
        f"<table><tr><th>a</th><th>b {payload}</th></tr><tr><td>c</td><td>d {payload}</td></tr></table>"
    )


def ran(browser: Browser, site: str, folder: Path, html: str) -> int:
    (folder / "payload.html").write_text(html, encoding="utf-8", errors="replace")
    # An address of its own each time: a file written twice in a second is "not modified" to the server, and the browser
    # would show the one before.
    browser.open(f"{site}/payload.html?{next(VISITS)}", "payload.html")
    browser.run(
        "for (const at of document.querySelectorAll('*')) for (const kind of ['click', 'focus', 'mouseover', 'toggle'])"
        " at.dispatchEvent(new Event(kind, {bubbles: true}))"
    )
    return int(browser.run("window.ran") or 0)


def test_the_trap_is_sprung_by_what_is_not_cleaned(browser: Browser, site: str, folder: Path) -> None:
    assert sum(ran(browser, site, folder, page_with(payload)) > 0 for payload in PAYLOADS) >= 8


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_runs(payload: str, browser: Browser, site: str, folder: Path) -> None:
    article: Article = extract(page_with(payload), url="https://frog.example/rain")
    assert "Monday" in article.text
    assert ran(browser, site, folder, article.to_html()) == 0
    trusting = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    assert ran(browser, site, folder, trusting.render(article.to_markdown())) == 0
