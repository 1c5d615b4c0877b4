"""readability-lxml's `Document`, with declutter inside."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Any

from declutter.article import Article
from declutter.compat.advice import refuse
from declutter.extractor import build, read_page
from declutter.options import DEFAULTS
from declutter.parsing.page import Page

KNOWN = ("input", "url")
_SCORES = "blocks are scored by a learned model; declutter.Options(favor='precision' or 'recall') is what can be steered"
ADVICE = {
    "positive_keywords": _SCORES,
    "negative_keywords": _SCORES,
    "min_text_length": _SCORES,
    "retry_length": _SCORES,
    "xpath": "declutter.explain(page) gives a CSS selector of each block",
    "handle_failures": "links that cannot be resolved stay as text",
}
NO_TITLE, NO_AUTHOR = "[no-title]", "[no-author]"  # as the original says it
_ARTICLE = re.compile(r"<article[^>]*>\n?(.*)</article>", re.DOTALL)


class Document:
    """A page, whose title and content are asked for by its methods. Raises TypeError, with advice, on other parameters."""

    def __init__(self, input: str | bytes | Any, url: str | None = None, **parameters: Any) -> None:  # noqa: A002 - the original's name
        refuse("Document", parameters, ADVICE, KNOWN)
        self._input = input
        self._url = url

    @cached_property
    def _page(self) -> Page:
        return read_page(self._input, url=self._url, encoding=None, options=DEFAULTS)

    @cached_property
    def article(self) -> Article:
        """The whole of what declutter found: the way on."""
        return build(self._page)

    def title(self) -> str:
        """Return the page's <title>, or "[no-title]"."""
        return " ".join((self._page.head.title or "").split()) or NO_TITLE

    def short_title(self) -> str:
        """Return the headline, without the site's name, or what `title` gives."""
        return self.article.title or self.title()

    def author(self) -> str:
        """Return the authors, parted by commas, or "[no-author]"."""
        return ", ".join(self.article.metadata.authors) or NO_AUTHOR

    def summary(self, html_partial: bool = False, keep_all_images: bool = False) -> str:
        """Return title, lead and body as HTML: a whole page, or a <div>. Images of the body are kept in any case."""
        del keep_all_images
        inside = _ARTICLE.search(self.article.to_html())
        div = f"<div>{inside[1].strip() if inside and self.article else ''}</div>"
        return div if html_partial else f"<html><body>{div}</body></html>"
