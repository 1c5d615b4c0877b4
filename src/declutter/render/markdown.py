"""An article as CommonMark with GitHub's tables, escaped so that it reads back as the same text."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from declutter.body import (
    Admonition,
    BodyBlock,
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
    SpanKind,
    Table,
    place_cells,
)
from declutter.render.inline import inline_tree, is_safe_url
from declutter.render.markdown_inline import escape, render_pieces, tex, write_url
from declutter.render.notes import tie_notes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from declutter.article import Article

MIN_FENCE = 3  # backticks; a fence is longer than any run of them inside
MAX_START = 999_999_999  # of an ordered list
MAX_LANGUAGE_CHARS = 40  # of a fence's info string

# What is markup at the start of a line: headings, quotes, items, the row under a table's header.
_LINE_START = re.compile(r"[#>]|[-+](?=[ \t]|$)|[-=|:][-=|: \t]*$")
_ORDINAL = re.compile(r"([0-9]{1,9})([.)](?:[ \t]|$))")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))#+$")  # which a parser takes for the end of a heading's line
_VERBATIM: frozenset[SpanKind] = frozenset(("code", "math"))
_NOT_IN_LANGUAGE = re.compile(r"[^\w+#.-]")
_BACKTICKS = re.compile(r"`+")


def render_markdown(article: Article) -> str:
    """Return title, lead and body as CommonMark that ends with a newline; "" if there are none of them.

    The title is a heading of level 1; headings of the body keep their levels. A line break inside a paragraph
    is a hard one. A table without a header gets an empty one, since GitHub's tables must have one.
    """
    article = tie_notes(article)
    parts = (_heading(article.title or "", 1), _paragraph(article.lead or ""), _blocks(article.body))
    text = "\n\n".join(filter(None, parts))
    return f"{text}\n" if text else ""


def text_lines(text: str) -> list[str]:
    """Return the lines of a text without the white space around them, and without empty ones."""
    return [line for raw in text.splitlines() if (line := raw.strip())]


def _blocks(blocks: Sequence[BodyBlock], *, between: str = "\n\n") -> str:
    """Return blocks parted by blank lines, or by `between` a list and the paragraph before it."""
    parts: list[str] = []
    other_marks = False
    previous: BodyBlock | None = None
    for block in blocks:
        # Two lists with the same marks would be one list: every other one of neighbours has other marks.
        other_marks = isinstance(block, List) and isinstance(previous, List) and not other_marks
        if part := _block(block, other_marks=other_marks):
            if previous is not None:
                parts.append(between if isinstance(block, List) and isinstance(previous, Paragraph) else "\n\n")
            parts.append(part)
            previous = block
    return "".join(parts)


def _block(block: BodyBlock, *, other_marks: bool) -> str:
    match block:
        case Heading():
            return _heading(block.text, block.level, block.spans)
        case Paragraph():
            return _paragraph(block.text, block.spans)
        case List():
            return _list(block, other_marks=other_marks)
        case Quote():
            return _quote(block)
        case Code():
            return _code(block)
        case Table():
            return _table(block)
        case Math():
            return f"$$\n{line}\n$$" if (line := tex(block.text)) else ""
        case Figure():
            return _figure(block)
        case Embed():
            return _embed(block)
        case Admonition():
            return _admonition(block)
        case Footnote():
            return _footnote(block)
        case Post():
            return "\n\n".join(filter(None, (_byline(block), _blocks(block.blocks))))
        case Rule():
            return "___"  # "---" after a paragraph would make it a heading, and in an item "- ---" is a line


def _escape_line(line: str) -> str:
    """Return a rendered line as it may stand at the start of a block, or after a line break in it."""
    if _LINE_START.match(line):
        return f"\\{line}"
    return _ORDINAL.sub(r"\1\\\2", line, count=1) if _ORDINAL.match(line) else line


def _heading(text: str, level: int, spans: Sequence[Span] = ()) -> str:
    line = _line(text, spans)
    return f"{'#' * min(max(level, 1), 6)} {_CLOSING_HASHES.sub(_escape_hashes, line)}" if line else ""


def _escape_hashes(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _paragraph(text: str, spans: Sequence[Span] = ()) -> str:
    return "\\\n".join(map(_escape_line, text_lines(_inline(text, spans))))


def _line(text: str, spans: Sequence[Span] = ()) -> str:
    """Return a text on one line."""
    return " ".join(text_lines(_inline(text, spans)))


def _inline(text: str, spans: Sequence[Span]) -> str:
    return render_pieces(inline_tree(text, spans, innermost=_VERBATIM)) if spans else escape(text)


def _quote(quote: Quote) -> str:
    parts = (_blocks(quote.blocks), _paragraph(_with_dash(quote.attribution or "")))
    text = "\n\n".join(filter(None, parts))
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n")) if text else ""


def _admonition(box: Admonition) -> str:
    """Return a box as a quotation under its title, which CommonMark has for it."""
    title = _line(box.title or "")
    text = "\n\n".join(filter(None, (f"**{title}**" if title else "", _blocks(box.blocks))))
    return "\n".join(f"> {line}" if line else ">" for line in text.split("\n")) if text else ""


def _footnote(note: Footnote) -> str:
    """Return a note as GitHub, pandoc and most others write it; CommonMark has none."""
    text = _blocks(note.blocks)
    first, *rest = text.split("\n")
    return "\n".join((f"[^{note.label}]: {first}", *(f"    {line}" if line else "" for line in rest))) if text else ""


def _byline(post: Post) -> str:
    """Return who wrote a post and when, as a line of its own."""
    parts = byline(post)
    return " · ".join((f"**{_line(parts[0])}**", *map(_line, parts[1:]))) if parts else ""


def byline(post: Post) -> tuple[str, ...]:
    """Return what is known of a post beside its text, in words: author, time, score, and whether it is the answer."""
    author = " ".join((post.author or "").split())
    moment = post.published
    time = moment.isoformat(" ", "minutes") if isinstance(moment, datetime) else moment.isoformat() if moment else ""
    score = "" if post.score is None else f"{post.score:+d}"
    return tuple(filter(None, (author, time, score, "✓" if post.accepted else "")))


def _with_dash(attribution: str) -> str:
    return f"— {attribution}" if attribution.strip() and attribution[0] not in "—–―-" else attribution


def _code(code: Code) -> str:
    if not code.text.strip():
        return ""
    fence = "`" * max(MIN_FENCE, *(len(run) + 1 for run in ("", *_BACKTICKS.findall(code.text))))
    language = _NOT_IN_LANGUAGE.sub("", code.language or "")[:MAX_LANGUAGE_CHARS]
    return f"{fence}{language}\n{code.text}\n{fence}"


def _table(table: Table) -> str:
    """Return the table; each cell stands where it starts, the other places that it spans are empty."""
    grid = place_cells(table.rows)
    rows = [[_cell(cell.text, cell.spans) if cell and starts else "" for cell, starts in row] for row in grid]
    caption = _paragraph(table.caption or "")
    if not any(map(any, rows)):
        return caption
    width = len(rows[0])
    header, *rest = rows if table.header else ([""] * width, *rows)
    lines = "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * width, *rest))
    return f"{caption}\n\n{lines}" if caption else lines


def _cell(text: str, spans: Sequence[Span]) -> str:
    return _line(text, spans).replace("|", "\\|")


def _figure(figure: Figure) -> str:
    """Return an image, and below it its caption as a paragraph."""
    caption = _paragraph(figure.caption or "", figure.spans if figure.caption else ())
    parts = [f"![{_line(figure.alt or '')}]({write_url(figure.url)})"] if is_safe_url(figure.url) else []
    parts += filter(None, (caption, _paragraph(figure.credit or "")))
    return "\n\n".join(parts)


def _embed(embed: Embed) -> str:
    """Return what is known of something embedded: its words, and a link to it."""
    link = f"[{escape(embed.provider or embed.url)}]({write_url(embed.url)})" if is_safe_url(embed.url) else ""
    return "\n\n".join(filter(None, (_paragraph(embed.text), link)))


def _list(block: List, *, other_marks: bool) -> str:
    bullet, delimiter = ("*", ")") if other_marks else ("-", ".")
    number = min(max(block.start, 0), MAX_START)
    lines: list[str] = []
    for item in block.items:
        text = _item(item)
        if not text:
            continue
        mark = f"{number}{delimiter} " if block.ordered else f"{bullet} "
        number = min(number + 1, MAX_START)
        first, *rest = text.split("\n")
        indent = " " * len(mark)
        lines += (mark + first, *(indent + line if line else "" for line in rest))
    return "\n".join(lines)


def _item(item: ListItem) -> str:
    """Return what stands in an item; a list below its text needs no blank line, unless it counts from another number."""
    lists = (block for block in item.blocks if isinstance(block, List))
    tight = not any(block.ordered and block.start != 1 for block in lists)
    text = _blocks(item.blocks, between="\n" if tight else "\n\n")
    if item.checked is not None:
        return f"[{'x' if item.checked else ' '}] {text}"
    return text
