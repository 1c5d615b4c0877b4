"""LangChain: a document loader that gives articles, or passages of them, in the place of one that gives all of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from declutter.batch.documents import Reading, passages
from declutter.batch.extras import extra
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

with extra("langchain"):
    from langchain_core.document_loaders import BaseLoader
    from langchain_core.documents import Document


class DeclutterLoader(BaseLoader):  # type: ignore[misc]
    """Documents of pages, as `extract_many` takes them: paths, HTML, `(id, page)`, `(id, page, url)`; nothing is fetched.

    Each is an article in Markdown (or plain text, `form="text"`), or with `max_words` a passage of one, which cuts no
    sentence and links to its place. Its metadata are strings and numbers: `source`, `title`, `authors`, `published`, ….
    Pages without content give none; one that fails is logged and left out, unless `on_error` is "raise". `workers` is the
    number of processes beside this one, None for one a processor.
    """

    def __init__(
        self, pages: Iterable[Any], *, max_words: int | None = None, form: Literal["markdown", "text"] = "markdown",
        workers: int | None = 0, on_error: Literal["skip", "raise"] = "skip", options: Options = DEFAULTS,
        template: SiteTemplate | None = None,
    ) -> None:  # fmt: skip
        self._pages = pages
        self._reading = Reading(max_words, form, workers, on_error, options, template)

    def lazy_load(self) -> Iterator[Any]:
        """Yield the documents, in the order of the pages; these are read as far as documents are asked for."""
        for each in passages(self._pages, self._reading):
            yield Document(id=each.id, page_content=each.text, metadata=each.metadata)
