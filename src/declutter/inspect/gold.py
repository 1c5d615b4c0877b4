"""A page's blocks against the text that they should have given: what was missed, and what was wrongly kept."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from declutter.explanation import ExplainedBlock

RUN = 4  # words that must follow each other, as in the article-extraction-benchmark's shingles
MIN_SHARE = 0.5  # of a block's runs that stand in the gold text, from which the block does
_WORD = re.compile(r"\w+")


class Comparison(NamedTuple):
    """How the kept blocks meet the gold text."""

    in_gold: tuple[bool, ...]
    """Of each block, whether it stands in the gold text."""
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def compare(blocks: Sequence[ExplainedBlock], text: str, gold: str) -> Comparison:
    """Return which blocks stand in `gold`, and word precision and recall of `text`, the extraction, in [0, 1]."""
    gold_words = _words(gold)
    runs = {tuple(gold_words[i : i + n]) for n in range(1, RUN + 1) for i in range(len(gold_words) - n + 1)}
    found, wanted = Counter(_words(text)), Counter(gold_words)
    common = (found & wanted).total()
    return Comparison(
        tuple(_share(_words(block.text), runs) >= MIN_SHARE for block in blocks),
        common / found.total() if found else 1.0,
        common / wanted.total() if wanted else 1.0,
    )


def _share(words: list[str], runs: set[tuple[str, ...]]) -> float:
    """Return the share of the runs of RUN words, or of all if they are fewer, that are in `runs`."""
    size = min(RUN, len(words))
    own = [tuple(words[i : i + size]) for i in range(len(words) - size + 1)] if words else []
    return sum(run in runs for run in own) / len(own) if own else 0.0


def _words(text: str) -> list[str]:
    return _WORD.findall(text.casefold())
