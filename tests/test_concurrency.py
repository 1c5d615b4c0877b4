"""The same page gives the same article from any thread, in forked and in spawned processes; and starting takes little."""

from __future__ import annotations

import gc
import multiprocessing
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from declutter import Article, explain, extract
from declutter.parsing.classes import Memo

FIXTURES = Path(__file__).parents[1] / "fixtures"
SLUGS = (
    "news-en", "news-ja", "news-ar", "forum-thread", "qa-thread", "product", "wiki", "docs-code", "listing", "enc-gbk",
    "meta-jsonld-graph-en", "comments-prose",
)  # fmt: skip
THREADS = 8
SECONDS = 120  # for processes that may hang where something is not safe; they take one or two
SMALL_MEMO = 20  # entries, so that memos are emptied all the time, while other threads read them
SWITCH_SECONDS = 1e-5  # between threads; the default is 5 ms, as long as a page


def read(slug: str) -> tuple[Article, object]:
    page = (FIXTURES / slug / "page.html").read_bytes()
    return extract(page, url=f"https://{slug}.example/page"), explain(page)


def read_all(slugs: tuple[str, ...]) -> list[tuple[Article, object]]:
    return [read(slug) for slug in slugs]


@pytest.fixture
def frequent_switches() -> Iterator[None]:
    before = sys.getswitchinterval()
    sys.setswitchinterval(SWITCH_SECONDS)
    yield
    sys.setswitchinterval(before)


def in_threads() -> list[list[tuple[Article, object]]]:
    """Return what each of the threads makes of all pages, each beginning with another one, all at once."""
    together = threading.Barrier(THREADS)

    def work(number: int) -> list[tuple[Article, object]]:
        together.wait()
        order = SLUGS[number:] + SLUGS[:number]
        found = dict(zip(order, read_all(order), strict=True))
        return [found[slug] for slug in SLUGS]

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, range(THREADS)))


@pytest.mark.usefixtures("frequent_switches")
def test_eight_threads_find_what_one_finds() -> None:
    alone = read_all(SLUGS)
    assert all(found == alone for found in in_threads())


@pytest.mark.usefixtures("frequent_switches")
def test_memos_that_other_threads_empty_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = read_all(SLUGS)
    for memo in [thing for thing in gc.get_objects() if isinstance(thing, Memo)]:
        memo.clear()
        monkeypatch.setattr(memo, "most", SMALL_MEMO)
    assert all(found == alone for found in in_threads())


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("method", [name for name in ("fork", "spawn") if name in multiprocessing.get_all_start_methods()])
def test_processes_find_what_this_one_finds(method: str) -> None:
    alone = read_all(SLUGS)  # a forked process begins with all that this one has loaded and remembers
    with multiprocessing.get_context(method).Pool(2) as pool:
        found = pool.map_async(read, SLUGS, chunksize=1).get(timeout=SECONDS)
    assert found == alone


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system does not fork")
def test_a_process_forked_while_threads_extract_finds_the_same() -> None:
    alone, over = read_all(SLUGS), threading.Event()

    def go_on() -> None:
        while not over.is_set():
            read_all(SLUGS)

    with ThreadPoolExecutor(2) as threads:
        busy = [threads.submit(go_on) for _ in range(2)]
        try:
            with multiprocessing.get_context("fork").Pool(2) as pool:
                found = pool.map_async(read, SLUGS, chunksize=1).get(timeout=SECONDS)
        finally:
            over.set()
        assert [one.result() for one in busy] == [None, None]
    assert found == alone


# What takes long to load and is not needed for every page.
NOT_AT_ONCE = (
    "lxml", "dateparser", "asyncio", "multiprocessing", "email", "importlib.resources", "pyarrow", "rich", "httpx",
    "declutter.batch", "declutter.inspect", "declutter.compat",
)  # fmt: skip


def test_importing_loads_nothing_that_most_pages_do_without() -> None:
    script = f"import sys, declutter; print(*[name for name in {NOT_AT_ONCE!r} if name in sys.modules])"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.split() == []
