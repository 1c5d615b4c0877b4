"""How far a run is: a live display on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from declutter.batch.extras import extra
from declutter.batch.run import Progress

LINE_SECONDS = 10.0  # between two plain lines
FRAME_SECONDS = 0.1  # between two changes of the display


@contextmanager
def shown_progress() -> Iterator[Callable[[Progress], None]]:
    """Give a function that shows how far the run is, on standard error; the display is gone after the block."""
    if sys.stderr is not None and sys.stderr.isatty():
        with _display() as show:
            yield show
    else:
        yield _Plain()


@contextmanager
def _display() -> Iterator[Callable[[Progress], None]]:
    with extra("batch"):
        from rich.console import Console
        from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
        from rich.progress import Progress as RichProgress
    bars = RichProgress(
        BarColumn(),
        TaskProgressColumn(),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        TextColumn("·"),
        TimeRemainingColumn(),
        TextColumn("left"),
        console=Console(stderr=True),
        transient=True,
    )
    rate = _Rate()
    with bars:
        task = bars.add_task("starting", total=None)
        last = 0.0

        def show(progress: Progress) -> None:
            nonlocal last
            now = time.monotonic()
            if now - last >= FRAME_SECONDS:
                last = now
                total = progress.total or None
                bars.update(task, completed=progress.done, total=total, description=f"{rate.text(progress)} ·")

        yield show


class _Plain:
    """Prints a line now and then."""

    def __init__(self) -> None:
        self._last = time.monotonic()
        self._rate = _Rate()

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last < LINE_SECONDS:
            return
        self._last = now
        share = f"{progress.done / progress.total:.0%} · " if progress.total else ""
        print(f"declutter: {share}{self._rate.text(progress)}", file=sys.stderr, flush=True)


class _Rate:
    """Pages and bytes a second since the run was started or resumed."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._first: tuple[int, int] | None = None

    def text(self, progress: Progress) -> str:
        counts = progress.counts
        pages, size = self._first or (counts.pages, counts.bytes)
        self._first = (pages, size)
        seconds = max(time.monotonic() - self._began, FRAME_SECONDS)
        failed = sum(counts.failures.values())
        return (
            f"{counts.pages:,} pages · {(counts.pages - pages) / seconds:,.0f}/s"
            f" · {(counts.bytes - size) / seconds / 1e6:,.1f} MB/s · {failed:,} failed"
        )
