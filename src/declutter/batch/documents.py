"""Articles, or their passages, as retrieval libraries take them: an id, a text, and metadata in plain values."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from declutter.article import Article
from declutter.batch.many import extract_many
from declutter.batch.records import PageResult
from declutter.options import DEFAULTS, Options
from declutter.template import SiteTemplate

_log = logging.getLogger("declutter")


class Passage(NamedTuple):
    """What a retrieval library calls a document."""

    id: str
    text: str
    metadata: dict[str, Any]


class Reading(NamedTuple):
    """How pages are made into passages: `max_words` of each, None for one an article; `form` is that of whole articles."""

    max_words: int | None = None
    form: Literal["markdown", "text"] = "markdown"
    workers: int | None = 0
    on_error: Literal["skip", "raise"] = "skip"
    options: Options = DEFAULTS
    template: SiteTemplate | None = None


def passages(pages: Iterable[Any], reading: Reading) -> Iterator[Passage]:
    """Yield the passages of pages, as `extract_many` takes them, in their order; pages without content give none.

    A page that fails is logged and left out, unless `on_error` is "raise". Raises ValueError on bad options.
    """
    if reading.on_error not in {"skip", "raise"}:
        raise ValueError(f'on_error must be "skip" or "raise", not {reading.on_error!r}')
    if reading.form not in {"markdown", "text"}:
        raise ValueError(f'form must be "markdown" or "text", not {reading.form!r}')
    on_error: Literal["record", "raise"] = "raise" if reading.on_error == "raise" else "record"
    for result in extract_many(
        pages, workers=reading.workers, on_error=on_error, options=reading.options, template=reading.template
    ):
        if result.failure:
            _log.warning("%s is left out: %s", result.id, result.failure)
        elif result.article:
            yield from _of_article(result, result.article, reading)


def _of_article(result: PageResult, article: Article, reading: Reading) -> Iterator[Passage]:
    known = described(result, article)
    if reading.max_words is None:
        plain = "\n\n".join(filter(None, (article.title, article.text)))
        yield Passage(result.id, article.to_markdown() if reading.form == "markdown" else plain, known)
        return
    for number, chunk in enumerate(article.chunks(max_words=reading.max_words)):
        place = {"start": chunk.start, "headings": " > ".join(chunk.headings), "link": chunk.url}
        yield Passage(f"{result.id}#{number}", chunk.text, known | _told(place))


def described(result: PageResult, article: Article) -> dict[str, Any]:
    """Return what is known of an article: strings and numbers alone, as vector stores want them; no key for the unknown."""
    metadata = article.metadata
    return _told({
        "source": result.url or metadata.url or result.id,
        "title": article.title,
        "authors": ", ".join(metadata.authors),
        "published": metadata.published.isoformat() if metadata.published else None,
        "modified": metadata.modified.isoformat() if metadata.modified else None,
        "language": metadata.language,
        "site_name": metadata.site_name,
        "description": metadata.description,
        "section": metadata.section,
        "tags": ", ".join(metadata.tags),
        "page_type": article.page_type,
        "words": article.word_count,
        "confidence": article.confidence,
    })  # fmt: skip


def _told(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in {None, ""}}
