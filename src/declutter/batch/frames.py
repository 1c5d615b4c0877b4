"""The messages between the pool and a worker process: a kind, a time, and bytes, over a pipe; pages follow theirs raw."""

from __future__ import annotations

import contextlib
import pickle
import struct
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, NamedTuple

from declutter.batch.records import PageRecord

_HEAD = struct.Struct("<cdQ")  # kind, seconds, bytes that follow

PIPE_BYTES = 1_048_576  # the most that Linux gives to everybody
SETTINGS, JOBS = b"s", b"j"  # to the worker
READY, RECEIVED, VALUE, FAILED, MORE, LEAVING = b"r", b"g", b"v", b"f", b"m", b"l"  # from it


class Frame(NamedTuple):
    """A message."""

    kind: bytes
    seconds: float = 0.0
    body: bytes = b""


def widen(stream: BinaryIO) -> None:
    """Let a pipe hold a page or more (Linux), so that a large one goes through it at once."""
    with contextlib.suppress(ImportError, AttributeError, OSError):
        import fcntl

        fcntl.fcntl(stream.fileno(), fcntl.F_SETPIPE_SZ, PIPE_BYTES)


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Write a message; raises OSError where the other side is gone."""
    stream.write(_HEAD.pack(frame.kind, frame.seconds, len(frame.body)))
    stream.write(frame.body)
    stream.flush()


def write_records(stream: BinaryIO, kind: bytes, records: Sequence[PageRecord]) -> None:
    """Write records as a message, their pages after it: a page is not copied into a pickle. Raises as write_frame does."""
    pages = [
        None if isinstance(record.page, Path) else _bytes_of(record.page) for record in records
    ]  # fmt: skip
    described = [
        (replace(record, page=b""), isinstance(record.page, str), len(page)) if page is not None else (record, False, None)
        for record, page in zip(records, pages, strict=True)
    ]
    body = pickle.dumps(described, pickle.HIGHEST_PROTOCOL)
    stream.write(_HEAD.pack(kind, 0.0, len(body)))
    stream.write(body)
    for page in pages:
        if page:
            stream.write(page)
    stream.flush()


def read_records(stream: BinaryIO, frame: Frame) -> list[PageRecord] | None:
    """Read the pages that follow a message, and return its records; None where the other side is gone."""
    records: list[PageRecord] = []
    for record, is_str, length in pickle.loads(frame.body):  # noqa: S301 - our own parent wrote it
        if length is None:
            records.append(record)
            continue
        page = stream.read(length) if length else b""
        if len(page) < length:
            return None
        records.append(replace(record, page=page.decode("utf-8", "surrogatepass") if is_str else page))
    return records


def _bytes_of(page: bytes | str) -> bytes:
    return page.encode("utf-8", "surrogatepass") if isinstance(page, str) else page


def read_frame(stream: BinaryIO) -> Frame | None:
    """Read a message; None where the other side is gone, in the middle of one too."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, seconds, length = _HEAD.unpack(head)
    body = stream.read(length) if length else b""
    return Frame(kind, seconds, body) if len(body) == length else None
