"""Extract a crawl with `declutter batch`, and compare its rate with that of `extract` in a loop on one core.

Run as: python benchmarks/batch.py CORPUS… [--records 20000] [--workers 2] [--rounds 2] [--loop PAGES]

The pages of the corpora are written as a WARC in a random order, again and again until it has so many records. A loop in
a process of its own, one thread, reads each of the pages from it and extracts it, once, after a few that are not counted.
Loop and batch take turns, the loop first and last: a machine that others use as well is not equally fast all the time,
and a round is compared with the loops before and after it. The run counts from the start of its program to its end, the
loop without its start. Processor time is that of all processes; where others use the machine, it alone tells something.
Memory is that of all processes of the run, resident, summed up.
"""

from __future__ import annotations

import argparse
import itertools
import json
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

if not __package__:  # run as a file: the repository root is not yet where Python looks
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.corpora import read_cases
from declutter import extract
from declutter.batch.inputs import Position, Reading, find_sources, read_sources
from declutter.batch.pool import ONE_THREAD
from declutter.batch.records import PageRecord
from declutter.batch.schema import article_schema
from declutter.options import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from multiprocessing.connection import Connection

ORDER_SEED = 8  # of the order of the pages: any part of the file is like all of it
WARM_PAGES = 20  # that load what the first page of a process loads
LOOK_SECONDS = 0.2  # between two looks at the memory
KILOBYTE = 1_024
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2, help="runs, each between two loops")
    parser.add_argument("--loop", type=int, help="records that the loop extracts (default: each page once)")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crawl, output = folder / "crawl.warc.gz", folder / "out.parquet"
        pages = write_crawl(crawl, arguments.corpora, arguments.records)
        looped = min(arguments.loop or pages, arguments.records)
        loops, runs = [time_loop(crawl, looped)], []
        for _ in range(arguments.rounds):
            output.unlink(missing_ok=True)
            runs.append(run_batch(crawl, output, arguments.workers))
            loops.append(time_loop(crawl, looped))
        rows, failures = read_back(output)
        megabytes = crawl.stat().st_size / 1e6
    around = [Times(*(statistics.mean(pair) for pair in zip(*two, strict=True))) for two in itertools.pairwise(loops)]
    pairs = list(zip(around, (run.times for run in runs), strict=True))
    print(f"| records | {arguments.records:,} of {pages:,} pages, {megabytes:,.0f} MB packed |\n| --- | ---: |")
    print(f"| loop, one core, of {looped:,}: pages/s | {listed((1 / loop.clock for loop in loops), '.1f')} |")
    rates = listed((1 / run.times.clock for run in runs), ".1f")
    print(f"| declutter batch, {arguments.workers} workers: pages/s | {rates} |")
    print(f"| ratio by the clock | {listed((loop.clock / run.clock for loop, run in pairs), '.2f')} |")
    print(f"| processor time a page, loop | {listed((loop.processor * 1e3 for loop in loops), '.2f')} ms |")
    print(f"| processor time a page, batch | {listed((run.times.processor * 1e3 for run in runs), '.2f')} ms |")
    ratios = (arguments.workers * loop.processor / run.processor for loop, run in pairs)
    print(f"| ratio that so many free cores would give, by processor time | {listed(ratios, '.2f')} |")
    print(f"| peak resident memory of all processes | {max(run.peak for run in runs) / 1e9:.2f} GB |")
    print(f"| rows read back by pyarrow and DuckDB, failures | {rows:,}, {failures:,} |")
    return 0


def listed(values: Iterable[float], form: str) -> str:
    """Return numbers in a row, and their mean where there are several."""
    numbers = list(values)
    told = ", ".join(f"{number:{form}}" for number in numbers)
    return f"{told}; mean {statistics.mean(numbers):{form}}" if len(numbers) > 1 else told


def write_crawl(path: Path, corpora: Sequence[Path], records: int) -> int:
    """Write so many responses, the corpora's pages in turn; return how many pages these have."""
    from fastwarc.stream_io import GzipWriter
    from fastwarc.warc import WarcRecord, WarcRecordType

    cases = [case for corpus in corpora for case in read_cases(corpus) if case.form == "html"]
    random.Random(ORDER_SEED).shuffle(cases)
    with path.open("wb") as file:
        stream = GzipWriter(file)
        for number, case in zip(range(records), itertools.cycle(cases)):
            record = WarcRecord()
            record.init_headers(record_type=WarcRecordType.response, record_urn=b"uuid:00000000-0000-4000-8000-%012d" % number)
            record.headers["WARC-Target-URI"] = case.url or f"https://page.example/{number}"
            record.headers["Content-Type"] = "application/http; msgtype=response"
            record.set_bytes_content(HEADERS + case.read_page())
            record.write(stream)
        stream.close()
    return len(cases)


class Times(NamedTuple):
    """Seconds a page: by the clock, and of the processor."""

    clock: float
    processor: float


def time_loop(crawl: Path, pages: int) -> Times:
    """Return what a page takes in a loop of reading and `extract`, in a process with one thread, as workers are."""
    context = multiprocessing.get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    earlier = {name: os.environ.get(name) for name in ONE_THREAD}
    os.environ.update(ONE_THREAD)
    process = context.Process(target=run_loop, args=(crawl, pages, sender))
    process.start()
    for name, value in earlier.items():
        if value is None:
            del os.environ[name]
        else:
            os.environ[name] = value
    times = Times(*receiver.recv())
    process.join()
    return times


def run_loop(crawl: Path, pages: int, sender: Connection) -> None:
    """Read and extract the first records of a crawl, and send the seconds a page, by the clock and of the processor."""
    for _, record in itertools.islice(records_of(crawl), WARM_PAGES):
        extract(cast("bytes", record.page), url=record.url, encoding=record.encoding)
    began, began_processor = time.perf_counter(), time.process_time()
    for _, record in itertools.islice(records_of(crawl), pages):
        extract(cast("bytes", record.page), url=record.url, encoding=record.encoding)
    sender.send(((time.perf_counter() - began) / pages, (time.process_time() - began_processor) / pages))


def records_of(crawl: Path) -> Iterator[tuple[Position, PageRecord]]:
    """Yield the records of a crawl, as the batch reads them."""
    return read_sources(find_sources([str(crawl)]), Reading(DEFAULTS.max_bytes))


class Run(NamedTuple):
    """What a run took: seconds a page, and its most memory, in bytes."""

    times: Times
    peak: int


def run_batch(crawl: Path, output: Path, workers: int) -> Run:
    """Run `declutter batch`, its start included."""
    numbers = output.with_name("numbers.json")
    words = ["batch", str(crawl), "-o", str(output), "-w", str(workers), "--summary", str(numbers)]
    began = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "declutter", *words])  # noqa: S603 - our own command line
    peak = [0]
    done = threading.Event()

    def watch() -> None:
        while not done.wait(LOOK_SECONDS):
            peak[0] = max(peak[0], resident_bytes(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    _, status, used = os.wait4(process.pid, 0)  # with the processes that it has waited for, as it does for its workers
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    pages = json.loads(numbers.read_text(encoding="utf-8"))["pages"]
    return Run(Times(seconds / pages, (used.ru_utime + used.ru_stime) / pages), peak[0])


def resident_bytes(root: int) -> int:
    """Return the resident memory of a process and all below it, what they share counted for each of them."""
    parents, sizes = {}, {}
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":" in line)
        except OSError:
            continue
        parents[int(lines["Pid"])] = int(lines["PPid"])
        sizes[int(lines["Pid"])] = int(lines.get("VmRSS", "0 kB").split()[0]) * KILOBYTE
    family = {root}
    while below := {pid for pid, parent in parents.items() if parent in family} - family:
        family |= below
    return sum(sizes.get(pid, 0) for pid in family)


def read_back(output: Path) -> tuple[int, int]:
    """Return the rows and the failures in the output; both readers must agree, and the schema must be the documented one."""
    import duckdb
    import pyarrow.parquet as pq

    with pq.ParquetFile(output) as file:
        if not file.schema_arrow.equals(article_schema()):
            raise ValueError("the output has another schema")
        rows = sum(batch.num_rows for batch in file.iter_batches(batch_size=1_000, columns=["id"]))
    count = duckdb.execute(
        "SELECT count(DISTINCT id), count(failure) FROM read_parquet(?)", [str(output)]
    ).fetchone()  # fmt: skip
    if count is None or count[0] != rows:
        raise ValueError(f"pyarrow reads {rows} rows, DuckDB {count}")
    return rows, int(count[1])


if __name__ == "__main__":
    sys.exit(main())
