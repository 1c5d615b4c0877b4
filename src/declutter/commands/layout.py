"""How articles, blocks and messages are laid out for people who look at a terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
import textwrap
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import accumulate, groupby

from declutter.article import Article
from declutter.body import BodyBlock, Heading, List, Quote
from declutter.explanation import ExplainedBlock

DEFAULT_COLUMNS = 80  # where there is no terminal
MIN_TEXT_COLUMNS = 24  # of a block's text in `explain`, however narrow the terminal
MAX_PROSE_COLUMNS = 88  # of running text in `demo`; longer lines are hard to read
MAX_SNIPPET_COLUMNS = 56  # of a removed block in `demo`
ELLIPSIS = "…"

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")  # that would steer a terminal
_BOLD, _DIM, _GREEN, _RED = "1", "2", "32", "31"  # SGR parameters, ECMA-48


def explained_lines(blocks: Sequence[ExplainedBlock], columns: int, *, colours: bool) -> Iterator[str]:
    """Yield a line a block: verdict, probability, reason, and as much of the text as fits into `columns`."""
    width = max((len(block.reason) for block in blocks), default=0)
    for block in blocks:
        head = f"{'kept' if block.keep else 'dropped':<7}  {block.probability:.2f}  {block.reason:<{width}}  "
        text = shorten(block.text, max(columns - len(head), MIN_TEXT_COLUMNS))
        yield paint(f"{head}{text}".rstrip(), _GREEN if block.keep else _DIM, colours=colours)


def demo_lines(article: Article, blocks: Sequence[ExplainedBlock], columns: int, *, colours: bool) -> Iterator[str]:
    """Yield a screen that shows the article of a page, and what was removed from it, by reason."""
    prose = min(columns, MAX_PROSE_COLUMNS)
    removed = [block for block in blocks if not block.keep and not block.reason.startswith("metadata:")]
    yield f"A sample news page has {len(blocks)} blocks of text. This is the article among them:"
    yield ""
    yield from _indented(article.title or "", prose, style=_BOLD, colours=colours)
    yield from _indented(_credits(article), prose, style=_DIM, colours=colours)
    if article.lead:
        yield ""
        yield from _indented(article.lead, prose, style=_GREEN, colours=colours)
    for block in article.body:
        yield ""
        yield from _body_lines(block, prose, colours=colours)
    yield ""
    yield f"And these {len(removed)} blocks were removed:"
    for reason, group in groupby(sorted(removed, key=_reason_of), key=_reason_of):
        yield ""
        yield from _indented(reason, prose, style=_RED, colours=colours)
        snippets = " · ".join(shorten(block.text, MAX_SNIPPET_COLUMNS) for block in group)
        yield from _indented(snippets, prose, indent="    ", style=_DIM, colours=colours)
    yield ""
    yield "Now one of yours: declutter FILE, or declutter explain FILE for all the reasons."


def _reason_of(block: ExplainedBlock) -> str:
    return block.reason


def _body_lines(block: BodyBlock, columns: int, *, colours: bool) -> Iterator[str]:
    """Yield the lines of a body block: headings bold, items and quotations marked as such."""
    indent = "  │ " if isinstance(block, Quote) else "  "
    mark = "• " if isinstance(block, List) else ""
    style = _BOLD if isinstance(block, Heading) else ""
    for line in block.text.split("\n"):
        yield from _indented(line, columns, indent=indent, mark=mark, style=style, colours=colours)


def _credits(article: Article) -> str:
    published = article.metadata.published
    return " · ".join(filter(None, (*article.metadata.authors, f"{published:%Y-%m-%d}" if published else "")))


def _indented(text: str, columns: int, *, indent: str = "  ", mark: str = "", style: str, colours: bool) -> list[str]:
    """Return the text's lines of at most so many columns, the first one marked, the others aligned to it."""
    lines = textwrap.wrap(
        text,
        max(columns - len(indent), MIN_TEXT_COLUMNS),
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
    )
    return [f"{indent}{paint(line, style, colours=colours)}" for line in lines]


def shorten(text: str, columns: int) -> str:
    r"""Return a text as one printable line of at most `columns` columns, with an ellipsis where it was cut.

    >>> shorten("The rain\nin Spain", 10), shorten("雨が降る", 6)
    ('The rain…', '雨が…')
    """
    line = one_line(text)
    if display_width(line) <= columns:
        return line
    end = sum(width <= columns - len(ELLIPSIS) for width in accumulate(map(display_width, line)))
    return line[:end].rstrip() + ELLIPSIS


def display_width(text: str) -> int:
    """Return the columns that a text takes on a terminal: wide characters two, combining ones none.

    >>> display_width("rain"), display_width("雨")
    (4, 2)
    """
    return sum(
        0 if unicodedata.combining(character) else 1 + (unicodedata.east_asian_width(character) in "WF") for character in text
    )


def printable(text: str) -> str:
    """Return a text without the characters that would steer a terminal: each becomes U+FFFD."""
    return _CONTROLS.sub("\ufffd", text)


def one_line(text: str) -> str:
    """Return a text as one line that steers no terminal."""
    return printable(" ".join(text.split()))


def paint(text: str, style: str, *, colours: bool) -> str:
    """Return a text in a style of the terminal."""
    return f"\x1b[{style}m{text}\x1b[0m" if colours and style and text else text


def has_colours() -> bool:
    """Whether colours are welcome: a terminal that knows them, and no NO_COLOR (https://no-color.org)."""
    return (
        sys.stdout is not None and sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
    )


def columns_shown() -> int:
    """Return how wide the terminal is, in columns."""
    return shutil.get_terminal_size((DEFAULT_COLUMNS, 24)).columns
