"""LlamaIndex: a reader that gives articles, or passages of them, as documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from declutter.batch.documents import Reading, passages
from declutter.batch.extras import extra
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

with extra("llamaindex"):
    from llama_index.core.readers.base import BaseReader
    from llama_index.core.schema import Document


class DeclutterReader(BaseReader):  # type: ignore[misc]
    """Documents of pages: an article each in Markdown (or plain text, `form="text"`), or with `max_words` a passage of one.

    Metadata are strings and numbers: `source`, `title`, `authors`, `published`, …. Pages without content give none; one that
    fails is logged and left out, unless `on_error` is "raise". `workers` is the number of processes beside this one, None
    for one a processor.
    """

    def __init__(
        self, *, max_words: int | None = None, form: Literal["markdown", "text"] = "markdown", workers: int | None = 0,
        on_error: Literal["skip", "raise"] = "skip", options: Options = DEFAULTS, template: SiteTemplate | None = None,
    ) -> None:  # fmt: skip
        self._reading = Reading(max_words, form, workers, on_error, options, template)

    def lazy_load_data(self, pages: Iterable[Any], *_: Any, **__: Any) -> Iterator[Any]:
        """Yield the documents of pages, as `extract_many` takes them: paths, HTML, `(id, page)`, `(id, page, url)`."""
        for each in passages(pages, self._reading):
            yield Document(id_=each.id, text=each.text, metadata=each.metadata)
