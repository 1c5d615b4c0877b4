"""Blocks to a matrix of evidence: one row a block, one named column a feature; no thresholds and no verdicts."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from declutter.data import junk_category
from declutter.parsing.classes import COMMENT, CONTENT, FURNITURE, STRONG
from declutter.parsing.page import Flag, Page
from declutter.parsing.text import SENTENCE_ENDS, WIDE_CHAR_WEIGHT
from declutter.scoring.characters import count_characters

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

FULL_PARAGRAPH_CHARS = 400  # a longer paragraph is no better evidence than one of this length
SHORT_CHARS = 25  # below this a block is no paragraph by itself; Readability's threshold
CONTAINER_COST = 0.6  # what a unit of other text costs a container, in units of good text
SITE_SHARE = 0.6  # a class word on an element that holds more of the page's good text than this is about the page


_FLAG_FEATURES = {
    "hidden": Flag.HIDDEN, "nav": Flag.NAV, "header": Flag.HEADER, "footer": Flag.FOOTER, "aside": Flag.ASIDE,
    "form": Flag.FORM, "button": Flag.BUTTON, "caption": Flag.CAPTION, "heading": Flag.HEADING, "list": Flag.LIST,
    "table": Flag.TABLE, "quote": Flag.QUOTE, "article": Flag.ARTICLE, "main": Flag.MAIN, "paragraph": Flag.PARAGRAPH,
    "pre": Flag.PRE,
}  # fmt: skip

NAMES = (
    "length", "link_density", "commas", "ends_sentence", "junk_phrase", *_FLAG_FEATURES, "bad_class", "good_class",
    "comment_class", "own_bad_class", "after_headline", "position", "in_container", "distance_to_container", "container_share",
    "after_container", "neighbour_good", "parent_link_density", "parent_good", "short", "top_heading",
    "strong_class", "own_strong_class",
)  # fmt: skip
COLUMN = {name: index for index, name in enumerate(NAMES)}
_FLAG_COLUMNS = slice(COLUMN["hidden"], COLUMN["hidden"] + len(_FLAG_FEATURES))
_FLAG_BITS = np.array(list(_FLAG_FEATURES.values()), dtype=np.int64)


class Evidence(NamedTuple):
    """What the stages after scoring need beside the matrix."""

    matrix: Floats  # (blocks, len(NAMES))
    junk: list[str | None]  # per block: the category of the junk phrase that it is
    lengths: list[float]  # per block: in Latin letters
    container: int  # row of the element that holds most of the page's good text and little else; -1 if there is none


def measure(page: Page, headline: int | None = None) -> Evidence:
    """Return the evidence on each block of a page; `headline` is the block that holds the title, if it is known."""
    blocks, elements = page.blocks, page.elements
    n = len(blocks)
    matrix = np.zeros((n, len(NAMES)), dtype=np.float32)
    if not n:
        return Evidence(matrix, [], [], -1)
    columns = tuple(zip(*blocks, strict=True))
    texts: tuple[str, ...] = columns[0]
    rows, flags = np.array(columns[1]), np.array(columns[2])
    links = np.array(columns[3], dtype=np.float64)
    counts = count_characters(texts)
    raw_length, commas = counts.characters, counts.commas
    length = raw_length + (WIDE_CHAR_WEIGHT - 1) * counts.wide
    ends = np.array([text[-1] in SENTENCE_ENDS for text in texts])
    junk = list(map(junk_category, texts))
    is_junk = np.array([category is not None for category in junk])
    density = links / np.maximum(raw_length, 1)

    good = _goodness(length, density, commas, flags, is_junk)
    first, end = np.array(elements.first_block, dtype=np.int64), np.array(elements.end_block, dtype=np.int64)
    if len(elements):
        _measure_elements(page, matrix, rows, first, end, good, raw_length, links)
    container = _fill_container(matrix, first, end, good, length, density)

    matrix[:, COLUMN["length"]] = np.log1p(length)
    matrix[:, COLUMN["link_density"]] = density
    matrix[:, COLUMN["commas"]] = np.minimum(commas, 8)
    matrix[:, COLUMN["ends_sentence"]] = ends
    matrix[:, COLUMN["junk_phrase"]] = is_junk
    matrix[:, _FLAG_COLUMNS] = (flags[:, None] & _FLAG_BITS) != 0
    matrix[(flags & (Flag.TABLE | Flag.PRE | Flag.QUOTE)) != 0, COLUMN["caption"]] = 0  # a figure may hold these as well
    matrix[:, COLUMN["short"]] = length < SHORT_CHARS
    matrix[:, COLUMN["top_heading"]] = (flags & Flag.TOP_HEADING) != 0
    order = np.arange(n)
    matrix[:, COLUMN["after_headline"]] = order > headline if headline is not None else 1
    matrix[:, COLUMN["position"]] = order / n
    strong = np.minimum(good, 3)
    matrix[1:, COLUMN["neighbour_good"]] = strong[:-1]
    matrix[:-1, COLUMN["neighbour_good"]] += strong[1:]
    return Evidence(matrix, junk, length.tolist(), container)


def _goodness(length: npt.NDArray[np.float64], density: npt.NDArray[np.float64], commas: npt.NDArray[np.float64],
              flags: Ints, junk: Bools) -> npt.NDArray[np.float64]:  # fmt: skip
    """Return how much each block looks like a paragraph of content, 0 to about 8.

    Readability's score of a paragraph (1 + commas + length/100, at most 3 of it, less the share of links).
    """
    furniture = Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.ASIDE | Flag.FORM | Flag.BUTTON | Flag.CAPTION | Flag.HEADING
    score = (1 + np.minimum(commas, 5) + np.minimum(length, FULL_PARAGRAPH_CHARS) / 100) * (1 - density)
    return np.where((length < SHORT_CHARS) | (density > 0.5) | ((flags & furniture) != 0) | junk, 0.0, score)


def _measure_elements(page: Page, matrix: Floats, rows: Ints, first: Ints, end: Ints, good: npt.NDArray[np.float64],
                      length: npt.NDArray[np.float64], links: npt.NDArray[np.float64]) -> None:  # fmt: skip
    """Fill the columns that come from the elements around a block: class words, the parent's text and links."""
    elements = page.elements
    good_inside = _inside(good, first, end)
    total_good = max(float(good.sum()), 1e-9)
    words = np.asarray(elements.bits)
    words[:2] = 0  # of <html> and <body>: these are about the page
    bad = ((words & FURNITURE) != 0) & (good_inside <= SITE_SHARE * total_good)
    strong = ((words & STRONG) != 0) & (good_inside <= SITE_SHARE * total_good)
    matrix[:, COLUMN["strong_class"]] = np.minimum(_covering(strong, first, end, len(rows)), 2)
    matrix[:, COLUMN["own_strong_class"]] = strong[rows]
    comment = ((words & COMMENT) != 0) & (good_inside <= SITE_SHARE * total_good)
    matrix[:, COLUMN["comment_class"]] = _covering(comment, first, end, len(rows)) > 0
    matrix[:, COLUMN["bad_class"]] = np.minimum(_covering(bad, first, end, len(rows)), 3)
    matrix[:, COLUMN["good_class"]] = np.minimum(_covering((words & CONTENT) != 0, first, end, len(rows)), 3)
    matrix[:, COLUMN["own_bad_class"]] = bad[rows]
    around = np.maximum(np.asarray(elements.parent)[rows], 0)
    text, linked = _inside(length, first, end)[around], _inside(links, first, end)[around]
    matrix[:, COLUMN["parent_link_density"]] = linked / np.maximum(text, 1)
    matrix[:, COLUMN["parent_good"]] = np.log1p(good_inside[around])


def _fill_container(matrix: Floats, first: Ints, end: Ints, good: npt.NDArray[np.float64],
                    length: npt.NDArray[np.float64], density: npt.NDArray[np.float64]) -> int:  # fmt: skip
    """Choose the main container, fill the columns about it, and return its row."""
    if not len(first) or not good.any():
        matrix[:, COLUMN["in_container"]] = 1
        return -1
    bad_class = matrix[:, COLUMN["bad_class"]]
    worth = good * np.where((bad_class > 0) | (matrix[:, COLUMN["comment_class"]] > 0), 0.3, 1.0)
    cost = np.where(worth > 0, 0.0, np.minimum(length, FULL_PARAGRAPH_CHARS) / 100 * (0.3 + density))
    value = _inside(worth - CONTAINER_COST * cost, first, end)
    value -= 1e-6 * (end - first)
    container = int(len(value) - 1 - np.argmax(value[::-1]))  # the innermost of equals
    start, stop = int(first[container]), int(end[container])
    order = np.arange(len(good))
    distance = np.maximum(np.maximum(start - order, order - stop + 1), 0)
    matrix[start:stop, COLUMN["in_container"]] = 1
    matrix[:, COLUMN["distance_to_container"]] = np.log1p(distance)
    matrix[stop:, COLUMN["after_container"]] = 1
    matrix[:, COLUMN["container_share"]] = worth[start:stop].sum() / max(float(worth.sum()), 1e-9)
    return container


def _inside(values: npt.NDArray[np.float64], first: Ints, end: Ints) -> npt.NDArray[np.float64]:
    """Return the sum of the blocks' values inside each element."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    return np.asarray(sums[end] - sums[first])


def _covering(chosen: Bools, first: Ints, end: Ints, n: int) -> Ints:
    """Return how many of the chosen elements each block stands in, shape (blocks,)."""
    steps = np.bincount(first[chosen], minlength=n + 1) - np.bincount(end[chosen], minlength=n + 1)
    return np.cumsum(steps)[:n]
