"""What a worker of `declutter serve` makes of a page: the text of the answer, in the format that was asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from declutter.batch.records import PageRecord
from declutter.batch.worker import Task, extract_record
from declutter.options import Options

AnswerFormat = Literal["json", "markdown", "text", "html"]
MEDIA_TYPES: Mapping[AnswerFormat, str] = {
    "json": "application/json", "markdown": "text/markdown", "text": "text/plain", "html": "text/html",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AskedPage(PageRecord):
    """A page, and the format of the answer."""

    format: AnswerFormat = "json"


def answer_task(options: Options) -> Task:
    """Return the task of `declutter serve`: a page's answer, as UTF-8."""

    def answer(record: PageRecord) -> bytes:
        article = extract_record(record, options)
        form = record.format if isinstance(record, AskedPage) else "json"
        if form == "markdown":
            text = article.to_markdown()
        elif form == "html":
            text = article.to_html()
        elif form == "text":
            text = "\n\n".join(filter(None, (article.title, article.text)))
        else:
            text = article.to_json()
        return text.encode("utf-8", "replace")

    return answer
