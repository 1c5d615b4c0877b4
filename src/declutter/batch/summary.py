"""The account of a run: how many pages came, what became of them, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any

MAX_LINES = 10  # of a group in the summary, most frequent first
MAX_CAUSE_CHARS = 160


@dataclass(slots=True)
class Counts:
    """Numbers of records; those of parts add up to those of the run."""

    pages: int = 0
    bytes: int = 0
    kept: int = 0
    """Records in the output: pages with content or without, and failures."""
    unwanted: int = 0
    """Pages that `--where` left out."""
    duplicates: int = 0
    failures: Counter[str] = field(default_factory=Counter)
    empty: Counter[str] = field(default_factory=Counter)
    """Pages without content, by the cause that their notes name."""
    notes: Counter[str] = field(default_factory=Counter)
    """Notes on pages with content."""
    languages: Counter[str] = field(default_factory=Counter)
    types: Counter[str] = field(default_factory=Counter)

    def add(self, other: Counts) -> None:
        """Add what another part counted."""
        for each in fields(self):
            if isinstance(mine := getattr(self, each.name), Counter):
                mine.update(getattr(other, each.name))
            else:
                setattr(self, each.name, mine + getattr(other, each.name))

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers and dicts; `from_dict` reads them back."""
        return {
            each.name: dict(sorted(value.items())) if isinstance(value := getattr(self, each.name), Counter) else value
            for each in fields(self)
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Counts:
        """Return the counts that `to_dict` described."""
        values: dict[str, Any] = {name: Counter(value) if isinstance(value, dict) else value for name, value in data.items()}
        return cls(**values)


def summary_lines(
    counts: Counts, seconds: float, bytes_now: int, pages_now: int, left_out: Mapping[str, int]
) -> Iterator[str]:
    """Yield the lines that are printed at the end of a run; rates are those of the pages extracted in it."""
    speed = f", {pages_now / seconds:,.0f} pages/s, {bytes_now / seconds / 1e6:,.1f} MB/s" if seconds and pages_now else ""
    yield f"{counts.pages:,} pages, {counts.kept:,} in the output, {seconds:,.1f} s{speed}"
    if counts.unwanted:
        yield f"{counts.unwanted:,} left out by --where"
    if counts.duplicates:
        yield f"{counts.duplicates:,} marked as duplicates"
    yield from _group("failed", counts.failures)
    yield from _group("without content", counts.empty)
    yield from _group("notes on pages with content", counts.notes)
    yield from _group("no pages, not read", left_out)
    yield from _group("languages", counts.languages, total=False)
    yield from _group("types", counts.types, total=False)


def shortened(cause: str) -> str:
    """Return a cause at a length at which causes can be counted."""
    return cause if len(cause) <= MAX_CAUSE_CHARS else f"{cause[: MAX_CAUSE_CHARS - 1]}…"


def _group(name: str, numbers: Mapping[str, int], *, total: bool = True) -> Iterator[str]:
    if not numbers:
        return
    listed = sorted(numbers.items(), key=lambda item: (-item[1], item[0]))[:MAX_LINES]
    rest = sum(numbers.values()) - sum(number for _, number in listed)
    texts = [f"{number:,} {key}" for key, number in listed] + ([f"{rest:,} other"] if rest else [])
    yield f"{sum(numbers.values()):,} {name}: {', '.join(texts)}" if total else f"{name}: {', '.join(texts)}"
