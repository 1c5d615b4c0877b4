"""How an extraction may be steered: one frozen value, passed down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Favor = Literal["balanced", "precision", "recall"]
BETAS: dict[Favor, float] = {"balanced": 1.0, "precision": 0.12, "recall": 3.0}  # how much recall counts in the F-measure


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Limits of one extraction, and how it may be steered.

    A page over `max_bytes` raises `InputTooLarge`. The other limits give a partial result with a line in
    `Article.notes` that says so.
    """

    max_bytes: int = 20_000_000
    """Longest input, in bytes (in characters for str)."""
    max_depth: int = 512
    """Deepest element that still counts as an element of its own; the text of deeper ones stays."""
    max_blocks: int = 50_000
    """Most text blocks read from a page; what comes after is not looked at."""

    favor: Favor = "balanced"
    """What an error of one kind costs beside one of the other: "precision" rather loses text, "recall" rather keeps junk."""

    metadata: bool = True
    """Whether to read `Article.metadata`. Without it title and lead stay, and bylines and date lines are blocks like any."""
    keep: tuple[str, ...] = ()
    """CSS selectors of elements whose text is content, whatever it looks like."""
    drop: tuple[str, ...] = ()
    """CSS selectors of elements whose text is none. Of a kept and a dropped element around a text the inner one decides."""

    def __post_init__(self) -> None:
        for name in ("keep", "drop"):
            selectors = getattr(self, name)
            if not isinstance(selectors, tuple | list) or not all(isinstance(one, str) and one.strip() for one in selectors):
                raise ValueError(f"Options.{name} must be a list of CSS selectors, not {selectors!r}")
            object.__setattr__(self, name, tuple(selectors))
        for name in ("max_bytes", "max_depth", "max_blocks"):
            value = getattr(self, name)
            if not isinstance(value, int) or value < 1:
                raise ValueError(f"Options.{name} must be a positive whole number, not {value!r}")
        if self.favor not in BETAS:
            raise ValueError(f"Options.favor must be one of {', '.join(BETAS)}, not {self.favor!r}")


DEFAULTS = Options()
