"""An article as a whole, semantic HTML page: no scripts or styles, every text escaped, http(s) links only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from declutter.body import (
    Admonition,
    BodyBlock,
    Cell,
    Code,
    Embed,
    Figure,
    Footnote,
    Heading,
    List,
    ListItem,
    Math,
    Paragraph,
    Post,
    Quote,
    Rule,
    Span,
    Table,
)
from declutter.render.inline import Piece, inline_tree, is_safe_url, plain_text
from declutter.render.markdown import text_lines
from declutter.render.notes import tie_notes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from declutter.article import Article, Metadata

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_NOT_IN_NAME = re.compile(r"[^\w-]")
_SAFE_SCHEMES = ("http", "https")
_TASK = ' class="task-list-item"'
_MARK_START = '<sup class="footnote-ref">'
_MARK = re.compile(rf'{_MARK_START}(?=<a href="#fn-([A-Za-z0-9-]+)")')
_TAGS = {"strong": "strong", "emphasis": "em", "strike": "s", "sub": "sub", "sup": "sup", "code": "code"}


def render_html(article: Article) -> str:
    """Return the article as a page that `extract` reads back: metadata in the head; title, lead and body.

    The lead is a paragraph of the class "lead"; a line break inside a text is a <br>.
    """
    article = tie_notes(article)
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
            *((body,) if (body := _with_anchors(_blocks(article.body))) else ()),
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
            yield f'<link rel="{relation}" href="{_attribute(url)}">'
    for author in metadata.authors:
        yield f'<meta name="author" content="{_attribute(author)}">'
    if metadata.description:
        yield f'<meta name="description" content="{_attribute(metadata.description)}">'
    if metadata.published:
        yield f'<meta property="article:published_time" content="{metadata.published.isoformat()}">'
    if metadata.modified:
        yield f'<meta property="article:modified_time" content="{metadata.modified.isoformat()}">'
    for tag in metadata.tags:
        yield f'<meta property="article:tag" content="{_attribute(tag)}">'
    if metadata.site_name:
        yield f'<meta property="og:site_name" content="{_attribute(metadata.site_name)}">'
    if metadata.image and _is_web_address(metadata.image.url):
        yield f'<meta property="og:image" content="{_attribute(metadata.image.url)}">'


def _blocks(blocks: Sequence[BodyBlock]) -> str:
    return "\n".join(filter(None, map(_block, blocks)))


def _block(block: BodyBlock) -> str:
    """Return a body block as its element, "" if it holds neither text nor medium."""
    match block:
        case Rule():
            return "<hr>"
        case Math():
            line = _line(block.text)
            return f'<p><span class="math display">\\[{line}\\]</span></p>' if line else ""
        case Figure():
            return _figure(block)
        case Embed():
            return _embed(block)
        case Post():
            return _post(block)
        case _ if not block.text.strip() and not _holds_media(block):
            return ""
        case Heading():
            level = min(max(block.level, 1), 6)
            return f"<h{level}>{_inline(block.text, block.spans, ' ')}</h{level}>"
        case Paragraph():
            return f"<p>{_inline(block.text, block.spans)}</p>"
        case List():
            return _list(block)
        case Quote():
            source = f"\n<footer>{_line(block.attribution)}</footer>" if block.attribution else ""
            return f"<blockquote>\n{_blocks(block.blocks)}{source}\n</blockquote>"
        case Admonition():
            return _admonition(block)
        case Footnote():
            return _footnote(block)
        case Code():
            return _code(block)
        case Table():
            return _table(block)


def _holds_media(block: BodyBlock) -> bool:
    """Whether something without text stands in a list or quote."""
    if isinstance(block, List):
        return any(map(_holds_media, (inner for item in block.items for inner in item.blocks)))
    if isinstance(block, Quote | Admonition | Footnote | Post):
        return any(map(_holds_media, block.blocks))
    return isinstance(block, Figure | Embed | Rule)


def _post(post: Post) -> str:
    """Return a post under a line that says who wrote it and when, "" if it holds nothing."""
    text = _blocks(post.blocks)
    said = [f'<span class="username">{_line(post.author)}</span>'] if post.author and post.author.strip() else []
    if post.published:
        written = post.published.isoformat()
        said.append(f'<time datetime="{written}">{written.replace("T", " ")}</time>')
    if post.score is not None:
        said.append(f'<span class="score">{post.score:+d}</span>')
    names = "post accepted-answer" if post.accepted else "post"
    line = f'<p class="post-info">{" ".join(said)}</p>' if said else ""
    return f'<div class="{names}">\n{chr(10).join(filter(None, (line, text)))}\n</div>' if text else ""


def _admonition(box: Admonition) -> str:
    title = f'<p class="admonition-title">{_line(box.title)}</p>' if box.title and box.title.strip() else ""
    inside = "\n".join(filter(None, (title, _blocks(box.blocks))))
    return f'<div class="admonition {_attribute(_NOT_IN_NAME.sub("", box.type))}">\n{inside}\n</div>'


def _footnote(note: Footnote) -> str:
    """Return a note under its label, which leads back to the first of its marks."""
    back = f'<a href="#fnref-{note.label}" class="footnote-back" rel="noopener noreferrer">{note.label}</a>'
    first, *rest = note.blocks or (Paragraph(""),)
    if isinstance(first, Paragraph):
        above = f"<p>{back} {_inline(first.text, first.spans)}</p>"
    else:
        above, rest = f"<p>{back}</p>", [first, *rest]
    inside = "\n".join(filter(None, (above, _blocks(rest))))
    return f'<div class="footnote" id="fn-{note.label}">\n{inside}\n</div>'


def _with_anchors(body: str) -> str:
    """Return the body with an id on the first mark of each note, that its note leads back to."""
    seen: set[str] = set()

    def anchored(mark: re.Match[str]) -> str:
        if mark[1] in seen:
            return mark[0]
        seen.add(mark[1])
        return f'<sup class="footnote-ref" id="fnref-{mark[1]}">'

    return _MARK.sub(anchored, body) if "<sup class=" in body else body


def _figure(figure: Figure) -> str:
    caption = _inline(figure.caption, figure.spans) if figure.caption else ""
    credit = f'<small class="credit">{_line(figure.credit)}</small>' if figure.credit else ""
    said = "<br>\n".join(filter(None, (caption, credit)))
    below = f"\n<figcaption>{said}</figcaption>" if said else ""
    image = _image(figure) if is_safe_url(figure.url) else ""
    return f"<figure>{image}{below}</figure>" if image or below else ""


def _image(figure: Figure) -> str:
    sizes = "".join(f' {name}="{value}"' for name in ("width", "height") if (value := getattr(figure, name)) is not None)
    return f'<img src="{_attribute(figure.url)}" alt="{_attribute(figure.alt or "")}"{sizes}>'


def _embed(embed: Embed) -> str:
    """Return a link to what was embedded: a frame would load it, and run its scripts."""
    link = ""
    if is_safe_url(embed.url):
        link = f'<a href="{_attribute(embed.url)}" rel="noopener noreferrer">{_line(embed.provider or embed.url)}</a>'
    if not embed.text.strip():
        return f'<p class="embed">{link}</p>' if link else ""
    below = f"\n<p>{link}</p>" if link else ""
    return f'<blockquote class="embed">\n<p>{_lines(embed.text)}</p>{below}\n</blockquote>'


def _escape(text: str) -> str:
    """Return a text as the HTML standard writes it down, without characters that it has no way to write."""
    if _CONTROLS.search(text):
        text = _CONTROLS.sub("", text)
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\u00a0", "&nbsp;")


def _attribute(text: str) -> str:
    return _line(text).replace('"', "&quot;")


def _line(text: str) -> str:
    return _escape(" ".join(text_lines(text)))


def _lines(text: str) -> str:
    return "<br>\n".join(map(_escape, text_lines(text)))


def _inline(text: str, spans: Sequence[Span], between_lines: str = "<br>\n") -> str:
    """Return text with its markup; a newline becomes `between_lines`."""
    if not spans:
        return _lines(text) if between_lines != " " else _line(text)
    written = _pieces(inline_tree(text, spans))
    return between_lines.join(text_lines(written))


def _pieces(pieces: Sequence[Piece]) -> str:
    out: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            out.append(_escape(piece))
        elif piece.kind == "link":
            # What sanitisers set on every link, so that theirs and ours are the same.
            out.append(f'<a href="{_attribute(piece.url or "")}" rel="noopener noreferrer">{_pieces(piece.pieces)}</a>')
        elif piece.kind == "math":  # as pandoc writes it for MathJax and KaTeX
            out.append(f'<span class="math inline">\\({_escape(plain_text(piece.pieces))}\\)</span>')
        elif piece.kind == "footnote":
            out.append(f'{_MARK_START}<a href="#fn-{piece.label}" rel="noopener noreferrer">{piece.label}</a></sup>')
        else:
            tag = _TAGS[piece.kind]
            out.append(f"<{tag}>{_pieces(piece.pieces)}</{tag}>")
    return "".join(out)


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in _SAFE_SCHEMES and bool(parts.netloc)


def _code(code: Code) -> str:
    language = "".join((code.language or "").split())
    attribute = f' class="language-{_attribute(language)}"' if language else ""
    return f"<pre><code{attribute}>{_escape(code.text)}</code></pre>"


def _table(table: Table) -> str:
    """Return the table, its first row in a <thead> if that is a header."""
    header, rows = (table.rows[:1], table.rows[1:]) if table.header else ((), table.rows)
    sections = [f"<caption>{_line(table.caption)}</caption>"] if table.caption else []
    sections += [_section("thead", header)] if header else []
    sections += [_section("tbody", rows)] if rows else []
    return "\n".join(("<table>", *sections, "</table>"))


def _section(tag: str, rows: Sequence[Sequence[Cell]]) -> str:
    return "\n".join((f"<{tag}>", *(f"<tr>{''.join(map(_cell, row))}</tr>" for row in rows), f"</{tag}>"))


def _cell(cell: Cell) -> str:
    tag = "th" if cell.header else "td"
    columns = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    rows = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<{tag}{columns}{rows}>{_inline(cell.text, cell.spans)}</{tag}>"


def _list(block: List) -> str:
    """Return a list, as one of terms and descriptions if it has terms."""
    if any(item.term for item in block.items):
        items = (f"<{tag}>{_item(item)}</{tag}>" for item in block.items if (tag := "dt" if item.term else "dd"))
        return "\n".join(("<dl>", *items, "</dl>"))
    tag = "ol" if block.ordered else "ul"
    start = f' start="{block.start}"' if block.ordered and block.start != 1 else ""
    items = (
        f"<li{_TASK if item.checked is not None else ''}>{_item(item)}</li>"
        for item in block.items
        if item.text.strip() or any(map(_holds_media, item.blocks))
    )
    return "\n".join((f"<{tag}{start}>", *items, f"</{tag}>"))


def _item(item: ListItem) -> str:
    """Return what stands in an item: a first paragraph bare, unless there are several."""
    task = "" if item.checked is None else "[x] " if item.checked else "[ ] "
    first, *rest = item.blocks or (Paragraph(""),)
    if isinstance(first, Paragraph) and not any(isinstance(block, Paragraph) for block in rest):
        text = _inline(first.text, first.spans)
        below = _blocks(rest)
        return f"{task}{text}\n{below}\n" if below else f"{task}{text}"
    return f"{task}\n{_blocks(item.blocks)}\n"
