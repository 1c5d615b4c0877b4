"""Where results go, part by part: each part is there entirely or not at all, whenever the run is killed."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, Protocol

from declutter.batch.arrow import batch_of, whole_characters
from declutter.batch.extras import extra
from declutter.batch.schema import SCHEMA_VERSION, article_schema
from declutter.batch.task import Shape
from declutter.errors import DeclutterError

Format = Literal["parquet", "jsonl", "jsonl.gz", "jsonl.zst", "markdown", "text", "sqlite"]
FORMATS: tuple[Format, ...] = ("parquet", "jsonl", "jsonl.gz", "jsonl.zst", "markdown", "text", "sqlite")
# Names of files that say their format; longer ones first.
ENDINGS: Mapping[str, Format] = {
    ".parquet": "parquet", ".jsonl.gz": "jsonl.gz", ".jsonl.zst": "jsonl.zst", ".ndjson": "jsonl", ".jsonl": "jsonl",
    ".sqlite3": "sqlite", ".sqlite": "sqlite", ".db": "sqlite",
}  # fmt: skip
SHAPES: Mapping[Format, Shape] = {"markdown": "markdown", "text": "text"}  # of all others it is the row
PAGE_ENDINGS = {"markdown": ".md", "text": ".txt"}
# Of texts that are all different a dictionary saves nothing, and takes as long as the packing.
PARQUET: Mapping[str, Any] = {"compression": "zstd", "use_dictionary": False}
LEDGER = "_ledger.jsonl"  # engines that read folders of Parquet pass over names with an underscore
UNFINISHED = ".unfinished"
MAX_SLUG_CHARS = 60
LOCK_SECONDS = 30.0  # that a database may be locked by somebody else
PAGE_DIGITS = 9  # of the number that a page's file name begins with
_NO_SLUG = re.compile(r"[^\w.-]+")


class OutputError(DeclutterError, OSError):
    """An output that cannot be written, or that holds something else than this run."""


class PartRow(NamedTuple):
    """A record of a part: its place in the run, from 0, and its row, or its page's text beside a row without article."""

    number: int
    row: dict[str, Any]
    text: str | None = None


class Store(Protocol):
    """The output of a run, and its ledger: a line for the run, then one for each part that is there."""

    def open(self) -> list[dict[str, Any]]:
        """Make the output ready, and return the ledger's lines; what no line speaks of is removed."""

    def begin(self, line: dict[str, Any]) -> None:
        """Write the ledger's first line."""

    def commit(self, number: int, rows: Sequence[PartRow], line: dict[str, Any]) -> None:
        """Write a part and its line; either both are there afterwards, or neither counts."""

    def finish(self) -> None:
        """Bring the output into its final form, once all parts are there."""

    def close(self) -> None:
        """Let go of the output."""


def format_of(output: str, named: str | None) -> Format:
    """Return the format of an output, as named or as its ending says; that of a folder is Parquet. Raises OutputError."""
    by_ending = next((form for ending, form in ENDINGS.items() if output.lower().endswith(ending)), None)
    if named is None:
        return by_ending or "parquet"
    if named not in FORMATS:
        raise OutputError(f"unknown format {named!r}; known are {', '.join(FORMATS)}")
    if by_ending and by_ending != named:
        raise OutputError(f"{output} looks like {by_ending}, and the format asked for is {named}")
    return named


def open_store(output: str, form: Format) -> Store:
    """Return the store of an output: a database, a folder of parts, or a file that parts are joined to."""
    path = Path(output)
    if form == "sqlite":
        return SqliteStore(path)
    if any(output.lower().endswith(ending) for ending in ENDINGS):
        return ParquetFileStore(path) if form == "parquet" else FileStore(path, form)
    return FolderStore(path, form)


def exists(output: str) -> bool:
    """Whether there is something in that place, finished or not."""
    path = Path(output)
    if path.is_dir():
        return any(path.iterdir())
    return path.exists() or _parts_folder(path).exists()


def remove(output: str, form: Format) -> None:
    """Remove the output of an earlier run, and nothing that it did not write."""
    path = Path(output)
    if path.is_dir():
        FolderStore(path, form).remove()
        return
    for each in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}-journal")):
        each.unlink(missing_ok=True)
    shutil.rmtree(_parts_folder(path), ignore_errors=True)


def _parts_folder(path: Path) -> Path:
    return path.with_name(f"{path.name}.parts")


class FolderStore:
    """A folder of parts `part-00000.parquet`, …, or of a file for each page; the ledger is a file in it."""

    def __init__(self, folder: Path, form: Format) -> None:
        self.folder = folder
        self.form = form
        self._ledger: IO[bytes] | None = None

    def open(self) -> list[dict[str, Any]]:
        """Make the folder; cut a line off the ledger that was not finished; remove files that no line speaks of."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / LEDGER
        data = path.read_bytes() if path.exists() else b""
        whole = data[: data.rfind(b"\n") + 1]
        self._ledger = path.open("ab")
        _lock(self._ledger, path)
        if len(whole) < len(data):
            self._ledger.truncate(len(whole))
        lines = [json.loads(line) for line in whole.splitlines()]
        if lines:
            self._remove_but({name for line in lines for name in line.get("files", ())}, lines[-1].get("end", 0))
        return lines

    def _remove_but(self, known: set[str], end: int) -> None:
        """Remove what a run that was killed left: unfinished files, and files of a part that has no line."""
        for path in self.folder.iterdir():
            is_part = path.name.startswith(("part-", "_failures-")) and path.name not in known
            is_late = _is_page_file(path) and int(path.name[:PAGE_DIGITS]) >= end
            if path.name.endswith(UNFINISHED) or is_part or is_late:
                path.unlink()

    def remove(self) -> None:
        """Remove what runs write, and nothing else."""
        for path in self.folder.iterdir():
            if path.name == LEDGER or _is_page_file(path) or path.name.startswith(("part-", "_failures-")):
                path.unlink()

    def begin(self, line: dict[str, Any]) -> None:
        """Write the ledger's first line."""
        self._append(line)

    def commit(self, number: int, rows: Sequence[PartRow], line: dict[str, Any]) -> None:
        """Write the part's files under other names, rename them, then write the ledger's line."""
        if self.form in PAGE_ENDINGS:
            files = list(self._write_pages(number, rows))
            _sync_folder(self.folder)
            self._append(line | {"files": files})
            return
        name = f"part-{number:05d}.{self.form}"
        _write_whole(self.folder / name, lambda file: write_rows(file, [each.row for each in rows], self.form))
        _sync_folder(self.folder)
        self._append(line | {"files": [name]})

    def _write_pages(self, number: int, rows: Sequence[PartRow]) -> Iterator[str]:
        """Write a file a page, and one for the part's failures; yield the names of those that are not a page's."""
        failures = [each.row for each in rows if each.text is None]
        for each in rows:
            if each.text is not None:
                name = f"{each.number:0{PAGE_DIGITS}d}-{slug(each.row['id'])}{PAGE_ENDINGS[self.form]}"
                text = each.text
                _write_whole(self.folder / name, lambda file, text=text: file.write(text.encode("utf-8", "replace")))
        if failures:
            name = f"_failures-{number:05d}.jsonl"
            _write_whole(self.folder / name, lambda file: write_rows(file, failures, "jsonl"))
            yield name

    def finish(self) -> None:
        """Nothing is left to do: a folder is complete with its last part."""

    def close(self) -> None:
        """Let go of the ledger."""
        if self._ledger is not None:
            self._ledger.close()

    def _append(self, line: dict[str, Any]) -> None:
        assert self._ledger is not None  # noqa: S101 - open() comes first
        self._ledger.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        self._ledger.flush()
        os.fsync(self._ledger.fileno())


class FileStore(FolderStore):
    """A single file: its parts are kept in a folder beside it until all are there, then joined."""

    def __init__(self, path: Path, form: Format) -> None:
        super().__init__(_parts_folder(path), form)
        self._path = path

    def finish(self) -> None:
        """Join the parts to the file, then remove them."""
        self._join()
        _sync_folder(self._path.parent)
        self.close()
        done = self.folder.with_name(f"{self.folder.name}{UNFINISHED}")
        shutil.rmtree(done, ignore_errors=True)
        self.folder.rename(done)  # at once: a folder with some of its parts would look like a run to resume
        shutil.rmtree(done)

    def _join(self) -> None:
        def copy(file: IO[bytes]) -> None:
            for part in self._parts():  # members of gzip and zstd may follow each other
                with part.open("rb") as source:
                    shutil.copyfileobj(source, file)

        _write_whole(self._path, copy)

    def _parts(self) -> list[Path]:
        """Return the files of the parts, in their order."""
        return sorted(self.folder.glob("part-*"), key=lambda part: int(part.name[5:].partition(".")[0]))


class ParquetFileStore(FileStore):
    """A single file of Parquet, written while parts come: packing them once more at the end would take half as long again.

    It is whole with its last byte only. So parts are kept as well, in Arrow's own form, which costs next to nothing; a run
    that is resumed begins the file anew from them.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, "parquet")
        self._file: IO[bytes] | None = None
        self._writer: Any = None

    def open(self) -> list[dict[str, Any]]:
        """Do what a folder does, and begin the file with the parts that are there."""
        lines = super().open()
        with extra("batch"):
            import pyarrow as pa
            import pyarrow.parquet as pq
        self._file = (self.folder / f"joined{UNFINISHED}").open("wb")
        self._writer = pq.ParquetWriter(self._file, article_schema(), **PARQUET)
        for part in self._parts():
            with pa.OSFile(str(part)) as source, pa.ipc.open_stream(source) as reader:
                self._writer.write_table(reader.read_all())
        return lines

    def commit(self, number: int, rows: Sequence[PartRow], line: dict[str, Any]) -> None:
        """Write the part, then its line, then the rows to the file."""
        with extra("batch"):
            import pyarrow as pa
        batch = batch_of(each.row for each in rows)
        name = f"part-{number:05d}.arrow"

        def write(file: IO[bytes]) -> None:
            with pa.ipc.new_stream(file, batch.schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
                writer.write_batch(batch)

        _write_whole(self.folder / name, write)
        _sync_folder(self.folder)
        self._append(line | {"files": [name]})
        self._writer.write_batch(batch)

    def close(self) -> None:
        """Let go of the file and the ledger."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        if self._file is not None:
            self._file.close()
        super().close()

    def _join(self) -> None:
        assert self._file is not None  # noqa: S101 - open() comes first
        self._writer.close()
        self._writer = None
        self._file.flush()
        os.fsync(self._file.fileno())
        Path(self._file.name).replace(self._path)


class SqliteStore:
    """A SQLite database: table `pages`, full-text index `pages_text` (FTS5), and the ledger in a table of its own."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._database: sqlite3.Connection | None = None

    def open(self) -> list[dict[str, Any]]:
        """Make the tables, and return the ledger's lines."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        try:
            database = self._database = sqlite3.connect(self._path, timeout=LOCK_SECONDS, isolation_level=None)
            tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            if tables and "ledger" not in tables:
                raise OutputError(f"{self._path} is no output of declutter, but a database of other tables")
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("BEGIN IMMEDIATE")
            for statement in SQLITE_TABLES:
                database.execute(statement)
            database.execute("COMMIT")
            lines = database.execute("SELECT line FROM ledger ORDER BY rowid").fetchall()
        except sqlite3.Error as error:
            raise OutputError(f"{self._path}: {error}") from error
        return [json.loads(line) for (line,) in lines]

    def begin(self, line: dict[str, Any]) -> None:
        """Write the ledger's first line."""
        self.commit(-1, (), line)

    def commit(self, number: int, rows: Sequence[PartRow], line: dict[str, Any]) -> None:  # noqa: ARG002 - of the protocol
        """Write the part and its line in one transaction."""
        assert self._database is not None  # noqa: S101 - open() comes first
        try:
            self._database.execute("BEGIN IMMEDIATE")
            self._database.executemany(SQLITE_INSERT, [_sqlite_values(each) for each in rows])
            self._database.executemany(
                "INSERT INTO pages_text (rowid, title, lead, text) VALUES (?, ?, ?, ?)",
                [
                    (each.number, *(whole_characters(each.row[name]) for name in ("title", "lead", "text")))
                    for each in rows if each.row["failure"] is None
                ],
            )  # fmt: skip
            self._database.execute("INSERT INTO ledger (line) VALUES (?)", (json.dumps(line, ensure_ascii=False),))
            self._database.execute("COMMIT")
        except sqlite3.Error as error:
            raise OutputError(f"{self._path}: {error}") from error

    def finish(self) -> None:
        """Bring the write-ahead log into the database, so that one file is all of it."""
        if self._database is not None:
            with contextlib.suppress(sqlite3.OperationalError):  # somebody reads it: it is complete all the same
                self._database.execute("PRAGMA journal_mode = DELETE")

    def close(self) -> None:
        """Close the database."""
        if self._database is not None:
            self._database.close()


SQLITE_TABLES = (
    """CREATE TABLE IF NOT EXISTS pages (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL, url TEXT, title TEXT, lead TEXT, text TEXT, language TEXT,
        published TEXT, site_name TEXT, page_type TEXT, confidence REAL, article TEXT, failure TEXT, failure_message TEXT,
        duplicate_of TEXT)""",
    "CREATE INDEX IF NOT EXISTS pages_id ON pages (id)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS pages_text USING fts5 (title, lead, text, content='pages', content_rowid='number')",
    "CREATE TABLE IF NOT EXISTS ledger (line TEXT NOT NULL)",
    f"PRAGMA user_version = {SCHEMA_VERSION}",
)
SQLITE_INSERT = "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
NOT_IN_ARTICLE = {"id", "url", "text", "failure", "duplicate_of", "seconds"}


def _sqlite_values(each: PartRow) -> tuple[Any, ...]:
    row = whole_characters(each.row)
    metadata, failure = row["metadata"] or {}, row["failure"] or {}
    article = {name: value for name, value in row.items() if name not in NOT_IN_ARTICLE}
    return (
        each.number, row["id"], row["url"], row["title"], row["lead"], row["text"], metadata.get("language"),
        metadata.get("published"), metadata.get("site_name"), row["page_type"], row["confidence"],
        None if failure else json.dumps(article, ensure_ascii=False), failure.get("kind"), failure.get("message"),
        row["duplicate_of"],
    )  # fmt: skip


def write_rows(file: IO[bytes], rows: Sequence[dict[str, Any]], form: Format) -> None:
    """Write rows to a file, in one of the formats that hold rows; equal rows give equal bytes."""
    if form == "parquet":
        with extra("batch"):
            import pyarrow as pa
            import pyarrow.parquet as pq
        pq.write_table(pa.Table.from_batches([batch_of(rows)]), file, **PARQUET)
        return
    data = b"".join(json.dumps(row, ensure_ascii=False).encode("utf-8", "replace") + b"\n" for row in rows)
    if form == "jsonl.gz":
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0, filename="") as packed:
            packed.write(data)
    elif form == "jsonl.zst":
        with extra("batch"):
            import zstandard
        file.write(zstandard.ZstdCompressor().compress(data))
    else:
        file.write(data)


def slug(name: str) -> str:
    """Return the end of a record's id as a part of a file's name.

    >>> slug("pages/ferry back.html")
    'ferry-back'
    """
    last = re.split(r"[/\\]", name.rstrip("/\\"))[-1]
    for ending in (".gz", ".zst", ".html", ".htm"):
        last = last.removesuffix(ending)
    return _NO_SLUG.sub("-", last)[:MAX_SLUG_CHARS].strip("-.") or "page"


def _is_page_file(path: Path) -> bool:
    number, _, _ = path.name.partition("-")
    return len(number) == PAGE_DIGITS and number.isdecimal() and path.suffix in PAGE_ENDINGS.values()


def _write_whole(path: Path, write: Any) -> None:
    """Write a file so that it is there with all of its content or not at all."""
    unfinished = path.with_name(f"{path.name}{UNFINISHED}")
    with unfinished.open("wb") as file:
        write(file)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)


def _sync_folder(folder: Path) -> None:
    """Make renames in a folder last; systems that cannot open folders do so by themselves."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _lock(file: IO[bytes], path: Path) -> None:
    """See to it that no other run writes here. Raises OutputError if one does."""
    try:
        import fcntl
    except ImportError:  # a system without it
        return
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        raise OutputError(f"{path}: another run writes here") from error
