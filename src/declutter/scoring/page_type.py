"""What kind of page it is, by the words of its address, classes, titles and labels, by what it declares, and by its blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple, get_args
from urllib.parse import urlsplit

import numpy as np

from declutter.article import PageType
from declutter.parsing.classes import BITS_OF_WORDS, COMMENT, WORDS_OF_NAMES, Memo
from declutter.parsing.page import Flag, Page
from declutter.scoring.features import LONG_CHARS, ROW, Evidence, Floats
from declutter.scoring.tree import Doubles

PAGE_TYPES: tuple[PageType, ...] = get_args(PageType)
# Evidence of which the means count.
SUMMARISED = tuple(name for name in ROW if not name.startswith(("tag_", "type_")) and "@" not in name)
LONG_BLOCKS = (100, 300)  # Latin letters: how many blocks are longer
MAX_SEGMENTS, MAX_HYPHENS = 6, 8  # more of them in an address say no more
MAX_LABEL_CHARS = 30  # of a block that is a button, a label or a link: "Add to cart", "Reply"
MAX_HEADING_CHARS = 80  # of one whose words are looked at
MAX_LABELS = 32_768  # that are remembered
# Of the standardised summary, some three standard deviations: on a page of five blocks the title is a fifth of them, which
# no annotated page has.
MAX_UNUSUAL = 1.0
COUNTED_TAGS = ("article", "form", "pre", "section", "h1", "h2", "h3", "h4")
CURRENCIES = frozenset("$€£¥₹")

_ADDRESS_WORD = re.compile(r"[^\W\d_]{2,}")
_YEAR, _NUMBER = re.compile(r"/20\d\d/"), re.compile(r"\d{4,}")
_ROWS = [ROW[name] for name in SUMMARISED]
_PLACES = [ROW[name] for name in ("pre", "table", "list", "nav")]  # elements of which the share of the page's text counts
_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))
_LABELS = Memo(lambda text: "text:" + text.lower().translate(_NO_DIGITS), MAX_LABELS)  # they repeat from page to page


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
        usual = np.clip((summary - self.mean) * self.scale, -MAX_UNUSUAL, MAX_UNUSUAL)
        odds = self.bias + self.word_weights[rows].sum(axis=0) + usual @ self.summary_weights
        odds = np.exp(odds - odds.max())
        return np.asarray(odds / odds.sum(), dtype=np.float32)


def page_words(page: Page, declared: Iterable[str]) -> set[str]:
    """Return the words by which a page's type is told; `declared` are its own statements ("og:product")."""
    names = page.elements.names
    found = {f"class:{word}" for word in set().union(*map(WORDS_OF_NAMES.__getitem__, set(names)))}
    found.update(f"body class:{word}" for name in names[:2] for word in WORDS_OF_NAMES[name])
    found.update(declared)
    found.update(_address_words(page.url))
    found.update(f"title:{word}" for word in _words(page.head.title or ""))
    for block in page.blocks:
        text = block.text
        if len(text) <= MAX_LABEL_CHARS:
            found.add(_LABELS[text])
        if block.flags & Flag.HEADING and len(text) <= MAX_HEADING_CHARS:
            found.update([f"heading:{word}" for word in _words(text)])
    return found


def _words(text: str) -> list[str]:
    words: list[str] = _ADDRESS_WORD.findall(text.lower())
    return words


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


def summarise(page: Page, evidence: Evidence) -> Floats:
    """Return what the page's blocks are like: means of evidence, plain and by words, how many are long, how they stand."""
    some = evidence.matrix[_ROWS]
    weight = np.log1p(evidence.words)
    long = [np.log1p((evidence.lengths > chars).sum()) for chars in LONG_BLOCKS]
    means = some.mean(axis=1), some @ weight / weight.sum()
    return np.concatenate([*means, long, _structure(page, evidence)]).astype(np.float32)


def _structure(page: Page, evidence: Evidence) -> Floats:
    """Return how the page is built: repeated texts, replies, tables, tags, prices."""
    blocks, elements, lengths = page.blocks, page.elements, evidence.lengths
    n, total = len(blocks), float(lengths.sum()) + 1
    long = [blocks[index].element for index in np.flatnonzero(lengths >= LONG_CHARS).tolist()]
    alike = Counter((elements.tag[row], elements.names[row]) for row in long)
    together = Counter(elements.parent[row] for row in long)
    most_alike, most_together = (max(counts.values(), default=0) for counts in (alike, together))
    tags = Counter(elements.tag)
    prices = sum(len(block.text) <= MAX_LABEL_CHARS and not CURRENCIES.isdisjoint(block.text) for block in blocks)
    questions = sum(block.text.endswith("?") for block in blocks)
    counts = [len(long), most_alike, most_together, prices, questions, len(page.times), *(tags[tag] for tag in COUNTED_TAGS)]
    shares = [
        *(evidence.matrix[_PLACES] @ lengths / total).tolist(),
        len(long) / n, most_together / (len(long) + 1), prices / n, questions / n, float(np.log1p(lengths.max())),
    ]  # fmt: skip
    return np.array([*np.log1p(counts), *shares, *_replies(page, lengths, total)], np.float32)


def _replies(page: Page, lengths: Doubles, total: float) -> list[float]:
    """Return what elements named for comments and replies hold: of the blocks, of the text; their number; the text before."""
    elements = page.elements
    rows = [row for row, name in enumerate(elements.names) if row > 1 and name and BITS_OF_WORDS[name] & COMMENT]
    inside = np.zeros(len(lengths), dtype=bool)
    for row in rows:
        inside[elements.first_block[row] : elements.end_block[row]] = True
    before = float(lengths[: int(inside.argmax())].sum()) / total if inside.any() else 1.0
    return [float(inside.mean()), float(lengths[inside].sum()) / total, float(np.log1p(len(rows))), before]
