"""Data files, and the modules that read them."""

from __future__ import annotations

from functools import lru_cache
from importlib import resources

from declutter.data.junk import MAX_PHRASE_CHARS, fold, junk_category

__all__ = ["MAX_PHRASE_CHARS", "demo_page", "fold", "junk_category", "line_model_bytes", "month_lines"]


def model_bytes() -> bytes:
    """Return the learned weights, the file that `training/` writes."""
    return resources.files(__name__).joinpath("model.npz").read_bytes()


def month_lines() -> list[str]:
    """Return a line a language: its tag, and after ": " the names of its months, those of one month parted by blanks."""
    text = resources.files(__name__).joinpath("months.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if not line.startswith("#")]


def line_model_bytes() -> bytes:
    """Return the learned weights of `keep_lines`, the file that `training/` writes."""
    return resources.files(__name__).joinpath("lines.npz").read_bytes()


@lru_cache(maxsize=1)
def demo_page() -> str:
    """Return the sample page of `declutter demo`."""
    return resources.files(__name__).joinpath("demo.html").read_text(encoding="utf-8")
