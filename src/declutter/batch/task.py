"""What a worker of `declutter batch` makes of a page: its row, whether it is wanted, and its signature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from declutter.article import Article
from declutter.batch.dedup import Dedup, signature
from declutter.batch.records import PageRecord
from declutter.batch.schema import row_of
from declutter.batch.sites import Lesson, SitePage, lesson_of, unpacked
from declutter.batch.where import compile_condition
from declutter.batch.worker import Task, read_record
from declutter.extractor import build
from declutter.metadata.causes import CAUSES
from declutter.options import Options
from declutter.template import SiteTemplate

Shape = Literal["row", "markdown", "text"]
BINARY = "no page: "  # how the note on bytes that are a PDF, an image, … begins: more to the point than what follows it


@dataclass(frozen=True, slots=True)
class TaskSettings:
    """What the run asks of each page."""

    options: Options
    shape: Shape
    where: str | None = None
    dedup: Dedup | None = None
    template: SiteTemplate | None = None
    """Of all pages; that which a SitePage brings goes before it."""


class Outcome(NamedTuple):
    """What came of a page that was extracted: its row or its file's text, None if it is not wanted."""

    content: Any
    signature: bytes
    language: str | None
    page_type: str | None
    empty: str | None
    """Why there is no content, None if there is some."""
    notes: tuple[str, ...]
    """What is to be known of a page with content: limits that were met, why there is so little of it."""
    lesson: Lesson = b""
    """What the page teaches of its site, where that was asked for."""


def batch_task(settings: TaskSettings) -> Task:
    """Return the task of `declutter batch`."""
    condition = compile_condition(settings.where) if settings.where else None

    def outcome_of(record: PageRecord) -> Outcome:
        page = read_record(record, settings.options)
        template, lesson = settings.template, b""
        if isinstance(record, SitePage):
            template = unpacked(record.template) if record.template else None
            lesson = lesson_of(page) if record.teaches else b""
        article = build(page.without(template.furniture(page)) if template else page, options=settings.options)
        wanted = condition is None or condition(record.id, record.url, article)
        return Outcome(
            _content(record, article, settings.shape) if wanted else None,
            signature(article.text, settings.dedup) if settings.dedup and wanted else b"",
            article.metadata.language,
            article.page_type,
            None if article else cause_of(article.notes),
            article.notes if article else (),
            lesson,
        )

    return outcome_of


def cause_of(notes: tuple[str, ...]) -> str:
    """Return the note that says why there is no content: the first, unless limits that were met stand before the cause.

    >>> cause_of(("only the first 50000 blocks were read", CAUSES[0])) == CAUSES[0]
    True
    """
    first = notes[0] if notes else "no reason is known"
    return first if first.startswith(BINARY) else next((note for note in notes if note in CAUSES), first)


def _content(record: PageRecord, article: Article, shape: Shape) -> Any:
    if shape == "markdown":
        return article.to_markdown()
    if shape == "text":
        text = "\n\n".join(filter(None, (article.title, article.text)))
        return f"{text}\n" if text else ""
    return row_of(record.id, record.url, article)
