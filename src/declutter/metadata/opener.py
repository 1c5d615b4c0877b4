"""Who opened a thread, and when: its first post says so where nothing else does."""

from __future__ import annotations

from dataclasses import replace

from declutter.article import Evidence, Metadata
from declutter.metadata.dates import Moment
from declutter.parsing.page import Page

SOURCE = "first post"
MAX_CHARS_ABOVE = 400  # of text outside links, between headline and first post: on 30 of 31 threads less, under articles more


def opens(page: Page, headline: int | None, row: int) -> bool:
    """Whether the first post of a page, an element, begins what the headline names: comments stand below a text."""
    if headline is None:
        return False
    between = page.blocks[headline + 1 : page.elements.first_block[row]]
    return sum(len(block.text) - block.link_chars for block in between) <= MAX_CHARS_ABOVE


def with_opener(metadata: Metadata, author: str | None, published: Moment | None) -> Metadata:
    """Return the metadata of a thread's page, with author and date of the first post where none was found."""
    evidence = dict(metadata.evidence)
    authors, date = metadata.authors, metadata.published
    if not authors and author:
        authors = (author,)
        evidence["authors"] = Evidence(SOURCE, author)
    if date is None and published is not None:
        date = published
        evidence["published"] = Evidence(SOURCE, str(published))
    return replace(metadata, authors=authors, published=date, evidence=evidence)
