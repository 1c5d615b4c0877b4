"""An article as a whole, semantic HTML page: no scripts, no styles, every text escaped, no address but http(s)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby
from urllib.parse import urlsplit

from declutter.article import Article, BodyBlock, Code, Heading, List, ListItem, Metadata, Paragraph, Quote, Table
from declutter.render.markdown import list_levels, text_lines

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_SAFE_SCHEMES = ("http", "https")


def render_html(article: Article) -> str:
    """Return the article as a page that `extract` reads back: title, lead, body and what the head can say of metadata.

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
    return f"<pre><code{f' class="language-{escape(language)}"' if language else ''}>{escape(code.text)}</code></pre>"


def _table(table: Table) -> str:
    """Return the table, its first row in a <thead> if that is a header."""
    rows = [(table.header and index == 0, row) for index, row in enumerate(table.rows)]
    sections = (
        (is_header, "\n".join(_row(row, "th" if is_header else "td") for _, row in group))
        for is_header, group in groupby(rows, key=lambda row: row[0])
    )
    parts = "\n".join(f"<thead>\n{s}\n</thead>" if is_header else f"<tbody>\n{s}\n</tbody>" for is_header, s in sections)
    return f"<table>\n{parts}\n</table>"


def _row(cells: Sequence[str], tag: str) -> str:
    return f"<tr>{''.join(f'<{tag}>{_lines(cell)}</{tag}>' for cell in cells)}</tr>"


def _list(items: Sequence[ListItem]) -> str:
    """Return nested lists; an item is closed after those below it, and a change of kind starts another list."""
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
