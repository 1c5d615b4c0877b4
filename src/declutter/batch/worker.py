"""A worker process: takes pages from its pool, one after the other, and gives back what its task makes of them."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import faulthandler
import gc
import gzip
import importlib
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from declutter.article import Article
from declutter.batch.frames import FAILED, LEAVING, MORE, READY, RECEIVED, VALUE, Frame, read_frame, read_records, write_frame
from declutter.batch.records import Failure, PageRecord
from declutter.errors import InputTooLarge
from declutter.extractor import build, read_page, read_text
from declutter.options import DEFAULTS, Options
from declutter.parsing.decode import decode
from declutter.parsing.page import Page
from declutter.template import SiteTemplate

Task = Callable[[PageRecord], Any]
PR_SET_PDEATHSIG = 1  # <sys/prctl.h>: the signal to get when the parent dies
TIRED_SHARE = 0.5  # of the memory budget that may stay in use between two pages; the process is replaced above it
BYTES_A_MEGABYTE = 1_000_000
SELDOM = (100_000, 50, 100)  # thresholds of gc: a task of 80 pages took 7 to 20 % less than with Python's own


class UnreadablePage(Exception):  # noqa: N818 - says what it is
    """The file of a page gives no page."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """What a worker is told when it starts: `task` names a function `module:name` that is given `argument`."""

    task: str
    argument: Any
    options: Options
    megabytes: int | None
    """Memory that a page may take, beside what the worker holds when it starts."""


@dataclass(frozen=True, slots=True)
class ArticleSettings:
    """What `extract_many` asks of each page."""

    options: Options = DEFAULTS
    template: SiteTemplate | None = None


def article_task(settings: ArticleSettings) -> Task:
    """Return the task of `extract_many`: a page's Article."""
    return lambda record: extract_record(record, settings.options, settings.template)


def extract_record(record: PageRecord, options: Options, template: SiteTemplate | None = None) -> Article:
    """Return the article of a page, which is read now if it is in a file.

    Raises InputTooLarge and UnreadablePage.
    """
    page = read_record(record, options)
    return build(page.without(template.furniture(page)) if template else page, options=options)


def read_record(record: PageRecord, options: Options) -> Page:
    """Return a page as its blocks. Raises as `extract_record` does."""
    page = read_file(record.page, options.max_bytes) if isinstance(record.page, Path) else record.page
    if record.form == "text":
        return read_text(decode(page, record.encoding) if isinstance(page, bytes) else page, record.url, options)
    return read_page(page, url=record.url, encoding=record.encoding, options=options)


def read_file(path: Path, max_bytes: int) -> bytes:
    """Return the bytes of a file, unpacked if its name ends with .gz or .zst; never more than `max_bytes`."""
    try:
        with open_packed(path) as file:
            data = file.read(max_bytes + 1)
    except (OSError, EOFError, ValueError) as error:
        raise UnreadablePage(f"{getattr(error, 'strerror', None) or error}") from error
    if len(data) > max_bytes:
        raise InputTooLarge(f"the file is over Options.max_bytes = {max_bytes:,}")
    return data


def open_packed(path: Path) -> BinaryIO:
    """Open a file for reading, through gzip or zstd if its name says so."""
    if path.suffix == ".gz":
        return gzip.open(path)  # type: ignore[return-value]
    if path.suffix == ".zst":
        from declutter.batch.extras import extra

        with extra("batch"):
            import zstandard
        stream: BinaryIO = zstandard.open(path, "rb")
        return stream
    return path.open("rb")


def failure_of(error: BaseException) -> Failure:
    """Return what an exception of a task says of its page."""
    if isinstance(error, MemoryError) or (isinstance(error, OSError) and error.errno == errno.ENOMEM):
        return Failure("memory", "the page needs more memory than its budget")
    if isinstance(error, InputTooLarge):
        return Failure("too large", str(error))
    if isinstance(error, UnreadablePage):
        return Failure("unreadable", str(error))
    return Failure("error", f"{type(error).__name__}: {error}")


def run_task(task: Task, record: PageRecord) -> Any:
    """Return what the task makes of a page, or a Failure: nothing that a page brings about gets out of here."""
    try:
        return record.failure or task(record)
    except Exception as error:  # noqa: BLE001 - the one place that promises to survive anything, and says what it was
        return failure_of(error)


def load_task(settings: WorkerSettings) -> Task:
    """Return the task that the settings name."""
    module, _, name = settings.task.partition(":")
    task: Task = getattr(importlib.import_module(module), name)(settings.argument)
    return task


def main() -> None:
    """Serve the pool at the other end of standard input and output until it closes them."""
    source, sink = _take_pipes()
    faulthandler.enable()
    with contextlib.suppress(ValueError, OSError):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the pool, which ends its workers
    _end_with_parent()
    first = read_frame(source)
    if first is None:
        return
    settings: WorkerSettings = pickle.loads(first.body)  # noqa: S301 - our own parent wrote it
    task = load_task(settings)
    gc.freeze()
    gc.set_threshold(*SELDOM)
    started_with = resident_bytes()
    if settings.megabytes is not None:
        _limit_memory(settings.megabytes * BYTES_A_MEGABYTE)
    write_frame(sink, Frame(READY))
    while (frame := read_frame(source)) is not None and (records := read_records(source, frame)) is not None:
        write_frame(sink, Frame(RECEIVED))
        if not _work_off(records, task, sink) or _is_tired(started_with, settings):
            write_frame(sink, Frame(LEAVING))
            return
        write_frame(sink, Frame(MORE))


def _work_off(records: list[PageRecord], task: Task, sink: BinaryIO) -> bool:
    """Answer for each page, and return whether the process is fit for more; what it did not answer for is left."""
    records.reverse()
    while records:
        began = time.perf_counter()
        value = run_task(task, records.pop())
        try:
            body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
        except MemoryError as error:
            value = failure_of(error)
            body = pickle.dumps(value)
        seconds = time.perf_counter() - began
        write_frame(sink, Frame(FAILED if isinstance(value, Failure) else VALUE, seconds, body))
        if isinstance(value, Failure) and value.kind == "memory":
            return False
    return True


@contextlib.contextmanager
def collecting_seldom() -> Iterator[None]:
    """Have Python look for garbage in cycles seldom: it goes through all that lives, and rows that wait are many objects."""
    earlier = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*earlier)
        gc.unfreeze()


def _take_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Return standard input and output for the pool alone: what else prints goes to standard error."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nowhere, 0)
    os.dup2(2, 1)
    return source, sink


def _end_with_parent() -> None:
    """Ask the kernel to end this process with its parent, in the middle of a page too (Linux)."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _limit_memory(budget_bytes: int) -> None:
    """Let this process have so much more address space than now; where a system has no such limit, it has none."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        limit = pages * resource.getpagesize() + budget_bytes
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))


def _is_tired(started_with: int, settings: WorkerSettings) -> bool:
    """Whether earlier pages left so much behind that the next one would not have its budget."""
    if settings.megabytes is None:
        return False
    return resident_bytes() - started_with > TIRED_SHARE * settings.megabytes * BYTES_A_MEGABYTE


def resident_bytes() -> int:
    """Return the memory that this process has in RAM, in bytes; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
