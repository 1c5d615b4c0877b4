"""What a process holds in memory, now and at most, read from Linux's /proc; and what one call takes at most."""

from __future__ import annotations

import gc
import os
import pickle
from collections.abc import Callable
from pathlib import Path
from typing import Any

STATUS, CLEAR_REFS = Path("/proc/self/status"), Path("/proc/self/clear_refs")
RESET_PEAK = "5"  # written to clear_refs: the peak is from now on that of what comes (proc_pid_clear_refs(5))
KILOBYTE = 1_024




def can_be_read() -> bool:
    """Whether this system says what a process holds, and lets its peak be set back."""
    return STATUS.exists() and CLEAR_REFS.exists() and hasattr(os, "fork")


def resident_bytes() -> int:
    """Return how much memory of this process is resident."""
    return _status("VmRSS")


def peak_bytes() -> int:
    """Return how much was resident at most since `reset_peak`."""
    return _status("VmHWM")


def reset_peak() -> None:
    """Let the peak be what is resident now."""
    CLEAR_REFS.write_text(RESET_PEAK, encoding="ascii")


def _status(field: str) -> int:
    with STATUS.open(encoding="ascii") as lines:
        return next(int(line.split()[1]) * KILOBYTE for line in lines if line.startswith(f"{field}:"))


def in_child(call: Callable[[], Any]) -> Any:
    """Return what the call returns in a forked process, which leaves this one's memory as it was.

    Raises RuntimeError if the process dies, or the call raises there (what, is on its standard error).
    """
    source, sink = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            with os.fdopen(sink, "wb") as out:
                pickle.dump(call(), out)
            code = 0
        finally:
            os._exit(code)
    os.close(sink)
    with os.fdopen(source, "rb") as data:
        told = data.read()
    _, status = os.waitpid(child, 0)
    if status != 0:
        raise RuntimeError(f"the process of the call ended with {os.waitstatus_to_exitcode(status)}")
    return pickle.loads(told)  # noqa: S301  what our own process wrote


def memory_of(call: Callable[[], object], before: Callable[[], object]) -> tuple[int, int]:
    """Return peak and remaining bytes of a call, both above what is resident after `before`, a small call of its kind.

    To be called `in_child`: a forked process has nothing of the libraries' code resident until it runs it.
    """
    before()
    gc.collect()
    reset_peak()
    held = resident_bytes()
    call()  # the result is dropped at once
    peak = peak_bytes() - held
    gc.collect()
    return peak, resident_bytes() - held
