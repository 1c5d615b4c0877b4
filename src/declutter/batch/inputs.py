"""What may be read in bulk: folders, globs, pages, archives, tables and crawls, as one stream of records."""

from __future__ import annotations

import csv
import glob
import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal, NamedTuple, cast

from declutter.batch.arrow import columns_of
from declutter.batch.extras import extra
from declutter.batch.records import Failure, Form, PageRecord
from declutter.batch.warc import read_warc
from declutter.errors import DeclutterError

Kind = Literal["page", "text", "zip", "tar", "jsonl", "csv", "parquet", "warc"]
PACKINGS = (".gz", ".zst")
# Endings of names, longest first where one ends with another; before them perhaps, after them one of PACKINGS.
KINDS: Mapping[str, Kind] = {
    ".warc.wet": "warc", ".warc.wat": "warc", ".warc": "warc", ".wet": "warc",
    ".html": "page", ".htm": "page", ".xhtml": "page", ".shtml": "page", ".txt": "text",
    ".zip": "zip", ".tar": "tar", ".tgz": "tar", ".tar.bz2": "tar", ".tar.xz": "tar",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "csv", ".parquet": "parquet",
}  # fmt: skip
STREAM = "-"
GZIP_MAGIC, ZSTD_MAGIC, WARC_MAGIC = b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"WARC/"
LINE_FACTOR = 3  # a line of JSON or CSV may be so many times as long as a page: escapes, and the other columns
PARQUET_ROWS = 64  # read at once


class InputError(DeclutterError, ValueError):
    """An input that is not there, or of a kind that is not read."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file of one or more records; `name` as the user would write it."""

    name: str
    kind: Kind
    size: int
    stamp: int
    """When it was last changed, in nanoseconds: a run is resumed on the same files alone."""


class ColumnNames(NamedTuple):
    """The columns of tables that hold pages, addresses and ids; None is a guess."""

    html: str | None = None
    url: str | None = None
    id: str | None = None


GUESSED = ColumnNames()


@dataclass(frozen=True, slots=True)
class Reading:
    """How sources are read."""

    max_bytes: int
    columns: ColumnNames = GUESSED
    form: Form = "html"
    left_out: Callable[[str], None] = lambda _why: None
    """Is told why a record of a crawl is no page: it is no part of the stream."""
    offset: Callable[[int], None] = lambda _bytes: None
    """Is told how many bytes of a source's file were read."""


class Position(NamedTuple):
    """A place in the stream: the source, and how many of its records came before."""

    source: int
    record: int


START = Position(0, 0)


def find_sources(names: Sequence[str]) -> list[Source]:
    """Return the files that the names stand for, those of folders and globs in the order of their names.

    Raises InputError for a name that stands for nothing.
    """
    sources: list[Source] = []
    for name in names:
        if name == STREAM:
            sources.append(Source(STREAM, "page", 0, 0))
            continue
        path = Path(name)
        if path.is_dir():
            found = sorted(each for each in path.rglob("*") if each.is_file() and kind_of(each.name))
        elif path.is_file():
            found = [path]
        else:
            found = sorted(Path(each) for each in glob.glob(name, recursive=True) if Path(each).is_file())  # noqa: PTH207 - a whole pattern
        if not found:
            raise InputError(f"{name}: {'no page in this folder' if path.is_dir() else 'there is no such file'}")
        sources += [_source(each) for each in found]
    return sources


def kind_of(name: str) -> Kind | None:
    """Return what the ending of a file's name says of it.

    >>> kind_of("a.html.zst"), kind_of("CC-MAIN-1.warc.wet.gz"), kind_of("a.png")
    ('page', 'warc', None)
    """
    lower = name.lower()
    for packing in PACKINGS:
        lower = lower.removesuffix(packing)
    return next((kind for ending, kind in KINDS.items() if lower.endswith(ending)), None)


def _source(path: Path) -> Source:
    about = path.stat()
    return Source(str(path), kind_of(path.name) or "page", about.st_size, about.st_mtime_ns)


def read_sources(
    sources: Sequence[Source], reading: Reading, start: Position = START
) -> Iterator[tuple[Position, PageRecord]]:
    """Yield the records from a position on, each with the position after it.

    A source that breaks off gives a record with a failure, and the next source goes on.
    """
    for number in range(start.source, len(sources)):
        skipped = start.record if number == start.source else 0
        for taken, record in enumerate(_read_all_of(sources[number], reading), 1):
            if taken > skipped:
                yield Position(number, taken), record


def _read_all_of(source: Source, reading: Reading) -> Iterator[PageRecord]:
    reader = STREAM_READER if source.name == STREAM else READERS[source.kind]
    try:
        yield from reader(source, reading)
    # Files are broken in as many ways as there are formats: pyarrow's errors are ValueErrors or OSErrors, tarfile's and
    # zipfile's are their own, those of csv are csv.Error, zlib's and zstandard's come as their own as well.
    except (DeclutterError, MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # noqa: BLE001 - a broken file is reported, and the other files go on
        yield PageRecord(source.name, failure=Failure("unreadable", f"the file breaks off here: {error}"))


class _WatchedFile(io.FileIO):
    """A file that says how much of it was read."""

    def __init__(self, name: str, note: Callable[[int], None]) -> None:
        super().__init__(name)
        self._note = note
        self._read = 0
        note(0)

    def readinto(self, buffer: Any) -> int:
        count = super().readinto(buffer) or 0
        self._read += count
        self._note(self._read)
        return count


@contextmanager
def _opened(source: Source, reading: Reading) -> Iterator[BinaryIO]:
    """Open a source's file, unpacked if its first bytes say that it is packed."""
    with _WatchedFile(source.name, reading.offset) as file, io.BufferedReader(file) as packed:
        yield _unpacked_stream(packed)


def _read_page(source: Source, reading: Reading) -> Iterator[PageRecord]:
    form: Form = "text" if source.kind == "text" else reading.form
    yield PageRecord(source.name, Path(source.name), form=form)  # the worker reads it


def _read_zip(source: Source, reading: Reading) -> Iterator[PageRecord]:
    with zipfile.ZipFile(source.name) as archive:
        for member in archive.infolist():
            if member.is_dir() or kind_of(member.filename) not in {"page", "text"}:
                continue
            try:
                with archive.open(member) as file:
                    page = _unpacked(cast("BinaryIO", file), member.filename, reading.max_bytes)
            except (OSError, RuntimeError, EOFError, ValueError, zipfile.BadZipFile) as error:
                yield PageRecord(f"{source.name}/{member.filename}", failure=Failure("unreadable", str(error)))
                continue
            yield _member(source, member.filename, page, reading)


def _read_tar(source: Source, reading: Reading) -> Iterator[PageRecord]:
    with _opened(source, reading) as stream, tarfile.open(fileobj=stream, mode="r|*") as archive:
        for member in archive:
            if not member.isfile() or kind_of(member.name) not in {"page", "text"}:
                continue
            file = archive.extractfile(member)
            if file is not None:
                yield _member(source, member.name, _unpacked(cast("BinaryIO", file), member.name, reading.max_bytes), reading)


def _unpacked(file: BinaryIO, name: str, max_bytes: int) -> bytes:
    """Return the bytes of a file in an archive, one more than `max_bytes` at most."""
    if name.endswith(".gz"):
        import gzip

        with gzip.open(file) as unpacked:
            return unpacked.read(max_bytes + 1)
    if name.endswith(".zst"):
        with extra("batch"):
            import zstandard
        with zstandard.open(file, "rb") as unpacked:
            return cast("bytes", unpacked.read(max_bytes + 1))
    return file.read(max_bytes + 1)


def _member(source: Source, name: str, page: bytes, reading: Reading) -> PageRecord:
    form: Form = "text" if kind_of(name) == "text" else reading.form
    return _sized(PageRecord(f"{source.name}/{name}", page, form=form), reading.max_bytes)


def _sized(record: PageRecord, max_bytes: int) -> PageRecord:
    """Return the record, without its page if that is too large: it would only fill the memory."""
    if record.size <= max_bytes:
        return record
    failure = Failure("too large", f"the page is over Options.max_bytes = {max_bytes:,}")
    return PageRecord(record.id, b"", record.url, record.encoding, record.form, failure)


def _read_jsonl(source: Source, reading: Reading) -> Iterator[PageRecord]:
    with _opened(source, reading) as stream:
        yield from _json_lines(stream, source.name, reading)


def _json_lines(stream: BinaryIO, name: str, reading: Reading) -> Iterator[PageRecord]:
    limit = LINE_FACTOR * reading.max_bytes
    number = 0
    while line := stream.readline(limit + 1):
        number += 1
        here = f"{name}:{number}"
        if len(line) > limit:
            while not line.endswith(b"\n") and (line := stream.readline(limit)):
                pass
            yield PageRecord(here, failure=Failure("too large", f"the line is over {limit:,} bytes"))
        elif line.strip():
            yield _row_record(_json_row(line), here, reading)


def _json_row(line: bytes) -> Mapping[str, Any] | Failure:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        return Failure("unreadable", f"the line is no JSON: {error}")
    return row if isinstance(row, dict) else Failure("unreadable", f"the line is no JSON object, but {type(row).__name__}")


def _row_record(row: Mapping[str, Any] | Failure, here: str, reading: Reading) -> PageRecord:
    """Return the record of a row of a table, whose columns may differ from row to row."""
    if isinstance(row, Failure):
        return PageRecord(here, failure=row)
    try:
        html, url, key = columns_of(list(row), **reading.columns._asdict())
    except ValueError as error:
        return PageRecord(here, failure=Failure("unreadable", str(error)))
    page = row[html]
    name = str(row[key]) if key and row[key] is not None else here
    address = row[url] if url and isinstance(row[url], str) else None
    if not isinstance(page, (str, bytes)):
        failure = Failure("unreadable", f"the page is {type(page).__name__}, not str or bytes")
        return PageRecord(name, url=address, failure=failure)
    return _sized(PageRecord(name, page, address, form=reading.form), reading.max_bytes)


def _read_csv(source: Source, reading: Reading) -> Iterator[PageRecord]:
    csv.field_size_limit(LINE_FACTOR * reading.max_bytes)
    base = source.name.lower()
    for packing in PACKINGS:
        base = base.removesuffix(packing)
    with _opened(source, reading) as stream:
        text = io.TextIOWrapper(stream, "utf-8-sig", errors="replace", newline="")
        rows = csv.DictReader(text, delimiter="\t" if base.endswith(".tsv") else ",")
        columns_of(rows.fieldnames or [], **reading.columns._asdict())  # the header says for all rows if there are none
        for number, row in enumerate(rows, 1):
            yield _row_record({name: value for name, value in row.items() if name}, f"{source.name}:{number}", reading)


def _read_parquet(source: Source, reading: Reading) -> Iterator[PageRecord]:
    with extra("batch"):
        import pyarrow.parquet as pq
    with closing(pq.ParquetFile(source.name)) as file:
        names = columns_of(file.schema_arrow.names, **reading.columns._asdict())
        wanted = [name for name in names if name]
        number = 0
        for batch in file.iter_batches(batch_size=PARQUET_ROWS, columns=wanted):
            for row in batch.to_pylist():
                number += 1
                yield _row_record(row, f"{source.name}:{number}", reading)


def _read_warc(source: Source, reading: Reading) -> Iterator[PageRecord]:
    with _WatchedFile(source.name, reading.offset) as file, io.BufferedReader(file) as stream:
        yield from read_warc(stream, source.name, reading.max_bytes, reading.left_out)


def _read_stream(_source: Source, reading: Reading) -> Iterator[PageRecord]:
    """Read standard input as what its first bytes say: a WARC, lines of JSON (packed or not), or one page."""
    name = "standard input"
    stream = _unpacked_stream(sys.stdin.buffer if sys.stdin else io.BufferedReader(io.BytesIO()))
    start = stream.peek(16).lstrip()
    if start.startswith(WARC_MAGIC):
        yield from read_warc(stream, name, reading.max_bytes, reading.left_out)
    elif start.startswith(b"{"):
        yield from _json_lines(stream, name, reading)
    else:
        yield _sized(PageRecord(name, stream.read(reading.max_bytes + 1), form=reading.form), reading.max_bytes)


def _unpacked_stream(stream: Any) -> Any:
    """Return a buffered stream, through gzip or zstd if its first bytes say so."""
    start = stream.peek(4)
    if start.startswith(GZIP_MAGIC):
        import gzip

        return io.BufferedReader(cast("io.RawIOBase", gzip.open(stream)))
    if start.startswith(ZSTD_MAGIC):
        with extra("batch"):
            import zstandard
        return io.BufferedReader(zstandard.open(stream, "rb"))
    return stream


Reader = Callable[[Source, Reading], Iterator[PageRecord]]
STREAM_READER: Reader = _read_stream
READERS: Mapping[Kind, Reader] = {
    "page": _read_page, "text": _read_page, "zip": _read_zip, "tar": _read_tar, "jsonl": _read_jsonl, "csv": _read_csv,
    "parquet": _read_parquet, "warc": _read_warc,
}  # fmt: skip
