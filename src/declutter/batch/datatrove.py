"""datatrove: an extractor step for its pipelines, in the place of `Trafilatura()`."""

from __future__ import annotations

from declutter.batch.extras import extra
from declutter.extractor import extract
from declutter.options import DEFAULTS, Options

with extra("datatrove"):
    from datatrove.pipeline.extractors.base import BaseExtractor

EXTRACTOR_SECONDS = 10.0  # a page may take; the first one waits for a process to start as well


class Declutter(BaseExtractor):  # type: ignore[misc]
    """The step that turns documents of HTML into documents of text: title, lead and body.

    Documents without content are dropped, as datatrove's own extractors do. `min_confidence` drops those whose
    extraction is less sure than that.
    """

    name = "⛏ declutter"
    _requires_dependencies = ("declutter",)

    def __init__(
        self, timeout: float = EXTRACTOR_SECONDS, *, min_confidence: float = 0.0, options: Options = DEFAULTS
    ) -> None:
        super().__init__(timeout)
        self.min_confidence = min_confidence
        self.options = options

    def extract(self, text: str) -> str:
        """Return the text of the article in a page of HTML; "" where there is none."""
        article = extract(text, options=self.options)
        if not article or article.confidence < self.min_confidence:
            return ""
        return "\n\n".join(filter(None, (article.title, article.text)))
