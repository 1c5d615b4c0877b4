"""An article as plain text for people: lines of a width, and the addresses of links as notes at the end."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from declutter.body import Admonition, BodyBlock, Code, Figure, Footnote, List, Paragraph, Post, Quote, Span, Table
from declutter.render.inline import is_safe_url
from declutter.render.markdown import byline
from declutter.render.notes import tie_notes

if TYPE_CHECKING:
    from declutter.article import Article

MIN_WIDTH = 20  # characters; below, words are longer than lines


def render_text(article: Article, *, width: int | None = None, links: bool = False) -> str:
    """Return title, lead and body as text; see `Article.to_text`.

    Raises ValueError for a width below `MIN_WIDTH`.
    """
    if width is not None and width < MIN_WIDTH:
        raise ValueError(f"width must be {MIN_WIDTH} or more, not {width!r}")
    article = tie_notes(article)
    write = _Writer(width, links=links)
    parts = [write.lines(article.title or ""), write.lines(article.lead or ""), *map(write.block, article.body)]
    parts.append("\n".join(f"[{at}] {url}" for at, url in enumerate(write.urls, 1)))
    text = "\n\n".join(filter(None, parts))
    return f"{text}\n" if text else ""


class _Writer:
    """Writes blocks, and counts the links in them."""

    def __init__(self, width: int | None, *, links: bool) -> None:
        self._width = width
        self._links = links
        self.urls: dict[str, int] = {}

    def lines(self, text: str, spans: Sequence[Span] = (), first: str = "", indent: str = "") -> str:
        """Return a text in lines of the width, each link followed by its number; what is marked begins with `first`."""
        text = self._with_numbers(text, spans)
        out: list[str] = []
        for at, line in enumerate(text.split("\n") if text.strip() else ()):
            start = indent if at else first
            if self._width is None:
                out.append(f"{start}{line.strip()}")
            else:
                out += textwrap.wrap(
                    line, max(self._width, len(indent) + MIN_WIDTH), initial_indent=start, subsequent_indent=indent,
                    break_long_words=False, break_on_hyphens=False,
                )  # fmt: skip
        return "\n".join(out)

    def _with_numbers(self, text: str, spans: Sequence[Span]) -> str:
        if spans and (points := [span for span in spans if span.kind == "footnote" and 0 <= span.start <= len(text)]):
            return self._with_marks(text, spans, points)
        if not self._links:
            return text
        for span in sorted(spans, key=lambda span: span.start):
            if span.kind == "link" and span.url and is_safe_url(span.url) and 0 <= span.start < span.end <= len(text):
                self.urls.setdefault(span.url, len(self.urls) + 1)
        inserted = [
            (span.end, self.urls[span.url]) for span in spans if span.kind == "link" and span.url and span.url in self.urls
        ]
        for end, number in sorted(inserted, reverse=True):
            text = f"{text[:end]} [{number}]{text[end:]}"
        return text

    def _with_marks(self, text: str, spans: Sequence[Span], points: Sequence[Span]) -> str:
        """Return a text with the marks of footnotes, and the numbers of its links."""
        others = [span for span in spans if span.kind != "footnote"]
        out: list[str] = []
        position = 0
        for point in sorted(points, key=lambda point: point.start):
            inside = [span.moved(-position) for span in others if position < span.end <= point.start]
            out += (self._with_numbers(text[position : point.start], inside), f"[^{point.label}]")
            position = point.start
        out.append(self._with_numbers(text[position:], [span.moved(-position) for span in others if span.end > position]))
        return "".join(out)

    def block(self, block: BodyBlock, indent: str = "") -> str:
        """Return a block, its lines indented."""
        match block:
            case List():
                return "\n".join(filter(None, self._items(block, indent)))
            case Quote():
                return self._held((*block.blocks, Paragraph(f"— {block.attribution or ''}".removesuffix("— "))), f"{indent}> ")
            case Admonition():
                return self._held((Paragraph(block.title or ""), *block.blocks), f"{indent}| ")
            case Post():
                line = self.lines(" · ".join(byline(block)), (), indent, indent)
                return "\n\n".join(filter(None, (line, *(self.block(inner, indent) for inner in block.blocks))))
            case Footnote():
                first, *rest = block.blocks or (Paragraph(""),)
                mark = f"[^{block.label}] "
                inner = f"{indent}{' ' * len(mark)}"
                if not isinstance(first, Paragraph):
                    first, rest = Paragraph(""), [first, *rest]
                written = self.lines(first.text or " ", first.spans, f"{indent}{mark}", inner)
                return "\n".join(filter(None, (written, *(self.block(below, inner) for below in rest))))
            case Code() | Table():
                return "\n".join(f"{indent}{line}" for line in block.text.split("\n")) if block.text.strip() else ""
            case Figure():
                return self.lines(block.text, (), indent, indent)
            case _:
                return self.lines(block.text, getattr(block, "spans", ()), indent, indent)

    def _held(self, blocks: Sequence[BodyBlock], mark: str) -> str:
        return f"\n{mark.rstrip()}\n".join(filter(None, (self.block(inner, mark) for inner in blocks)))

    def _items(self, block: List, indent: str) -> Iterator[str]:
        for number, item in enumerate(block.items, block.start):
            mark = f"{number}. " if block.ordered else "- "
            mark += "" if item.checked is None else "[x] " if item.checked else "[ ] "
            inner = f"{indent}{' ' * len(mark)}"
            first, *rest = item.blocks or (Paragraph(""),)
            written = [
                self.lines(first.text, first.spans, f"{indent}{mark}", inner)
                if isinstance(first, Paragraph)
                else self.block(first, inner)
            ]
            yield "\n".join(filter(None, (*written, *(self.block(below, inner) for below in rest))))
