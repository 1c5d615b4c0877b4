"""Crawls in WARC, and their text dumps in WET: the records that may be pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from declutter.batch.extras import extra
from declutter.batch.records import Failure, PageRecord

# Content types whose records no reader takes for a page; what is not listed is looked at.
NO_PAGES = (
    "image/", "audio/", "video/", "font/", "text/css", "javascript", "ecmascript", "application/json", "application/font",
    "application/wasm", "multipart/",
)  # fmt: skip
ENVELOPE_BYTES = 100_000  # that the HTTP headers of a response may add to its page


def read_warc(
    stream: BinaryIO, name: str, max_bytes: int, left_out: Callable[[str], None] = lambda _why: None
) -> Iterator[PageRecord]:
    """Yield the responses, resources and text conversions of a WARC that may be pages, gzipped, zstd or plain.

    Redirects, errors, and what is by its type no page (images, scripts, styles) are left out, and `left_out` is told.
    A record over `max_bytes` is not read into memory: it comes as a failure.
    """
    with extra("batch"):
        from fastwarc.warc import ArchiveIterator, WarcRecordType

    kinds = WarcRecordType.response | WarcRecordType.resource | WarcRecordType.conversion
    for number, record in enumerate(ArchiveIterator(stream, record_types=kinds, parse_http=False), 1):
        key = (record.record_id or "").strip("<>").removeprefix("urn:uuid:") or f"{name}:{number}"
        url = record.headers.get("WARC-Target-URI", "").strip("<>") or None
        if record.content_length > max_bytes + ENVELOPE_BYTES:
            yield _too_large(key, url, max_bytes)
            continue
        try:
            why = _reason_to_leave_out(record)
            page = b"" if why else record.reader.read(max_bytes + 1)
        except (OSError, ValueError) as error:
            yield PageRecord(key, url=url, failure=Failure("unreadable", f"the record is broken: {error}"))
            continue
        if why:
            left_out(why)
        elif len(page) > max_bytes:
            yield _too_large(key, url, max_bytes)
        elif record.record_type == WarcRecordType.conversion:
            yield PageRecord(key, page, url, "utf-8", "text")
        else:
            yield PageRecord(key, page, url, _content_type(record))


def _reason_to_leave_out(record: Any) -> str | None:
    """Return why a record is no page, or None; its reader stands at the page after that."""
    if record.is_http:
        record.parse_http(auto_decode="all")
        status = record.http_headers.status_code if record.http_headers else None
        if status is not None and not 200 <= status < 300:
            return f"HTTP status {status}"
    kind = (_content_type(record) or "").partition(";")[0].strip().lower()
    return f"content type {kind}" if any(part in kind for part in NO_PAGES) else None


def _content_type(record: Any) -> str | None:
    headers = record.http_headers or record.headers
    kind: str | None = headers.get("Content-Type")
    return kind or None


def _too_large(key: str, url: str | None, max_bytes: int) -> PageRecord:
    return PageRecord(key, url=url, failure=Failure("too large", f"the record is over Options.max_bytes = {max_bytes:,}"))
