"""What kind of page it is, by the words of its address, of its classes and of what it declares, and by its blocks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args
from urllib.parse import urlsplit

import numpy as np

from declutter.article import PageType
from declutter.parsing.classes import WORDS_OF_NAMES
from declutter.parsing.page import Page
from declutter.scoring.features import ROW, Evidence, Floats

PAGE_TYPES: tuple[PageType, ...] = get_args(PageType)
# Evidence of which the means count.
SUMMARISED = tuple(name for name in ROW if not name.startswith("tag_") and "@" not in name)
LONG_BLOCKS = (100, 300)  # Latin letters: how many blocks are longer
MAX_SEGMENTS, MAX_HYPHENS = 6, 8  # more of them in an address say no more

_ADDRESS_WORD = re.compile(r"[^\W\d_]{2,}")
_YEAR, _NUMBER = re.compile(r"/20\d\d/"), re.compile(r"\d{4,}")
_ROWS = [ROW[name] for name in SUMMARISED]


class TypeModel(NamedTuple):
    """A multinomial logistic regression: log-odds of each of PAGE_TYPES for words and for a summary of the blocks."""

    words: Mapping[str, int]  # row in `word_weights`
    word_weights: Floats  # shape (words, types)
    mean: Floats  # of the summary, shape (summary,)
    scale: Floats
    summary_weights: Floats  # shape (summary, types)
    bias: Floats  # shape (types,)

    def probabilities(self, words: Iterable[str], summary: Floats) -> Floats:
        """Return the probability of each of PAGE_TYPES, shape (types,)."""
        rows = sorted(row for word in words if (row := self.words.get(word)) is not None)  # sums depend on the order
        odds = self.bias + self.word_weights[rows].sum(axis=0) + ((summary - self.mean) * self.scale) @ self.summary_weights
        odds = np.exp(odds - odds.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)


def page_words(page: Page, declared: Iterable[str]) -> set[str]:
    """Return the words by which a page's type is told; `declared` are its own statements ("og:product")."""
    names = page.elements.names
    found = {f"class:{word}" for word in set().union(*map(WORDS_OF_NAMES.__getitem__, set(names)))}
    found.update(f"body class:{word}" for name in names[:2] for word in WORDS_OF_NAMES[name])
    found.update(declared)
    found.update(_address_words(page.url))
    return found


def _address_words(url: str | None) -> list[str]:
    """Return what an address says of the page behind it."""
    if not url:
        return ["no address"]
    try:
        parts = urlsplit(url)
    except ValueError:
        return ["no address"]
    path = parts.path.lower()
    segments = [segment for segment in path.split("/") if segment]
    words = [f"path:{word}" for word in _ADDRESS_WORD.findall(path)]
    words += [f"host:{label}" for label in parts.netloc.lower().split(".")]
    words.append(f"segments:{min(len(segments), MAX_SEGMENTS)}")
    if segments:
        last = segments[-1]
        words += [f"first:{segments[0]}", f"hyphens:{min(last.count('-'), MAX_HYPHENS)}"]
        words.append(f"ending:{last.rsplit('.', 1)[-1]}" if "." in last else f"folder:{path.endswith('/')}")
    if _YEAR.search(path):
        words.append("year in path")
    if _NUMBER.search(path):
        words.append("number in path")
    words += [f"query:{pair.split('=')[0]}" for pair in parts.query.split("&") if pair]
    return words


def summarise(evidence: Evidence) -> Floats:
    """Return what the page's blocks are like: means of evidence, plain and by words, and how many are long."""
    some = evidence.matrix[_ROWS]
    weight = np.log1p(evidence.words)
    long = [np.log1p((evidence.lengths > chars).sum()) for chars in LONG_BLOCKS]
    return np.concatenate([some.mean(axis=1), some @ weight / weight.sum(), long]).astype(np.float32)
