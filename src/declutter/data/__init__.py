"""Data files, and the modules that read them."""

from __future__ import annotations

from functools import lru_cache

from declutter.data.files import read_bytes, read_text
from declutter.data.junk import MAX_PHRASE_CHARS, fold, junk_category

__all__ = ["MAX_PHRASE_CHARS", "demo_page", "fold", "junk_category", "key_points_headings", "line_model_bytes", "month_lines"]


def model_bytes() -> bytes:
    """Return the learned weights, the file that `training/` writes."""
    return read_bytes("model.npz")


def month_lines() -> list[str]:
    """Return a line a language: its tag, and after ": " the names of its months, those of one month parted by blanks."""
    return [line for line in read_text("months.txt").splitlines() if not line.startswith("#")]


def key_points_headings() -> frozenset[str]:
    """Return what stands over lists of key points, in small letters."""
    lines = (line.split(": ", 1) for line in read_text("keypoints.txt").splitlines() if not line.startswith("#"))
    return frozenset(phrase.strip() for _, phrases in lines for phrase in phrases.split(" | "))


def line_model_bytes() -> bytes:
    """Return the learned weights of `keep_lines`, the file that `training/` writes."""
    return read_bytes("lines.npz")


@lru_cache(maxsize=1)
def demo_page() -> str:
    """Return the sample page of `declutter demo`."""
    return read_text("demo.html")
