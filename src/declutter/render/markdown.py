"""An article as CommonMark with GitHub's tables, escaped so that it reads back as the same text."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from declutter.article import Article, BodyBlock, Code, Heading, List, ListItem, Paragraph, Quote, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

MIN_FENCE = 3  # backticks; a fence is longer than any run of them inside
MAX_LANGUAGE_CHARS = 40  # of a fence's info string

# What is markup anywhere in a line; "<" and "&" only where a tag or an entity could start, "~" not in "~500",
# "_" not in snake_case (see _escape_run).
_MARKUP = re.compile(r"[\\`*\[\]]|_+|~(?!\d)|<(?=[A-Za-z/!?])|&(?=#?[0-9A-Za-z]{1,32};)")
# What is markup at the start of a line: headings, quotes, items, the row under a table's header.
_LINE_START = re.compile(r"[#>]|[-+](?=[ \t]|$)|[-=|:][-=|: \t]*$")
_ORDINAL = re.compile(r"([0-9]{1,9})([.)](?:[ \t]|$))")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=[ \t]))#+$")  # which a parser takes for the end of a heading's line
_NOT_IN_LANGUAGE = re.compile(r"[^\w+#.-]")
_BACKTICKS = re.compile(r"`+")


def render_markdown(article: Article) -> str:
    """Return title, lead and body as CommonMark that ends with a newline; "" if there are none of them.

    The title is a heading of level 1; headings of the body keep their levels. A line break inside a paragraph
    is a hard one. A table without a header gets an empty one, since GitHub's tables must have one.
    """
    parts = [_heading(article.title or "", 1), _paragraph(article.lead or "")]
    other_marks = False
    previous: BodyBlock | None = None
    for block in article.body:
        # Two lists with the same marks would be one list: every other one of neighbours has other marks.
        other_marks = isinstance(block, List) and isinstance(previous, List) and not other_marks
        if part := _block(block, other_marks=other_marks):
            parts.append(part)
            previous = block
    text = "\n\n".join(filter(None, parts))
    return f"{text}\n" if text else ""


def escape(line: str) -> str:
    r"""Return a line of plain text as Markdown that shows just that, wherever in a line it stands.

    >>> print(escape("5 * 3 < 20 in snake_case, see [1] &amp; <b>"))
    5 \* 3 < 20 in snake_case, see \[1\] \&amp; \<b>
    """
    return _MARKUP.sub(_escape_run, line)


def text_lines(text: str) -> list[str]:
    """Return the lines of a text without the white space around them, and without empty ones."""
    return [line for raw in text.splitlines() if (line := raw.strip())]


def list_levels(items: Sequence[ListItem]) -> list[int]:
    """Return how deep each item is nested, 0 for the outermost, at most one more than the item before.

    Depths may have gaps, where items between were dropped; levels have none.

    >>> list_levels([ListItem("a", 1), ListItem("b", 4), ListItem("c", 3), ListItem("d", 1)])
    [0, 1, 1, 0]
    """
    levels: list[int] = []
    depths: list[int] = []  # of the lists that are open
    for item in items:
        while len(depths) > 1 and depths[-2] >= item.depth:
            depths.pop()
        if depths and depths[-1] >= item.depth:
            depths[-1] = item.depth
        else:
            depths.append(item.depth)
        levels.append(len(depths) - 1)
    return levels


def _block(block: BodyBlock, *, other_marks: bool) -> str:
    match block:
        case Heading():
            return _heading(block.text, block.level)
        case Paragraph():
            return _paragraph(block.text)
        case List():
            return _list(block, other_marks=other_marks)
        case Quote():
            return _quote(block)
        case Code():
            return _code(block)
        case Table():
            return _table(block)


def _escape_run(match: re.Match[str]) -> str:
    """Escape each character of a match; a run of "_" between letters or digits is no markup."""
    run = match.group()
    if run[0] == "_":
        before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
        if before.isalnum() and after.isalnum():
            return run
    return "".join(f"\\{character}" for character in run)


def _escape_line(line: str) -> str:
    """Return a line that stands at the start of a block, or after a line break in it."""
    escaped = escape(line)
    if _LINE_START.match(escaped):
        return f"\\{escaped}"
    return _ORDINAL.sub(r"\1\\\2", escaped, count=1) if _ORDINAL.match(escaped) else escaped


def _heading(text: str, level: int) -> str:
    line = escape(" ".join(text_lines(text)))
    return f"{'#' * min(max(level, 1), 6)} {_CLOSING_HASHES.sub(_escape_hashes, line)}" if line else ""


def _escape_hashes(match: re.Match[str]) -> str:
    return f"\\{match.group()}"


def _paragraph(text: str) -> str:
    return "\\\n".join(map(_escape_line, text_lines(text)))


def _quote(quote: Quote) -> str:
    paragraphs = [part for text in quote.paragraphs if (part := _paragraph(text))]
    return "\n>\n".join("\n".join(f"> {line}" for line in part.split("\n")) for part in paragraphs)


def _code(code: Code) -> str:
    if not code.text.strip():
        return ""
    fence = "`" * max(MIN_FENCE, *(len(run) + 1 for run in ("", *_BACKTICKS.findall(code.text))))
    language = _NOT_IN_LANGUAGE.sub("", code.language or "")[:MAX_LANGUAGE_CHARS]
    return f"{fence}{language}\n{code.text}\n{fence}"


def _table(table: Table) -> str:
    width = max(map(len, table.rows), default=0)
    if not any(cell.strip() for row in table.rows for cell in row):
        return ""
    rows = [[_cell(cell) for cell in row] + [""] * (width - len(row)) for row in table.rows]
    header, *rest = rows if table.header else ([""] * width, *rows)
    return "\n".join(f"| {' | '.join(row)} |" for row in (header, ["---"] * width, *rest))


def _cell(text: str) -> str:
    return escape(" ".join(text_lines(text))).replace("|", "\\|")


class _OpenList(NamedTuple):
    """A list that the next item may belong to."""

    ordered: bool
    number: int  # of its last item, from 1
    column: int  # where the text of its last item starts


def _list(block: List, *, other_marks: bool) -> str:
    bullet, delimiter = ("*", ")") if other_marks else ("-", ".")
    items = [item for item in block.items if item.text.strip()]
    lines: list[str] = []
    opened: list[_OpenList] = []
    for item, level in zip(items, list_levels(items), strict=True):
        indent = opened[level - 1].column if level else 0
        same = len(opened) > level and opened[level].ordered == item.ordered
        number = opened[level].number + 1 if same else 1
        mark = f"{number}{delimiter}" if item.ordered else bullet
        column = indent + len(mark) + 1
        opened[level:] = [_OpenList(item.ordered, number, column)]
        first, *rest = _paragraph(item.text).split("\n")
        lines += (f"{' ' * indent}{mark} {first}", *(f"{' ' * column}{line}" for line in rest))
    return "\n".join(lines)
