"""Streams of text dumps, as WET files hold them: each one cleaned by itself, one after the other, in bounded memory.

For all processors, and for tables to write to, see `declutter.batch.run`; this is for pipes, and for other pipelines.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from declutter.article import Article
from declutter.batch.inputs import Reading, find_sources, read_sources
from declutter.batch.records import Failure, PageRecord
from declutter.batch.worker import UnreadablePage, failure_of, read_file
from declutter.errors import DeclutterError
from declutter.extractor import extract_text
from declutter.options import DEFAULTS, Options
from declutter.parsing.decode import decode
from declutter.scoring.linewise import BATCH_CHARS, keep_lines_of

FORMATS = ("text", "jsonl")
DESCRIPTION = """\
Print the articles in text dumps: WET files (needs declutter[batch]), zip and tar, lines of JSON, plain text, "-".

Records are read and written one after the other, in bounded memory, by one process; `declutter batch --form text` uses
all processors and writes tables.
"""


class CleanText(NamedTuple):
    """What became of a text dump: its content, or why there is none."""

    id: str
    url: str | None
    text: str | None  # the lines that are content; with title and lead, where an article was made of them
    article: Article | None = None
    failure: Failure | None = None


def read_texts(names: Sequence[str], options: Options = DEFAULTS) -> Iterator[PageRecord]:
    """Yield the records of files, folders and globs of text dumps ("-" is standard input), one at a time.

    Raises InputError for a name that stands for nothing; what is broken comes as a record with a failure.
    """
    for _, record in read_sources(find_sources(names), Reading(options.max_bytes, form="text")):
        yield record


def clean_texts(records: Iterable[PageRecord], options: Options = DEFAULTS) -> Iterator[CleanText]:
    """Yield the article in each text dump, in order, as `extract_text` finds it; one at a time is held."""
    for record in records:
        try:
            article = extract_text(_text_of(record, options), url=record.url, options=options)
        except (_FailedRecord, UnreadablePage, DeclutterError, OSError) as error:
            yield _failed(record, error)
            continue
        text = "\n\n".join(filter(None, (article.title, article.text)))
        yield CleanText(record.id, record.url, text, article)


def clean_lines(records: Iterable[PageRecord], options: Options = DEFAULTS) -> Iterator[CleanText]:
    """Yield the lines of each text dump that `keep_lines` keeps, in order: many times faster, and less sure.

    A million characters and one dump more are held at a time.
    """
    batch: list[tuple[PageRecord, str]] = []
    size = 0
    for record in records:
        try:
            text = _text_of(record, options)
        except (_FailedRecord, UnreadablePage, DeclutterError, OSError) as error:
            yield from _kept(batch)
            batch, size = [], 0
            yield _failed(record, error)
            continue
        batch.append((replace(record, page=b""), text))
        size += len(text)
        if size >= BATCH_CHARS:
            yield from _kept(batch)
            batch, size = [], 0
    yield from _kept(batch)


def _kept(batch: Sequence[tuple[PageRecord, str]]) -> Iterator[CleanText]:
    for (record, text), keep in zip(batch, keep_lines_of(text for _, text in batch), strict=True):
        lines = (line for line, is_kept in zip(text.splitlines(), keep, strict=True) if is_kept)
        yield CleanText(record.id, record.url, "\n".join(lines))


class _FailedRecord(Exception):  # noqa: N818 - says what it is
    """A record came without a text."""


def _text_of(record: PageRecord, options: Options) -> str:
    if record.failure:
        raise _FailedRecord
    page = read_file(record.page, options.max_bytes) if isinstance(record.page, Path) else record.page
    return page if isinstance(page, str) else decode(page, record.encoding)


def _failed(record: PageRecord, error: Exception) -> CleanText:
    return CleanText(record.id, record.url, None, failure=record.failure or failure_of(error))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add what `declutter text` takes."""
    parser.add_argument("inputs", nargs="+", metavar="FILE", help="files, folders or globs of text dumps, or -")
    parser.add_argument("-f", "--format", choices=FORMATS, default="text", help="the output's (default: text)")
    parser.add_argument("-o", "--output", metavar="FILE", help="write there, not to standard output")
    parser.add_argument("--fast", action="store_true", help="keep or drop lines by keep_lines: no title, no metadata")


def rendered(one: CleanText, form: str) -> str:
    """Return a cleaned dump as it is written: a line of JSON, or its address and its text."""
    if form == "text":
        return f"==> {' '.join((one.url or one.id).split())} <==\n\n{one.text}\n\n" if one.text else ""
    row: dict[str, Any] = {"id": one.id, "url": one.url, "text": one.text}
    if one.article:
        metadata = one.article.metadata
        row |= {
            "title": one.article.title, "lead": one.article.lead, "text": one.article.text, "authors": metadata.authors,
            "published": metadata.published.isoformat() if metadata.published else None, "language": metadata.language,
            "confidence": one.article.confidence,
        }  # fmt: skip
    if one.failure:
        row["failure"] = str(one.failure)
    return json.dumps(row, ensure_ascii=False) + "\n"
