"""Extract a crawl with `declutter batch`, and compare its rate with that of `extract` in a loop on one core.

Run as: python benchmarks/batch.py CORPUS… [--records 20000] [--workers 2] [--loop 1000]

The pages of the corpora are written as a WARC in a random order, again and again until it has so many records. The loop
reads the first records of the same file and extracts them, once before the run and once after it: a machine that others
use as well is not equally fast all the time. Memory is that of all processes of the run, resident, summed up.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import resource
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
from declutter.batch.inputs import Reading, find_sources, read_sources
from declutter.batch.schema import article_schema
from declutter.options import DEFAULTS

if TYPE_CHECKING:
    from collections.abc import Sequence

ORDER_SEED = 8  # of the order of the pages: any part of the file is like all of it
LOOK_SECONDS = 0.2  # between two looks at the memory
KILOBYTE = 1_024
HEADERS = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and print a table; return 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpora", nargs="+", type=Path)
    parser.add_argument("--records", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--loop", type=int, default=1_000, help="records that the loop extracts")
    arguments = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        crawl = folder / "crawl.warc.gz"
        write_crawl(crawl, arguments.corpora, arguments.records)
        before = loop_seconds(crawl, arguments.loop)
        run = run_batch(crawl, folder / "out.parquet", arguments.workers)
        after = loop_seconds(crawl, arguments.loop)
        rows, failures = read_back(folder / "out.parquet")
        megabytes = crawl.stat().st_size / 1e6
    loop = [(one + other) / 2 for one, other in zip(before, after, strict=True)]
    print(f"| records | {arguments.records:,}, {megabytes:,.0f} MB packed |\n| --- | ---: |")
    print(f"| loop, one core: pages/s before, after, both | {1 / before[0]:.1f}, {1 / after[0]:.1f}, {1 / loop[0]:.1f} |")
    print(f"| declutter batch, {arguments.workers} workers: pages/s | {1 / run.wall:.1f} |")
    print(f"| ratio | {loop[0] / run.wall:.2f} |")
    print(f"| processor time a page, loop and batch | {loop[1] * 1e3:.2f} ms, {run.processor * 1e3:.2f} ms |")
    print(f"| ratio by processor time | {arguments.workers * loop[1] / run.processor:.2f} |")
    print(f"| peak resident memory of all processes | {run.peak / 1e9:.2f} GB |")
    print(f"| rows read back by pyarrow and DuckDB, failures | {rows:,}, {failures:,} |")
    return 0


def write_crawl(path: Path, corpora: Sequence[Path], records: int) -> None:
    """Write so many responses, the corpora's pages in turn."""
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


def loop_seconds(crawl: Path, pages: int) -> tuple[float, float]:
    """Return the seconds a page that reading and `extract` take in a loop, by the clock and of the processor."""
    began, began_processor = time.perf_counter(), time.process_time()
    stream = read_sources(find_sources([str(crawl)]), Reading(DEFAULTS.max_bytes))
    for _, record in itertools.islice(stream, pages):
        extract(cast("bytes", record.page), url=record.url, encoding=record.encoding)
    return (time.perf_counter() - began) / pages, (time.process_time() - began_processor) / pages


class Run(NamedTuple):
    """What a run took: seconds a page, by the clock and of all processors, and its most memory, in bytes."""

    wall: float
    processor: float
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
    process.wait()
    seconds = time.perf_counter() - began
    done.set()
    watcher.join()
    pages = json.loads(numbers.read_text(encoding="utf-8"))["pages"]
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(seconds / pages, (used.ru_utime + used.ru_stime) / pages, peak[0])


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
