"""The report of a page in a real browser: what is promised of pointing, clicking, sliding, keys, and of running nothing."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from declutter.inspect import report_html
from declutter.inspect.run import PageFacts, render_run

playwright = pytest.importorskip("playwright.sync_api", reason="the extra browser is not installed: pip install '.[browser]'")
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
if not CHROMIUM:
    pytest.skip("no chromium on this machine: apt-get install chromium", allow_module_level=True)

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures"
RAIN = "It rained on Monday, and nobody in the village was surprised by that, least of all the old miller."
MANY = "<h1>Rain</h1>" + "".join(f"<div><p>{RAIN} Part {i}.</p></div>" for i in range(5_000))


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    # Not in a sandbox of its own: containers give it none.
    with playwright.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield launched
        launched.close()


class Opened:
    """A report in the browser, and what it did beside showing itself."""

    def __init__(self, browser: Any, path: Path, report: str, **context: Any) -> None:
        path.write_text(report, encoding="utf-8")
        self.complaints: list[str] = []
        self.requests: list[str] = []
        self.page = browser.new_page(viewport={"width": 1280, "height": 1000}, **context)
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("dialog", lambda dialog: self.complaints.append(dialog.message))
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.goto(path.as_uri())
        self.page.wait_for_selector("html[data-ready]", state="attached")

    @property
    def frame(self) -> Any:
        return self.page.frames[1]

    def mark(self, text: str) -> Any:
        return self.frame.locator("[data-declutter]", has_text=text).last

    def rows(self) -> list[list[str]]:
        """The cells of the rows that are shown."""
        shown = self.page.locator("#blocks tr:not([hidden])")
        cells: list[list[str]] = shown.evaluate_all("rows => rows.map(row => [...row.cells].map(cell => cell.textContent))")
        return cells

    def detail(self) -> str:
        text: str = self.page.inner_text("#detail")
        return text


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Any]:
    pages = []

    def open_report(report: str, **context: Any) -> Opened:
        one = Opened(browser, tmp_path / "report.html", report, **context)
        pages.append(one.page)
        return one

    yield open_report
    for page in pages:
        page.close()


def fixture_report(slug: str, **parameters: Any) -> str:
    return report_html((FIXTURES / slug / "page.html").read_bytes(), **parameters)


@pytest.mark.parametrize("slug", ["news-en", "news-ar", "news-zh", "shadow-template", "tag-soup"])
def test_a_report_opens_without_a_complaint_or_a_request(slug: str, opened: Any) -> None:
    one = opened(fixture_report(slug))
    assert one.complaints == []
    assert len(one.requests) == 1  # itself


def test_pointing_at_a_block_says_what_became_of_it(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    one.mark("Skip to content").hover()
    assert "dropped" in one.detail()
    assert "junk phrase: navigation" in one.detail()


def test_focus_says_what_became_of_a_block(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    one.mark("Skip to content").focus()
    assert "junk phrase: navigation" in one.detail()
    one.page.keyboard.press("ArrowDown")
    assert one.detail().startswith("2 ·")


def test_a_click_in_the_page_finds_the_twin_in_the_article(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    one.mark("A report on the failed generator").click()
    twin = one.page.locator("#article [data-selected]")
    assert "A report on the failed generator" in twin.inner_text()
    assert twin.evaluate("e => { const r = e.getBoundingClientRect(), a = article.getBoundingClientRect();"
                         "return r.top >= a.top - 1 && r.bottom <= a.bottom + 1 }")  # fmt: skip


def test_a_click_in_the_article_finds_the_block_in_the_page(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    one.page.locator("#article p", has_text="A report on the failed generator").click()
    mark = one.frame.locator("[data-selected]")
    assert "A report on the failed generator" in mark.inner_text()
    assert one.page.locator("#blocks tr[aria-current]").count() == 1


def test_a_link_in_either_side_leads_nowhere(opened: Any) -> None:
    page = f'<h1>Rain</h1><p>{RAIN} <a href="https://frog.example/">It said so.</a></p>'
    one = opened(report_html(page, url="https://frog.example/rain"))
    one.page.locator("#article a").click()
    one.frame.locator("a").click()
    assert len(one.requests) == 1
    assert len(one.page.frames) == 2


def test_the_table_is_filtered_and_sorted(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    one.page.fill("#search", "generator")
    assert one.rows()
    assert all("generator" in row[5] for row in one.rows())
    one.page.fill("#search", "")
    one.page.select_option("#verdict", "metadata")
    assert {row[2] for row in one.rows()} == {"metadata"}
    one.page.select_option("#verdict", "")
    one.page.get_by_role("button", name="Probability").click()
    shown = [float(row[1]) for row in one.rows()]
    assert shown == sorted(shown)
    one.page.get_by_role("button", name="Probability").click()
    assert [float(row[1]) for row in one.rows()] == sorted(shown, reverse=True)
    assert one.page.locator("th[aria-sort=descending]").inner_text().startswith("Probability")


def test_the_slider_shows_what_other_thresholds_keep(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    kept = one.frame.locator("[data-verdict=kept]").count()
    one.page.focus("#threshold")
    one.page.keyboard.press("End")
    playwright.expect(one.page.locator("#level")).to_have_text("1.00")
    assert one.frame.locator("[data-verdict=kept]").count() < kept
    one.page.keyboard.press("Home")
    playwright.expect(one.page.locator("#level")).to_have_text("0.00")
    assert one.frame.locator("[data-verdict=kept]").count() > kept
    assert "blocks would be kept" in one.page.inner_text("#would")
    one.page.get_by_role("button", name="As decided").click()
    assert one.frame.locator("[data-verdict=kept]").count() == kept


def test_the_table_is_walked_by_keys(opened: Any) -> None:
    one = opened(fixture_report("news-en"))
    one.page.focus("#blocks tr")
    one.page.keyboard.press("ArrowDown")
    one.page.keyboard.press("ArrowDown")
    assert one.page.evaluate("document.activeElement.dataset.i") == "2"
    assert one.detail().startswith("3 ·")
    one.page.keyboard.press("End")
    assert one.page.locator("#blocks tr[aria-current]").count() == 1
    assert one.frame.locator("[data-selected]").count() == 1


def test_gold_marks_what_was_missed_and_wrongly_kept(opened: Any) -> None:
    page = f"<h1>Rain</h1><nav><a href='/'>Home</a></nav><p>{RAIN}</p>"
    one = opened(report_html(page, gold="Home is where it snowed."))
    one.page.select_option("#verdict", "missed")
    assert [row[2:4] for row in one.rows()] == [["dropped, missed", "junk phrase: navigation"]]
    one.page.select_option("#verdict", "wrong")
    assert [row[5] for row in one.rows()] == [RAIN]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("slug", ["news-en", "news-ar"])
def test_axe_finds_no_fault(slug: str, scheme: str, opened: Any) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra browser is not installed")
    one = opened(fixture_report(slug), color_scheme=scheme)
    # Faults of the page itself are not the report's.
    one.page.evaluate("document.getElementById('page').srcdoc = '<html lang=en><title>x</title><main>'")
    one.page.wait_for_timeout(200)
    results = axe.Axe().run(one.page).response
    serious = [v for v in results["violations"] if v["impact"] in {"serious", "critical"}]
    assert [(v["id"], v["nodes"][0]["html"]) for v in serious] == []


def test_the_report_of_a_run_opens_without_a_complaint_or_a_fault(browser: Any, tmp_path: Path) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="the extra browser is not installed")
    path = tmp_path / "run.html"
    page_facts = PageFacts("a", "https://frog.example/a", "Rain", "en", "article", 0.9, 120, None)
    path.write_text(render_run([page_facts] * 3, "run.parquet"), encoding="utf-8")
    page = browser.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.goto(path.as_uri())
    assert complaints == []
    results = axe.Axe().run(page).response
    assert [v["id"] for v in results["violations"] if v["impact"] in {"serious", "critical"}] == []
    page.close()


def test_dark_is_dark_and_the_page_stays_light(opened: Any) -> None:
    one = opened(fixture_report("news-en"), color_scheme="dark")
    assert one.page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(22, 24, 27)"
    assert one.page.evaluate("getComputedStyle(document.getElementById('page')).backgroundColor") == "rgb(255, 255, 255)"


def test_right_to_left_is_right_to_left(opened: Any) -> None:
    one = opened(fixture_report("news-ar"))
    assert one.frame.evaluate("getComputedStyle(document.documentElement).direction") == "rtl"
    assert one.page.evaluate("getComputedStyle(document.querySelector('#article')).direction") == "rtl"
    assert one.page.evaluate("getComputedStyle(document.querySelector('h1')).direction") == "rtl"


PAYLOADS = """<script>top.ran = 1; alert(1)</script><img src=x onerror="top.ran = 1; alert(1)">
<svg><script>top.ran = 1</script><animate onbegin="top.ran = 1" attributeName=x dur=1s></svg>
<a id=js href="javascript:top.ran = 1">Go on</a><iframe srcdoc="<script>top.ran = 1</script>"></iframe>
<details open ontoggle="top.ran = 1">x</details><input autofocus onfocus="top.ran = 1">
<object data="data:text/html,<script>top.ran = 1</script>"></object><body onload="top.ran = 1">
<meta http-equiv=refresh content="0;url=javascript:top.ran=1"><style>@import "https://evil.example/x.css";
p { background: url(https://evil.example/x.png) } @font-face { font-family: x; src: url(https://evil.example/x) }</style>
<link rel=stylesheet href=https://evil.example/y.css><link rel=dns-prefetch href=//evil.example>
<noscript><p title="</noscript><img src=x onerror=top.ran=1>"></noscript>
<template shadowrootmode=open><script>top.ran = 1</script></template>
<form action=https://evil.example><button>Send it away</button></form>
<p style="background:url(https://evil.example/z)">&lt;script&gt;top.ran = 1&lt;/script&gt; is what it said.</p>
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=top.ran=1&gt;">"""


def test_no_payload_runs(opened: Any) -> None:
    title = "<title>&lt;/title>&lt;script>top.ran = 1&lt;/script></title>"
    one = opened(report_html(f"{title}<h1>Rain</h1><p>{RAIN}</p>{PAYLOADS}"))
    one.frame.locator("#js").click()
    one.frame.get_by_role("button", name="Send it away").click()
    one.page.wait_for_timeout(500)
    assert one.page.evaluate("window.ran") is None
    assert one.complaints == []
    assert len(one.requests) == 1


def test_even_markup_that_came_through_would_not_run(opened: Any) -> None:
    report = report_html(f"<h1>Rain</h1><p>{RAIN}</p>")
    payload = "&lt;img src=x onerror=&quot;top.ran = 1&quot;&gt;&lt;script&gt;top.ran = 1&lt;/script&gt;"
    spoilt = report.replace("It rained on Monday", payload, 1)
    assert spoilt != report
    one = opened(spoilt)
    one.page.wait_for_timeout(300)
    assert one.page.evaluate("window.ran") is None
    assert one.complaints  # of the policy, of the sandbox
    assert not any("evil" in url for url in one.requests)


def opened_in(browser: Any, path: Path) -> float:
    """Seconds of processor time of the page's main thread until the report answers: other work does not count."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return float(metrics["TaskDuration"])


def test_the_report_of_two_megabytes_answers_in_two_seconds(browser: Any, tmp_path: Path) -> None:
    paragraph = f'<div class="a b"><p>{RAIN} {RAIN} {RAIN}</p></div>'
    path = tmp_path / "report.html"
    path.write_text(report_html(f"<h1>Rain</h1>{paragraph * (2_000_000 // len(paragraph))}"), encoding="utf-8")
    assert path.stat().st_size < 6_000_000
    assert min(opened_in(browser, path) for _ in range(2)) < 2.0


def test_five_thousand_blocks_stay_smooth(opened: Any) -> None:
    report = report_html(MANY)
    start = time.perf_counter()
    one = opened(report)
    assert time.perf_counter() - start < 6.0  # under 2 s on an idle machine
    start = time.perf_counter()
    one.page.fill("#search", "Part 77.")
    playwright.expect(one.page.locator("#shown")).to_have_text("1 of 5001 blocks")
    assert time.perf_counter() - start < 3.0


def test_a_click_far_down_a_large_page_finds_its_twin(opened: Any) -> None:
    one = opened(report_html(MANY))
    one.frame.locator("[data-declutter='4000']").evaluate("mark => mark.click()")
    one.page.wait_for_timeout(300)
    inside = "(e, box) => { const r = e.getBoundingClientRect(), a = document.querySelector(box).getBoundingClientRect();"
    inside += "return r.top >= a.top - 1 && r.bottom <= a.bottom + 1 }"
    assert one.page.locator("#article [data-selected]").evaluate(inside, "#article")
    assert one.page.locator("#blocks tr[aria-current]").evaluate(inside, "#rows")


def test_the_heads_of_the_table_stay_in_sight(opened: Any) -> None:
    one = opened(report_html(MANY))
    one.page.locator("#rows").evaluate("rows => rows.scrollTo(0, 9000)")
    tops = one.page.evaluate("['#rows', '#rows thead'].map(at => document.querySelector(at).getBoundingClientRect().top)")
    assert tops[0] == pytest.approx(tops[1], abs=2)
