"""What became of every block of a page and why, with the article that the kept ones make."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from declutter.article import Article
from declutter.parsing.page import Page


class ExplainedBlock(NamedTuple):
    """A block of the page, and what became of it."""

    text: str
    tag: str | None  # of the block-level element that holds it; None in text dumps
    path: str | None  # a CSS selector that finds that element in the page; None in text dumps, shadow roots, over 256 deep
    probability: float  # that it is content, in [0, 1]
    keep: bool
    reason: str
    features: tuple[tuple[str, float], ...] = ()  # what weighed most, heaviest first; positive speaks for content


class Explanation(tuple[ExplainedBlock, ...]):  # noqa: SLOT001 - a tuple's subclass can have none but empty ones
    """Every block of a page in document order: a tuple, and beside it what the page gave as a whole."""

    article: Article
    """As `extract` gives it for the same page and options: it costs no second look at the page."""
    _page: Page | None

    def __new__(cls, blocks: Iterable[ExplainedBlock], article: Article, page: Page | None = None) -> Explanation:  # noqa: PYI034 - Self came with 3.11
        """Return the explanation of a segmented page."""
        made = super().__new__(cls, blocks)
        made.article, made._page = article, page
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle it without the page, whose tree lives in this process alone."""
        return Explanation, (tuple(self), self.article)

    def to_html(self, *, gold: str | None = None, name: str | None = None) -> str:
        """Return the report of the page as one HTML file, which loads nothing and runs nothing of the page.

        `gold` is the text that should come out, for what was missed and what was wrongly kept; `name` stands in the title.
        Raises ValueError for an explanation that came from another process: the page stayed there.
        """
        from declutter.inspect.report import explanation_html  # noqa: PLC0415 - who extracts looks at no report

        if self._page is None:
            raise ValueError("this explanation came from another process, and the page stayed there; explain the page here")
        return explanation_html(self, self._page, gold=gold, name=name)
