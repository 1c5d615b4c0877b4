"""Measure the report of a page: how long it takes to make, its size, and how it behaves in headless Chromium.

Run as: python benchmarks/report.py [--json OUT]; needs the extra `browser` and a Chromium.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.quality import markdown_table
from declutter import explain
from declutter.inspect import report_html

RAIN = "It rained on Monday, and nobody in the village was surprised by that, least of all the old miller."
MEGABYTES = 2
BLOCKS = 5_000
ROUNDS = 5
# Frames while something is going on: the time between two of them is what a reader sees as smooth or not.
FRAMES = """async () => {
  const times = [];
  let last = 0, going = true;
  const note = (now) => { if (last) times.push(now - last); last = now; if (going) requestAnimationFrame(note); };
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  requestAnimationFrame(note);
  await frame();
  ACT
  await frame();
  await frame();
  going = false;
  times.sort((a, b) => a - b);
  return [times[Math.floor(times.length / 2)], times[times.length - 1]];
}"""
ACTS = {  # what is done, in the page's own words
    "drag the slider": "const s = document.getElementById('threshold'); for (let v = 0; v <= 100; v += 5) {"
    " s.value = v; s.dispatchEvent(new Event('input')); await frame(); }",
    "type into the filter": "const s = document.getElementById('search'); for (const t of ['P', 'Pa', 'Part', 'Part 7']) {"
    " s.value = t; s.dispatchEvent(new Event('input')); await frame(); }",
    "sort the table": "document.querySelector('[data-key=p]').click(); await frame();",
    "scroll the table": "const r = document.getElementById('rows'); for (let i = 0; i < 30; i++) {"
    " r.scrollBy(0, 400); await frame(); }",
    "scroll the page": "const w = document.getElementById('page').contentWindow; for (let i = 0; i < 30; i++) {"
    " w.scrollBy(0, 400); await frame(); }",
    "step through blocks": "const p = document.getElementById('page').contentDocument; for (let i = 100; i < 120; i++) {"
    " p.querySelector(`[data-declutter='${i}']`).click(); await frame(); }",
}


def large_page(size: int) -> str:
    """Return a page of so many bytes, of paragraphs in containers."""
    paragraph = f'<div class="a b"><p>{RAIN} {RAIN} {RAIN}</p></div>\n'
    return f"<title>Rain</title><h1>Rain</h1>{paragraph * (size // len(paragraph))}"


def page_of_blocks(count: int) -> str:
    """Return a page of so many blocks."""
    return "<title>Rain</title><h1>Rain</h1>" + "".join(f"<div><p>{RAIN} Part {i}.</p></div>" for i in range(count - 1))


def seconds(call: Callable[[], Any]) -> float:
    """Return the processor time of a call, the shortest of ROUNDS: other work on the machine only adds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.process_time()
        call()
        taken.append(time.process_time() - start)
    return min(taken)


def measured(folder: Path, browser: Any) -> dict[str, Any]:
    """Return what was measured, by name."""
    pages = {f"{MEGABYTES} MB": large_page(MEGABYTES * 1_000_000), f"{BLOCKS:,} blocks": page_of_blocks(BLOCKS)}
    found: dict[str, Any] = {"pages": {}}
    path = folder / "report.html"
    for name, html in pages.items():
        report = report_html(html)
        path.write_text(report, encoding="utf-8")
        opened = [_opened(browser, path) for _ in range(ROUNDS)]
        found["pages"][name] = {
            "page_bytes": len(html.encode()), "blocks": len(explain(html)), "report_bytes": len(report.encode()),
            "make_s": round(seconds(partial(report_html, html)), 3),
            "interactive_s": round(min(clock for clock, _ in opened), 3),
            "interactive_cpu_s": round(min(processor for _, processor in opened), 3),
            "acts_ms": _acts(browser, path) if "blocks" in name else {},
        }  # fmt: skip
    return found


def _opened(browser: Any, path: Path) -> tuple[float, float]:
    """Return seconds until the report answers, by the clock and of the main thread's processor time."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    start = time.perf_counter()
    _open(page, path)
    clock = time.perf_counter() - start
    metrics = {one["name"]: one["value"] for one in session.send("Performance.getMetrics")["metrics"]}
    page.close()
    return clock, float(metrics["TaskDuration"])


def _open(page: Any, path: Path) -> None:
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_selector("html[data-ready]", state="attached")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")  # it was painted


def _acts(browser: Any, path: Path) -> dict[str, list[float]]:
    """Return for each act the median and the longest time between frames, in ms, the median of three tries."""
    page = browser.new_page(viewport={"width": 1280, "height": 1000})
    _open(page, path)
    found = {}
    for name, act in ACTS.items():
        tries = [page.evaluate(FRAMES.replace("ACT", act)) for _ in range(3)]
        found[name] = [round(median(one[i] for one in tries), 1) for i in (0, 1)]
    page.close()
    return found


def tables(found: Any) -> str:
    """Return the figures as Markdown tables."""
    heads = ("page", "size", "blocks", "made in (processor time)", "report's size", "answers after", "processor time of that")
    rows = [
        (name, f"{one['page_bytes'] / 1e6:.1f} MB", f"{one['blocks']:,}", f"{one['make_s']:.2f} s",
         f"{one['report_bytes'] / 1e6:.1f} MB", f"{one['interactive_s']:.2f} s",
         f"{one['interactive_cpu_s']:.2f} s")
        for name, one in found["pages"].items()
    ]  # fmt: skip
    acts = [
        (f"{act}, {name}", f"{usual:.0f} ms", f"{longest:.0f} ms")
        for name, one in found["pages"].items()
        for act, (usual, longest) in one["acts_ms"].items()
    ]
    return "\n\n".join((markdown_table(heads, rows), markdown_table(("act", "between frames, median", "longest"), acts)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures to this file")
    options = parser.parse_args(arguments)
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        parser.error("the extra browser is not installed: pip install '.[browser]'")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as started:
        browser = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        found = measured(Path(folder), browser)
        version = browser.version
        browser.close()
    found["provenance"] = [
        f"machine: {platform.machine()} {platform.system()}, {os.cpu_count()} processors; shortest of {ROUNDS} rounds",
        f"tools: Chromium {version}; Python {sys.version.split()[0]}",
        "command: python benchmarks/report.py",
        f"date: {datetime.now(tz=timezone.utc).date().isoformat()}",
    ]
    print(tables(found))
    print("\n" + "\n".join(found["provenance"]))
    if options.json:
        options.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
