"""The messages between the pool and a worker process: a kind, a time, and bytes, over a pipe."""

from __future__ import annotations

import struct
from typing import BinaryIO, NamedTuple

_HEAD = struct.Struct("<cdQ")  # kind, seconds, bytes that follow

SETTINGS, JOBS = b"s", b"j"  # to the worker
READY, RECEIVED, VALUE, FAILED, MORE, LEAVING = b"r", b"g", b"v", b"f", b"m", b"l"  # from it


class Frame(NamedTuple):
    """A message."""

    kind: bytes
    seconds: float = 0.0
    body: bytes = b""


def write_frame(stream: BinaryIO, frame: Frame) -> None:
    """Write a message; raises OSError where the other side is gone."""
    stream.write(_HEAD.pack(frame.kind, frame.seconds, len(frame.body)) + frame.body)
    stream.flush()


def read_frame(stream: BinaryIO) -> Frame | None:
    """Read a message; None where the other side is gone, in the middle of one too."""
    head = stream.read(_HEAD.size)
    if len(head) < _HEAD.size:
        return None
    kind, seconds, length = _HEAD.unpack(head)
    body = stream.read(length) if length else b""
    return Frame(kind, seconds, body) if len(body) == length else None
