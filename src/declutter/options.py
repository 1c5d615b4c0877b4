"""How an extraction may be steered: one frozen value, passed down."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Limits of one extraction.

    A page over `max_bytes` raises `InputTooLarge`. The other limits give a partial result with a line in
    `Article.notes` that says so.
    """

    max_bytes: int = 20_000_000
    """Longest input, in bytes (in characters for str)."""
    max_depth: int = 512
    """Deepest element that still counts as an element of its own; the text of deeper ones stays."""
    max_blocks: int = 50_000
    """Most text blocks read from a page; what comes after is not looked at."""

    def __post_init__(self) -> None:
        for name in ("max_bytes", "max_depth", "max_blocks"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"Options.{name} must be a positive whole number, not {value!r}")


DEFAULTS = Options()
