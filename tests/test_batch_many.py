"""Many pages by worker processes: order, bounded memory, and pages that take their worker with them."""

from __future__ import annotations

import asyncio
import gzip
import os
import subprocess
import sys
import time
from contextlib import aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from declutter import Options, PageFailed, extract, extract_many, extract_many_async, extract_text
from declutter.batch.many import PAGES_AHEAD
from declutter.batch.records import PageRecord, as_record
from tests.crawls import page_of, poison, poisoned

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from declutter import PageResult

__all__ = ["poisoned"]  # a fixture

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux about processes")


DUMP = "Home\nSport\nThe river rose by two metres overnight, and the lower street had to be cleared of its bakers.\n"


def titles(results: Iterator[PageResult]) -> list[str | None]:
    return [result.article.title if result.article else None for result in results]


def test_articles_come_in_the_order_of_their_pages() -> None:
    pages = [page_of(number) for number in range(300)]
    results = list(extract_many(pages, workers=2))
    assert [result.article for result in results] == [extract(page) for page in pages]
    assert [result.id for result in results] == [str(number) for number in range(300)]


def test_a_page_is_html_or_bytes_or_a_path_or_named(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text(page_of(3), encoding="utf-8")
    packed = tmp_path / "page.html.gz"
    packed.write_bytes(gzip.compress(page_of(4).encode()))
    pages: list[Any] = [
        page_of(1), page_of(2).encode(), path, packed, ("five", page_of(5), "https://a.example/5"), ("six", path),
        PageRecord("seven", DUMP, form="text"),
    ]  # fmt: skip
    results = list(extract_many(pages, workers=1))
    assert titles(iter(results)) == ["Report 1", "Report 2", "Report 3", "Report 4", "Report 5", "Report 3", None]
    assert results[6].article == extract_text(DUMP)
    assert [result.id for result in results] == ["0", "1", str(path), str(packed), "five", "six", "seven"]
    assert results[4].url == "https://a.example/5"


@pytest.mark.parametrize("page", [None, 3, ("a",), ("a", None), ("a", "<p>", 3), object()])
def test_what_is_no_page_is_recorded_and_the_others_go_on(page: object) -> None:
    results = list(extract_many([page_of(1), page, page_of(2)], workers=0))
    assert titles(iter(results)) == ["Report 1", None, "Report 2"]
    assert results[1].failure is not None
    assert results[1].failure.kind == "unreadable"


def test_a_missing_file_and_one_that_is_too_large_are_recorded(tmp_path: Path) -> None:
    large = tmp_path / "large.html.gz"
    large.write_bytes(gzip.compress(b" " * 1_000_001))
    pages = [tmp_path / "none.html", large, b" " * 1_000_001, page_of(1)]
    results = list(extract_many(pages, workers=1, options=Options(max_bytes=1_000_000)))
    assert [result.failure.kind if result.failure else None for result in results] == [
        "unreadable", "too large", "too large", None,
    ]  # fmt: skip


def test_a_page_without_content_is_no_failure() -> None:
    (result,) = extract_many([b"%PDF-1.7 \x00\x01"], workers=1)
    assert result.failure is None
    assert result.article is not None
    assert not result.article


def test_no_pages_give_no_results() -> None:
    assert list(extract_many([], workers=2)) == []


@pytest.mark.usefixtures("poisoned")
@pytest.mark.parametrize(
    ("what", "kind", "says"),
    [
        ("segfault", "crashed", "SIGSEGV"), ("kill", "crashed", "SIGKILL"), ("exit", "crashed", "status 3"),
        ("hang", "timeout", "2 seconds"), ("memory", "memory", "budget"), ("raise", "error", "LookupError: a fault"),
    ],
)  # fmt: skip
def test_a_poisonous_page_costs_itself_alone(what: str, kind: str, says: str) -> None:
    pages = [page_of(number) for number in range(40)]
    pages[20] = poison(what)
    results = list(extract_many(pages, workers=1, seconds=2 if what == "hang" else 60, megabytes=400))
    failures = {index: result.failure for index, result in enumerate(results) if result.failure}
    assert list(failures) == [20]
    assert failures[20].kind == kind
    assert says in failures[20].message
    expected = [extract(page) for page in pages if "POISON" not in page]
    assert [result.article for result in results if result.article] == expected


@pytest.mark.usefixtures("poisoned")
def test_poison_in_a_row_on_two_workers_costs_itself_alone() -> None:
    pages = [poison("segfault") if number % 3 == 0 else page_of(number) for number in range(12)]
    results = list(extract_many(pages, workers=2))
    assert [bool(result.failure) for result in results] == [number % 3 == 0 for number in range(12)]


@pytest.mark.usefixtures("poisoned")
def test_a_page_that_prints_does_not_disturb_the_others() -> None:
    assert titles(extract_many([poison("print"), page_of(1)], workers=1)) == ["Report 0", "Report 1"]


@pytest.mark.usefixtures("poisoned")
def test_a_failure_is_raised_where_that_is_asked_for() -> None:
    with pytest.raises(PageFailed, match=r"1: error: LookupError: a fault") as caught:
        list(extract_many([page_of(0), poison("raise"), page_of(2)], workers=1, on_error="raise"))
    assert caught.value.page_id == "1"


def test_memory_is_bounded_when_the_consumer_is_slow() -> None:
    taken = 0

    def endless() -> Iterator[str]:
        nonlocal taken
        while True:
            taken += 1
            yield page_of(taken)

    results = extract_many(endless(), workers=1)
    for _ in range(3):
        next(results)
    time.sleep(0.2)
    assert taken <= PAGES_AHEAD + 3
    results.close()  # type: ignore[attr-defined]


def test_large_pages_are_not_read_far_ahead() -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        while True:
            taken += 1
            yield b"<p>rain</p>" + b" " * 16_000_000

    results = extract_many(endless(), workers=1)
    next(results)
    assert taken <= 8
    results.close()  # type: ignore[attr-defined]


def test_results_come_while_the_input_still_waits() -> None:
    given: list[int] = []

    def slow() -> Iterator[str]:
        for number in range(100):
            given.append(number)
            yield page_of(number)
            time.sleep(0.2)

    results = extract_many(slow(), workers=1)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert len(given) < 100


def test_what_the_pages_raise_is_raised() -> None:
    def broken() -> Iterator[str]:
        yield page_of(1)
        raise LookupError("the database is gone")

    with pytest.raises(LookupError, match="the database is gone"):
        list(extract_many(broken(), workers=1))


@pytest.mark.parametrize(
    "bad", [{"workers": -1}, {"workers": "two"}, {"seconds": 0}, {"megabytes": 0}, {"megabytes": 1.5}, {"on_error": "skip"}]
)
def test_bad_options_are_refused_at_once(bad: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=next(iter(bad))):
        extract_many([], **bad)


@LINUX
def test_workers_end_with_the_iterator() -> None:
    results = extract_many([page_of(number) for number in range(50)], workers=2)
    next(results)
    assert len(children(os.getpid())) >= 2
    results.close()  # type: ignore[attr-defined]
    assert children(os.getpid()) == set()


def children(process: int) -> set[int]:
    """Return the direct children of a process."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process and fields[0] != "Z":
            found.add(int(stat.parent.name))
    return found


def test_a_script_needs_no_main_guard(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "from declutter import extract_many\n"
        "for result in extract_many(['<h1>Rain</h1>', '<h1>Snow</h1>'], workers=2):\n"
        "    print(result.article.title)\n",
        encoding="utf-8",
    )
    done = subprocess.run([sys.executable, "-W", "error", str(script)], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("Rain\nSnow\n", "")


@LINUX
@pytest.mark.usefixtures("poisoned")
def test_workers_do_not_outlive_a_program_that_is_killed() -> None:
    program = (
        "import sys; from declutter import extract_many\n"
        "pages = (p for p in [sys.argv[1], sys.argv[2], sys.argv[2]])\n"
        "results = extract_many(pages, workers=1, seconds=None); next(results); print('one', flush=True); next(results)\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program, page_of(1), poison("hang")], stdout=subprocess.PIPE, text=True
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "one\n"
    workers = children(process.pid)
    assert workers
    process.kill()
    process.wait()
    process.stdout.close()
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(Path(f"/proc/{worker}").exists() for worker in workers)


# Asynchronous


def test_the_asynchronous_one_gives_the_same_and_lets_the_loop_run() -> None:
    pages = [page_of(number) for number in range(120)]

    async def pages_later() -> AsyncIterator[str]:
        for page in pages:
            await asyncio.sleep(0)
            yield page

    async def gather(source: Any) -> tuple[list[Any], float]:
        longest, running = 0.0, True

        async def tick() -> None:
            nonlocal longest
            while running:
                before = time.monotonic()
                await asyncio.sleep(0.005)
                longest = max(longest, time.monotonic() - before)

        ticking = asyncio.ensure_future(tick())
        articles = [result.article async for result in extract_many_async(source, workers=2)]
        running = False
        await ticking
        return articles, longest

    expected = [extract(page) for page in pages]
    for source in (pages, pages_later()):
        articles, longest = asyncio.run(gather(source))
        assert articles == expected
        assert longest < 1.0


@LINUX
def test_the_asynchronous_one_ends_its_workers_when_it_is_left() -> None:
    async def leave() -> None:
        def endless() -> Iterator[str]:
            while True:
                yield page_of(1)

        async with aclosing(extract_many_async(endless(), workers=1)) as results:  # type: ignore[type-var]
            async for _ in results:
                break

    asyncio.run(leave())
    assert children(os.getpid()) == set()


def test_what_asynchronous_pages_raise_is_raised() -> None:
    async def broken() -> AsyncIterator[str]:
        yield page_of(1)
        raise LookupError("the queue is gone")

    async def gather() -> list[Any]:
        return [result async for result in extract_many_async(broken(), workers=1)]

    with pytest.raises(LookupError, match="the queue is gone"):
        asyncio.run(gather())


def test_a_record_stays_a_record() -> None:
    record = PageRecord("a", "<p>rain")
    assert as_record(record, 7) is record
