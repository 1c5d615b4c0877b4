"""Worker processes that survive what pages do: one that dies, hangs or grows costs the page it was at, no other."""

from __future__ import annotations

import contextlib
import os
import pickle
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import IO, Any, BinaryIO, cast

from declutter.batch.frames import (
    FAILED,
    JOBS,
    LEAVING,
    READY,
    RECEIVED,
    SETTINGS,
    VALUE,
    Frame,
    read_frame,
    widen,
    write_frame,
    write_records,
)
from declutter.batch.records import Failure, PageRecord
from declutter.batch.worker import WorkerSettings
from declutter.errors import DeclutterError

MAX_CHUNK_PAGES = 8  # sent to a worker at once: it need not wait for its pool after each page
MAX_CHUNK_BYTES = 4_000_000
MAX_ATTEMPTS = 3  # to start a worker, and to hand it a page
START_SECONDS = 120.0  # that a worker may take to start; they do in half a second on an idle machine
WATCH_SECONDS = 0.05  # between two looks at the deadlines
MAX_LOG_BYTES = 1_000_000  # that a worker may have printed before its log is emptied
# The numerical libraries' own threads gain nothing on matrices of a page's size, and take the other workers' cores.
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), "1")


class PoolBroken(DeclutterError, RuntimeError):  # noqa: N818 - says what it is
    """Workers do not start, or the pool was closed while pages waited."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker made of a page: its task's value, pickled, or a failure."""

    failure: Failure | None
    body: bytes = b""
    seconds: float = 0.0

    def value(self) -> Any:
        """Return what the task returned."""
        return pickle.loads(self.body)  # noqa: S301 - our own worker wrote it


@dataclass(slots=True, eq=False)
class _Job:
    record: PageRecord
    future: Future[Reply] = field(default_factory=Future)
    attempts: int = 0


class Pool:
    """So many worker processes; `submit` gives a page to the next one that is free.

    Workers are fresh interpreters, started with the `sys.path` of this one: a program needs no `__main__` guard, and
    threads here are not forked. Use it as a context manager, or `close` it.
    """

    def __init__(self, workers: int, settings: WorkerSettings, *, seconds: float | None) -> None:
        self._settings = settings
        self._seconds = seconds
        self._jobs: deque[_Job] = deque()
        self._change = threading.Condition()
        self._closed = False
        self._ended = threading.Event()  # of its own: who waits for pages must be the only one to hear that there are some
        self._broken: PoolBroken | None = None
        self._seats = [_Seat() for _ in range(workers)]
        self._threads = [
            threading.Thread(target=self._serve, args=(seat,), name=f"declutter worker {number}", daemon=True)
            for number, seat in enumerate(self._seats)
        ]
        if seconds is not None:
            self._threads.append(threading.Thread(target=self._watch, name="declutter watch", daemon=True))
        for thread in self._threads:
            thread.start()

    @property
    def waiting(self) -> int:
        """Pages that no worker has taken yet."""
        return len(self._jobs)

    def submit(self, record: PageRecord) -> Future[Reply]:
        """Return the future reply for a page; a page that is known to have failed is not sent anywhere."""
        job = _Job(record)
        limit = self._settings.options.max_bytes
        if record.failure or record.size > limit:
            failure = record.failure or Failure("too large", f"{record.size:,} bytes are over Options.max_bytes = {limit:,}")
            job.future.set_result(Reply(failure))
            return job.future
        with self._change:
            if self._broken or self._closed:
                raise self._broken or PoolBroken("the pool is closed")
            self._jobs.append(job)
            self._change.notify()
        return job.future

    def close(self) -> None:
        """End the workers at once; what they had not answered is given up."""
        self._ended.set()
        with self._change:
            self._closed = True
            abandoned = list(self._jobs)
            self._jobs.clear()
            self._change.notify_all()
        for job in abandoned:
            job.future.cancel()
        for seat in self._seats:
            seat.kill(None)
        for thread in self._threads:
            thread.join()

    def __enter__(self) -> Pool:  # noqa: PYI034 - typing.Self came with Python 3.11
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # One thread a worker

    def _serve(self, seat: _Seat) -> None:
        try:
            seat.start(self._settings, lambda: self._closed)
            while (jobs := self._take()) is not None:
                while jobs and not self._closed:
                    if seat.process is None:
                        seat.start(self._settings, lambda: self._closed)
                    jobs = self._hand_over(seat, jobs)
                for job in jobs:
                    job.future.cancel()
        except PoolBroken as error:
            self._break(error)
        finally:
            seat.end()

    def _take(self) -> list[_Job] | None:
        """Wait for pages, and return a worker's share of them; None once the pool is closed."""
        with self._change:
            while not self._jobs and not self._closed:
                self._change.wait()
            if self._closed:
                return None
            share = max(1, min(MAX_CHUNK_PAGES, len(self._jobs) // (2 * len(self._seats))))
            jobs = [self._jobs.popleft()]
            size = jobs[0].record.size
            while self._jobs and len(jobs) < share and size + self._jobs[0].record.size <= MAX_CHUNK_BYTES:
                jobs.append(self._jobs.popleft())
                size += jobs[-1].record.size
            return jobs

    def _hand_over(self, seat: _Seat, jobs: list[_Job]) -> list[_Job]:
        """Have the worker answer for these pages; return those that another one must answer for."""
        if not seat.send_pages([job.record for job in jobs]):
            return self._after_lost_hand_over(seat, jobs)
        for done, job in enumerate(jobs):
            seat.begin(job, self._seconds)
            reply = seat.receive()
            blamed = seat.finish()
            if reply is None and self._closed:
                return jobs[done:]
            if reply is None:
                # Killed after its last answer was read but before the next page was begun: not this page's doing.
                if blamed is None or blamed[0] is job:
                    why = blamed[1] if blamed else None
                    _answer(job, Reply(seat.death(why, self._seconds)))
                    done += 1  # noqa: PLW2901 - the page that is answered for, too
                seat.end()
                return jobs[done:]
            if reply.kind == LEAVING:  # fit for no more pages after the last one
                seat.end()
                return jobs[done:]
            failure = cast("Failure", pickle.loads(reply.body)) if reply.kind == FAILED else None  # noqa: S301 - ours
            _answer(job, Reply(failure, reply.body if reply.kind == VALUE else b"", reply.seconds))
        last = seat.receive()
        if last is None or last.kind == LEAVING:
            seat.end()
        return []

    def _after_lost_hand_over(self, seat: _Seat, jobs: list[_Job]) -> list[_Job]:
        """Blame a page that no worker could even take in; give the others another try."""
        death = seat.death(None, self._seconds)
        seat.end()
        for job in jobs:
            job.attempts += 1
            if job.attempts >= MAX_ATTEMPTS:
                _answer(job, Reply(death))
        return [job for job in jobs if job.attempts < MAX_ATTEMPTS]

    def _break(self, error: PoolBroken) -> None:
        with self._change:
            self._broken = error
            jobs = list(self._jobs)
            self._jobs.clear()
        for job in jobs:
            job.future.set_exception(error)

    def _watch(self) -> None:
        """End workers whose page takes longer than it may."""
        while not self._ended.wait(WATCH_SECONDS):
            now = time.monotonic()
            for seat in self._seats:
                seat.kill_overdue(now)


def _answer(job: _Job, reply: Reply) -> None:
    if job.future.set_running_or_notify_cancel():
        job.future.set_result(reply)


class _Seat:
    """The place of a worker: its process, and the page it is at, for the thread that watches the clock."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self._lock = threading.Lock()
        self._job: _Job | None = None
        self._deadline: float | None = None
        self._blamed: tuple[_Job, str] | None = None

    def start(self, settings: WorkerSettings, is_closed: Any) -> None:
        """Start a worker and wait until it is ready. Raises PoolBroken if that fails again and again."""
        said = ""
        for _ in range(MAX_ATTEMPTS):
            if is_closed():
                raise PoolBroken("the pool is closed")
            self._spawn()
            timer = threading.Timer(START_SECONDS, self.kill, (None,))
            timer.daemon = True
            timer.start()
            ready = self.send_settings(settings)
            timer.cancel()
            if ready:
                return
            said = self._last_words()
            self.end()
        raise PoolBroken(f"worker processes do not start: {said or 'they end without a word'}")

    def _spawn(self) -> None:
        program = "import sys; sys.path[:] = {!r}; from declutter.batch.worker import main; main()"
        self._log = tempfile.TemporaryFile("a+b")  # noqa: SIM115 - closed with the worker
        process = subprocess.Popen(  # noqa: S603 - this interpreter, and a program that is written here
            [sys.executable, "-c", program.format(sys.path)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self._log, env={**os.environ, **ONE_THREAD},
        )  # fmt: skip
        widen(cast("BinaryIO", process.stdin))
        with self._lock:
            self.process = process
            self._blamed = None

    def send_settings(self, settings: WorkerSettings) -> bool:
        """Tell the worker what to do, and return whether it is ready."""
        return self._send(lambda stream: write_frame(stream, Frame(SETTINGS, body=pickle.dumps(settings))), READY)

    def send_pages(self, records: Sequence[PageRecord]) -> bool:
        """Hand pages to the worker, and return whether it has them."""
        return self._send(lambda stream: write_records(stream, JOBS, records), RECEIVED)

    def _send(self, write: Callable[[BinaryIO], None], expected: bytes) -> bool:
        process = cast("subprocess.Popen[bytes]", self.process)
        try:
            write(cast("BinaryIO", process.stdin))
        except OSError:
            return False
        answer = read_frame(cast("BinaryIO", process.stdout))
        return answer is not None and answer.kind == expected

    def receive(self) -> Frame | None:
        """Return the worker's next message; None when it is gone."""
        return read_frame(cast("BinaryIO", cast("subprocess.Popen[bytes]", self.process).stdout))

    def begin(self, job: _Job, seconds: float | None) -> None:
        """Note the page that the worker is at, and until when it may be."""
        with self._lock:
            self._job = job
            self._deadline = None if seconds is None else time.monotonic() + seconds

    def finish(self) -> tuple[_Job, str] | None:
        """Note that the worker is at no page; return the page that it was killed for, and why."""
        with self._lock:
            self._job = self._deadline = None
            return self._blamed

    def kill_overdue(self, now: float) -> None:
        """Kill the worker if its page had its time."""
        with self._lock:
            overdue = self._job if self._deadline is not None and now > self._deadline else None
        if overdue:
            self.kill(overdue)

    def kill(self, job: _Job | None) -> None:
        """Kill the worker: for a page that took too long, or for the end of the pool."""
        with self._lock:
            if job is not None:
                if self._job is not job:
                    return
                self._blamed = (job, "timeout")
            if self.process is not None:
                self.process.kill()

    def death(self, why: str | None, seconds: float | None) -> Failure:
        """Return what the worker's end says of the page it was at."""
        if why == "timeout":
            return Failure("timeout", f"the page took longer than {seconds:g} seconds")
        status = cast("subprocess.Popen[bytes]", self.process).wait()
        if status >= 0:
            return Failure("crashed", f"the worker process ended with status {status}")
        try:
            name = signal.Signals(-status).name
        except ValueError:
            name = f"signal {-status}"
        hint = ", as the kernel does when memory runs out" if name == "SIGKILL" else ""
        return Failure("crashed", f"the worker process was killed by {name}{hint}")

    def end(self) -> None:
        """Make sure that the worker is gone."""
        with self._lock:
            process, self.process = self.process, None
        if process is not None:
            process.kill()
            for stream in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):  # what could not be written to it any more
                    cast("BinaryIO", stream).close()
            process.wait()
        if self._log is not None:
            self._log.close()
            self._log = None

    def _last_words(self) -> str:
        log = cast("IO[bytes]", self._log)
        log.seek(0)
        lines = log.read(MAX_LOG_BYTES).decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else ""
