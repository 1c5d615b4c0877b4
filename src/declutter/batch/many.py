"""Articles of many pages, in order, by worker processes: `extract_many`, and its asynchronous sister."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections import deque
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, Literal, cast

from declutter.article import Article
from declutter.batch.pool import Pool, Reply
from declutter.batch.records import Failure, PageFailed, PageRecord, PageResult, as_record
from declutter.batch.sites import Sites
from declutter.batch.worker import ArticleSettings, WorkerSettings, article_task, run_task
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

PAGES_AHEAD = 256  # for each worker: pages under way, or done and not yet taken
BYTES_AHEAD = 64_000_000  # of pages under way and of results not yet taken; at least one page is always under way
PAGE_SECONDS = 60.0
PAGE_MEGABYTES = 1_024
_END = object()


def extract_many(
    pages: Iterable[Any], *, workers: int | None = None, on_error: Literal["record", "raise"] = "record",
    seconds: float | None = PAGE_SECONDS, megabytes: int | None = PAGE_MEGABYTES, options: Options = DEFAULTS,
    template: SiteTemplate | None = None,
) -> Iterator[PageResult]:  # fmt: skip
    """Yield what becomes of each page, in the order of the pages, while worker processes extract others.

    A page is HTML as str or bytes, a `pathlib.Path` of a file (perhaps .gz or .zst), `(id, page)` or
    `(id, page, url)`. `workers` is the number of processes, by default that of the processors; 0 extracts in this
    process, without any of the protection that follows. `template` is what is known of the pages' site, as for `extract`.

    A page that crashes its worker, takes longer than `seconds` or needs more than `megabytes` (Linux) costs nothing but
    itself: its result has a `failure` and no article, or PageFailed is raised if `on_error` is "raise". Pages are read
    only as far ahead as memory stays bounded, so input and consumer may both be slow, or endless.

    >>> [result.article.title for result in extract_many(["<h1>Rain</h1>", "<h1>Snow</h1>"], workers=0)]
    ['Rain', 'Snow']

    Raises ValueError on bad options, PoolBroken if workers do not start, and what `pages` itself raises.
    """
    count = _worker_count(workers)
    _check(on_error, seconds, megabytes)
    if count == 0:
        return _extract_here(pages, on_error, ArticleSettings(options, template))
    settings = WorkerSettings("declutter.batch.worker:article_task", ArticleSettings(options, template), options, megabytes)
    return _extract_by_workers(pages, count, on_error, seconds, settings)


def extract_many_async(
    pages: Iterable[Any] | AsyncIterable[Any], *, workers: int | None = None,
    on_error: Literal["record", "raise"] = "record", seconds: float | None = PAGE_SECONDS,
    megabytes: int | None = PAGE_MEGABYTES, options: Options = DEFAULTS, template: SiteTemplate | None = None,
) -> AsyncIterator[PageResult]:  # fmt: skip
    """Yield as `extract_many` does, without ever blocking the event loop; `pages` may be asynchronous as well.

    Close the iterator (`contextlib.aclosing`) if you leave it before its end, so that its workers end with it.
    Raises as `extract_many` does; `workers` must be 1 or more.
    """
    count = _worker_count(workers)
    _check(on_error, seconds, megabytes)
    if count == 0:
        raise ValueError("workers must be 1 or more: extracting in this process would block the event loop")
    settings = WorkerSettings("declutter.batch.worker:article_task", ArticleSettings(options, template), options, megabytes)
    return _extract_async(pages, count, on_error, seconds, settings)


def replies(
    records: Iterable[PageRecord], workers: int, seconds: float | None, settings: WorkerSettings, sites: Sites | None = None
) -> Iterator[tuple[PageRecord, Reply]]:
    """Yield each record, without its page, with the reply to it, in order, from workers that run a task of any kind."""
    ahead = _Ahead(workers)
    with Pool(workers, settings, seconds=seconds) as pool:
        for record in records:
            ahead.add(record, sites.submit(record, pool.submit) if sites else pool.submit(record))
            while ahead.is_full or ahead.is_first_done:
                yield ahead.take()
        while ahead:
            yield ahead.take()


class _Ahead:
    """The pages under way, oldest first, and what they and their results take of memory."""

    def __init__(self, workers: int) -> None:
        self._max_pages = PAGES_AHEAD * workers
        self._pages: deque[tuple[PageRecord, Future[Reply], int]] = deque()
        self._bytes = 0  # of the pages; a result is seldom larger than its page

    def __bool__(self) -> bool:
        return bool(self._pages)

    def add(self, record: PageRecord, future: Future[Reply]) -> None:
        """Note a page; its record goes on without the page itself, which lives as long as the worker's job does."""
        size = record.size or _file_bytes(record.page)
        self._pages.append((_without_page(record), future, size))
        self._bytes += size

    @property
    def is_full(self) -> bool:
        return len(self._pages) >= self._max_pages or (self._bytes > BYTES_AHEAD and len(self._pages) > 1)

    @property
    def is_first_done(self) -> bool:
        return bool(self._pages) and self._pages[0][1].done()

    @property
    def first(self) -> Future[Reply]:
        return self._pages[0][1]

    def take(self) -> tuple[PageRecord, Reply]:
        """Wait for the oldest page, and return it with its reply."""
        record, future, size = self._pages.popleft()
        reply = future.result()
        self._bytes -= size
        return record, reply


def _without_page(record: PageRecord) -> PageRecord:
    return PageRecord(record.id, b"", record.url, record.encoding, record.form, record.failure)


def _file_bytes(page: object) -> int:
    try:
        return page.stat().st_size if isinstance(page, Path) else 0
    except OSError:
        return 0


def _extract_by_workers(
    pages: Iterable[Any], workers: int, on_error: str, seconds: float | None, settings: WorkerSettings
) -> Iterator[PageResult]:
    records = (as_record(page, index) for index, page in enumerate(pages))
    for record, reply in replies(records, workers, seconds, settings):
        yield _result(record, reply, on_error)


def _extract_here(pages: Iterable[Any], on_error: str, settings: ArticleSettings) -> Iterator[PageResult]:
    task = article_task(settings)
    for index, page in enumerate(pages):
        record = as_record(page, index)
        value = run_task(task, record)
        if isinstance(value, Failure):
            yield _failed(record, value, 0.0, on_error)
        else:
            yield PageResult(record.id, record.url, value, None)


async def _extract_async(
    pages: Iterable[Any] | AsyncIterable[Any], workers: int, on_error: str, seconds: float | None, settings: WorkerSettings
) -> AsyncIterator[PageResult]:
    ahead = _Ahead(workers)
    room, work = asyncio.Event(), asyncio.Event()
    pool = Pool(workers, settings, seconds=seconds)

    async def feed() -> None:
        index = 0
        try:
            async for page in _in_turn(pages):
                record = as_record(page, index)
                index += 1
                ahead.add(record, pool.submit(record))
                work.set()
                while ahead.is_full:
                    room.clear()
                    await room.wait()
        finally:
            work.set()

    feeder = asyncio.ensure_future(feed())
    try:
        while True:
            while not ahead and not feeder.done():
                work.clear()
                await asyncio.wait({feeder, waiting := asyncio.ensure_future(work.wait())}, return_when="FIRST_COMPLETED")
                waiting.cancel()
            if not ahead:
                break
            await asyncio.wait({asyncio.wrap_future(ahead.first)})
            record, reply = ahead.take()
            room.set()
            yield _result(record, reply, on_error)
        await feeder  # what the pages themselves raised
    finally:
        feeder.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await feeder
        await asyncio.to_thread(pool.close)


async def _in_turn(pages: Iterable[Any] | AsyncIterable[Any]) -> AsyncIterator[Any]:
    """Yield the pages of either kind of iterable; an ordinary one is asked in a thread, as it may read files."""
    if isinstance(pages, AsyncIterable):
        async for page in pages:
            yield page
        return
    iterator = iter(pages)
    while (page := await asyncio.to_thread(next, iterator, _END)) is not _END:
        yield page


def _result(record: PageRecord, reply: Reply, on_error: str) -> PageResult:
    if reply.failure:
        return _failed(record, reply.failure, reply.seconds, on_error)
    return PageResult(record.id, record.url, cast("Article", reply.value()), None, reply.seconds)


def _failed(record: PageRecord, failure: Failure, seconds: float, on_error: str) -> PageResult:
    if on_error == "raise":
        raise PageFailed(record.id, failure)
    return PageResult(record.id, record.url, None, failure, seconds)


def processors() -> int:
    """Return the number of processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _worker_count(workers: int | None) -> int:
    if workers is None:
        return processors()
    if not isinstance(workers, int) or workers < 0:
        raise ValueError(f"workers must be 0 or a positive whole number, not {workers!r}")
    return workers


def _check(on_error: str, seconds: float | None, megabytes: int | None) -> None:
    if on_error not in {"record", "raise"}:
        raise ValueError(f'on_error must be "record" or "raise", not {on_error!r}')
    if seconds is not None and not seconds > 0:
        raise ValueError(f"seconds must be positive or None, not {seconds!r}")
    if megabytes is not None and not (isinstance(megabytes, int) and megabytes > 0):
        raise ValueError(f"megabytes must be a positive whole number or None, not {megabytes!r}")
