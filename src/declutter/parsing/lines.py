"""A text dump to a Page whose blocks are its lines, hard-wrapped ones joined; the stages after this one are those of any page.

A line carries as flags what the dump shows of it: PARAGRAPH if a blank line stands above it, HEADING and LIST if Markdown
or a bullet says so; its link characters are those in Markdown links.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import regex

from declutter.options import DEFAULTS, Options
from declutter.parsing.page import Block, Flag, Page
from declutter.parsing.text import SENTENCE_ENDS, normalize

MIN_WRAP, MAX_WRAP = 45, 100  # columns of lines that a program broke
MIN_NARROW_SHARE = 0.97  # of the characters of a wrapped text, in lines of its width or less
MIN_FULL_SHARE = 0.5  # … in lines that the next line's first word would have made too long
MIN_FULL_LINES = 3
MIN_OPEN_SHARE = 0.7  # of the full lines: no sentence ends there
MIN_LOWER_SHARE = 0.3  # of the full lines, the next one begins with a small letter, in scripts that have such
WIDE_SLACK = 4  # columns that a line without spaces may fall short by, for a mark must not begin the next

_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]")
_NO_SPACES = re.compile("[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")  # of Chinese and Japanese: lines join without a space
_LINK = regex.compile(  # and pictures
    r"(?P<picture>!?)\[(?P<text>[^\]\[\n]{0,500}+)\]\( ?(?P<target>(?:[^\s()]|\([^\s()]{0,200}+\)){0,2000}+)"
    r"(?: [\"'][^\"'\n]{0,300}+[\"'])? ?\)"
)
_ADDRESS = re.compile(r"(?:https?:|mailto:|tel:|javascript:|[/#.?<]|[\w%-]+[/.]|$)")
_STRONG = re.compile(r"(?<![\w*])\*\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*\*(?![\w*])")
_HEADING = re.compile(r"(#{1,6})\s+(?=\S)")
_CLOSING = re.compile(r"\s#{1,6}$")
_WORD = re.compile(r"\w+")
_BULLET = re.compile(r"[*•‣◦▪●∙]\s+(?=\S)")


class Line(NamedTuple):
    """A line of a dump as a reader sees it."""

    text: str  # white space collapsed, Markdown's marks gone
    flags: int
    link_chars: int
    columns: int  # as it stands in the dump, without what is blank at its end
    indent: int  # columns


def read_lines(text: str, url: str | None = None, options: Options = DEFAULTS) -> Page:
    """Return a page of the text's lines that are not blank, white space collapsed; hard-wrapped lines are joined."""
    blocks: list[Block] = []
    notes: tuple[str, ...] = ()
    for line in _joined(list(_read(text))):
        if len(blocks) == options.max_blocks:
            notes = (f"only the first {options.max_blocks} lines were read",)
            break
        blocks.append(Block(line.text, -1, line.flags, line.link_chars, None))
    return Page(blocks=blocks, url=url, notes=notes, is_text=True)


def _read(text: str) -> Iterator[Line]:
    """Yield the lines that are not blank."""
    flag = Flag.PARAGRAPH
    marked = "](" in text or "**" in text or "#" in text or _BULLET.search(text) is not None
    for raw in text.splitlines():
        clean = normalize(raw)
        if not clean:
            flag = Flag.PARAGRAPH
            continue
        shown = raw.expandtabs().rstrip()
        own, links = _without_marks(clean) if marked else (clean, 0)
        flags, own = _kind(own) if marked else (0, own)
        if own:
            yield Line(own, flags | flag, links, _columns(shown), len(shown) - len(shown.lstrip()))
            flag = 0


def _columns(text: str) -> int:
    return len(text) if text.isascii() else len(text) + len(_WIDE.findall(text))


def _without_marks(line: str) -> tuple[str, int]:
    """Return a line without Markdown's marks of links, pictures and strong words, and how many characters were links.

    >>> _without_marks("[Home](/) | **Rain** in [May](/may 'all of it')")
    ('Home | Rain in May', 7)
    """
    links = 0
    if "](" in line:
        for _ in range(2):  # a picture may stand in a link
            parts, at = [], 0
            for match in _LINK.finditer(line):
                if _ADDRESS.match(match["target"]):
                    own = "" if match["picture"] else match["text"].strip()
                    parts += [line[at : match.start()], own]
                    links, at = links + len(own), match.end()
            line = "".join((*parts, line[at:]))
        line = normalize(line)
    if "**" in line:
        line = _STRONG.sub(r"\1", line)
    return line, links


def _kind(line: str) -> tuple[int, str]:
    """Return the flags of a line that Markdown's marks or a bullet give, and the line without these."""
    if line.startswith("#") and (match := _HEADING.match(line)):
        level = Flag.HEADING | (Flag.TOP_HEADING if len(match[1]) < 3 else 0)
        return level, _CLOSING.sub("", line[match.end() :])
    if match := _BULLET.match(line):
        return Flag.LIST, line[match.end() :]
    return 0, line


def _joined(lines: Sequence[Line]) -> Iterator[Line]:
    """Yield the lines, those joined that a program broke at a width."""
    width = wrap_width(lines)
    if width is None:
        yield from lines
        return
    words = frozenset(word for line in lines for word in _WORD.findall(line.text))
    paragraph: list[Line] = []
    for line in lines:
        if paragraph and not _is_continued(paragraph[-1], line, width):
            yield _paragraph(paragraph, words)
            paragraph = []
        paragraph.append(line)
    yield _paragraph(paragraph, words)


def wrap_width(lines: Sequence[Line]) -> int | None:
    """Return the columns at which a program broke the lines of a text, None if the lines are whole.

    Broken are lines that end short of a width which few lines exceed, such that the next line's first word would have
    exceeded it; in the midst of sentences, as a rule.
    """
    total = sum(line.columns for line in lines)
    width = covered = 0
    for columns in sorted(line.columns for line in lines):
        width, covered = columns, covered + columns
        if covered >= MIN_NARROW_SHARE * total:
            break
    if not MIN_WRAP <= width <= MAX_WRAP:
        return None
    pairs = [(line, after) for line, after in pairwise(lines) if _is_continued(line, after, width)]
    if len(pairs) < MIN_FULL_LINES or sum(line.columns for line, _ in pairs) < MIN_FULL_SHARE * total:
        return None
    is_open = [line.text[-1] not in SENTENCE_ENDS for line, _ in pairs]
    cased = [after.text[0].islower() for _, after in pairs if after.text[0].islower() or after.text[0].isupper()]
    if sum(is_open) < MIN_OPEN_SHARE * len(pairs):
        return None
    if 2 * len(cased) > len(pairs) and sum(cased) < MIN_LOWER_SHARE * len(cased):
        return None
    return width


def _is_continued(line: Line, after: Line, width: int) -> bool:
    """Whether a line was broken for the first word of the next one."""
    if after.flags or line.columns > width or after.indent > line.indent + 1:
        return False
    if _NO_SPACES.match(after.text):
        return line.columns + WIDE_SLACK >= width
    return line.columns + 1 + _columns(after.text.split(" ", 1)[0]) > width


def _paragraph(lines: Sequence[Line], words: Collection[str]) -> Line:
    parts = [lines[0].text]
    for after in lines[1:]:
        parts[-1], gap = _join(parts[-1], after.text, words)
        parts += [gap, after.text]
    return lines[0]._replace(text="".join(parts), link_chars=sum(line.link_chars for line in lines))


def _join(line: str, after: str, words: Collection[str]) -> tuple[str, str]:
    """Return the end of a line as it stands in a paragraph, and what parts it from the next one.

    A hyphen goes if the text has the word without it elsewhere.

    >>> _join("It rains on a moun-", "tain", {"mountain"}), _join("a well-", "known one", ())
    (('It rains on a moun', ''), ('a well-', ''))
    """
    if _NO_SPACES.match(line[-1]) and _NO_SPACES.match(after):
        return line, ""
    if line[-1] == "-" and line[-2:-1].isalpha() and after[0].islower():
        begun, ended = line[:-1].rsplit(" ", 1)[-1], _WORD.match(after)
        return (line[:-1] if ended and begun + ended[0] in words else line), ""
    return line, " "
