"""Where a block stands, as far as it says whose it is: in readers' comments, in a small box of its own."""

from __future__ import annotations

from collections.abc import Mapping

from declutter.parsing.classes import BITS_OF_WORDS, COMMENT
from declutter.parsing.page import Page


def in_comment(page: Page, index: int, headline: int | None) -> bool:
    """Whether a block stands in readers' comments: in an element named so that does not hold the headline as well."""
    elements = page.elements
    for row in elements.ancestors(page.blocks[index].element):
        if headline is not None and elements.first_block[row] <= headline < elements.end_block[row]:
            return False
        if BITS_OF_WORDS[elements.names[row]] & COMMENT:
            return True
    return False


def is_named_near(page: Page, row: int, most: int, names: Mapping[str, int]) -> bool:
    """Whether the row or one around it that holds no more than `most` blocks has class words that `names` knows."""
    elements = page.elements
    first, end, parents, words = elements.first_block, elements.end_block, elements.parent, elements.names
    while row >= 0 and end[row] - first[row] <= most:
        if words[row] and names[words[row]]:
            return True
        row = parents[row]
    return False
