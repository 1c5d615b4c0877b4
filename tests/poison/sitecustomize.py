"""For worker processes in tests: pages that say so make reading them crash, hang, grow or raise, for real."""

from __future__ import annotations

import ctypes
import os
import re
import signal
from typing import Any

import numpy as np

from declutter import extractor

_read_page = extractor.read_page


def _poisoned(page: Any, **options: Any) -> Any:
    text = page if isinstance(page, str) else bytes(page).decode("utf-8", "replace")
    if "POISON segfault" in text:
        ctypes.string_at(0)
    if "POISON kill" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "POISON exit" in text:
        os._exit(3)
    if "POISON hang" in text:
        re.match("(a+)+$", "a" * 60 + "b")  # in C, without letting other threads run
    if "POISON memory" in text:
        [np.empty(50_000_000, dtype=np.uint8) for _ in range(10_000)]
    if "POISON raise" in text:
        raise LookupError("a fault of the library")
    if "POISON print" in text:
        print("not for the pipe")
    return _read_page(page, **options)


extractor.read_page = _poisoned
