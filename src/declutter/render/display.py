"""An article where a person looks at values: in a notebook, in a terminal with rich, at the interpreter's prompt."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import TYPE_CHECKING, Any

from declutter.body import BodyBlock, Figure, Paragraph
from declutter.render.html import render_html

if TYPE_CHECKING:
    from declutter.article import Article

MAX_TITLE_CHARS = 60  # of a title in the one line that repr gives


def render_line(article: Article) -> str:
    """Return one line that tells articles apart: title, size, language, confidence."""
    title = article.title
    if title and len(title) > MAX_TITLE_CHARS:
        title = f"{title[: MAX_TITLE_CHARS - 1].rstrip()}…"
    facts = [f"title={title!r}", f"{len(article.body)} blocks", f"{len(article.text.split())} words"]
    if article.metadata.language:
        facts.append(article.metadata.language)
    facts.append(f"confidence={article.confidence:g}")
    return f"<Article {', '.join(facts)}>"


def render_fragment(article: Article) -> str:
    """Return the article as a part of a page, for notebooks; its images are words, so that opening it loads nothing."""
    whole = render_html(replace(article, body=tuple(map(_without_image, article.body))))
    inside = whole.partition('<article dir="auto">')[2].rpartition("</article>")[0]
    credit = " · ".join(filter(None, (*article.metadata.authors, _day(article), article.metadata.site_name)))
    notes = "".join(f"<p><em>{escape(note)}</em></p>" for note in article.notes)
    return f'<div dir="auto"><small>{escape(credit)}</small>{inside or "<p>No content.</p>"}{notes}</div>'


def render_rich(article: Article) -> Any:
    """Return what rich prints: the article as Markdown, its authors and date above."""
    from rich.console import Group  # noqa: PLC0415 - who prints with rich has it
    from rich.markdown import Markdown  # noqa: PLC0415 - likewise
    from rich.text import Text  # noqa: PLC0415 - likewise

    credit = " · ".join(filter(None, (*article.metadata.authors, _day(article))))
    return Group(Text(credit, style="dim"), Markdown(article.to_markdown()))


def _day(article: Article) -> str:
    published = article.metadata.published
    return published.isoformat()[:10] if published else ""


def _without_image(block: BodyBlock) -> BodyBlock:
    if not isinstance(block, Figure):
        return block
    return Paragraph(f"[{' – '.join(filter(None, ('image', block.caption or block.alt)))}]")
