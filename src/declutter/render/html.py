"""An article as a whole, semantic HTML page: no scripts or styles, every text escaped, http(s) links only."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from declutter.article import Code, Heading, List, Paragraph, Quote, Table
from declutter.render.markdown import list_levels, text_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.article import Article, BodyBlock, ListItem, Metadata

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SAFE_SCHEMES = ("http", "https")


def render_html(article: Article) -> str:
    """Return the article as a page that `extract` reads back: metadata in the head; title, lead and body.

    The lead is a paragraph of the class "lead"; a line break inside a text is a <br>.
    """
    metadata = article.metadata
    language = metadata.language if _LANGUAGE.fullmatch(metadata.language or "") else None
    return "\n".join(
        (
            "<!DOCTYPE html>",
            f'<html lang="{language}">' if language else "<html>",
            "<head>",
            '<meta charset="utf-8">',
            f"<title>{_line(article.title or '')}</title>",
            *_head(metadata),
            "</head>",
            "<body>",
            '<article dir="auto">',
            *((f"<h1>{_line(article.title)}</h1>",) if article.title else ()),
            *((f'<p class="lead">{_lines(article.lead)}</p>',) if article.lead else ()),
            *filter(None, map(_block, article.body)),
            "</article>",
            "</body>",
            "</html>",
            "",
        )
    )


def _head(metadata: Metadata) -> Iterator[str]:
    """Yield the elements of the head that say what is known of the page."""
    for relation, url in (("canonical", metadata.url), ("license", metadata.license)):
        if url and _is_web_address(url):
            yield f'<link rel="{relation}" href="{_line(url)}">'
    for author in metadata.authors:
        yield f'<meta name="author" content="{_line(author)}">'
    if metadata.description:
        yield f'<meta name="description" content="{_line(metadata.description)}">'
    if metadata.published:
        yield f'<meta property="article:published_time" content="{metadata.published.isoformat()}">'
    if metadata.modified:
        yield f'<meta property="article:modified_time" content="{metadata.modified.isoformat()}">'
    for tag in metadata.tags:
        yield f'<meta property="article:tag" content="{_line(tag)}">'
    if metadata.site_name:
        yield f'<meta property="og:site_name" content="{_line(metadata.site_name)}">'
    if metadata.image and _is_web_address(metadata.image.url):
        yield f'<meta property="og:image" content="{_line(metadata.image.url)}">'


def _block(block: BodyBlock) -> str:
    """Return a body block as its element, "" if it holds no text."""
    if not block.text.strip():
        return ""
    match block:
        case Heading():
            level = min(max(block.level, 1), 6)
            return f"<h{level}>{_line(block.text)}</h{level}>"
        case Paragraph():
            return f"<p>{_lines(block.text)}</p>"
        case List():
            return _list([item for item in block.items if item.text.strip()])
        case Quote():
            paragraphs = "\n".join(f"<p>{_lines(text)}</p>" for text in block.paragraphs if text.strip())
            return f"<blockquote>\n{paragraphs}\n</blockquote>"
        case Code():
            return _code(block)
        case Table():
            return _table(block)


def _line(text: str) -> str:
    return escape(" ".join(text_lines(text)))


def _lines(text: str) -> str:
    return "<br>\n".join(map(escape, text_lines(text)))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in _SAFE_SCHEMES and bool(parts.netloc)


def _code(code: Code) -> str:
    language = "".join((code.language or "").split())
    attribute = f' class="language-{escape(language)}"' if language else ""
    return f"<pre><code{attribute}>{escape(code.text)}</code></pre>"


def _table(table: Table) -> str:
    """Return the table, its first row in a <thead> if that is a header."""
    header, rows = (table.rows[:1], table.rows[1:]) if table.header else ((), table.rows)
    sections = [_section("thead", "th", header)] if header else []
    return "\n".join(("<table>", *sections, *([_section("tbody", "td", rows)] if rows else []), "</table>"))


def _section(tag: str, cell_tag: str, rows: Sequence[Sequence[str]]) -> str:
    lines = ("".join(f"<{cell_tag}>{_lines(cell)}</{cell_tag}>" for cell in row) for row in rows)
    return "\n".join((f"<{tag}>", *(f"<tr>{line}</tr>" for line in lines), f"</{tag}>"))


def _list(items: Sequence[ListItem]) -> str:
    """Return nested lists; an item is closed after those below it, a change of kind starts another list."""
    parts: list[str] = []
    opened: list[str] = []  # tags of the lists whose last item is still open
    for item, level in zip(items, list_levels(items), strict=True):
        tag = "ol" if item.ordered else "ul"
        while len(opened) > level + 1 or (len(opened) == level + 1 and opened[-1] != tag):
            parts.append(f"</li>\n</{opened.pop()}>\n")
        if len(opened) > level:
            parts.append("</li>\n")
        else:
            parts.append(f"\n<{tag}>\n" if opened else f"<{tag}>\n")
            opened.append(tag)
        parts.append(f"<li>{_lines(item.text)}")
    while opened:
        parts.append(f"</li>\n</{opened.pop()}>\n")
    return "".join(parts).rstrip("\n")
