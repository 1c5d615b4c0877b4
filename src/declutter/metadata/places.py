"""Where a block stands, as far as it says whose it is: in readers' comments, in a small box of its own."""

from __future__ import annotations

from collections.abc import Iterator

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


def near_rows(page: Page, row: int, most: int) -> Iterator[int]:
    """Yield the row and those around it, as long as they hold no more than `most` blocks."""
    elements = page.elements
    for at in elements.ancestors(row):
        if elements.end_block[at] - elements.first_block[at] > most:
            return
        yield at
