"""An article cut into passages for retrieval: no sentence, table row or code is cut, and each links to its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from declutter.body import Admonition, BodyBlock, Footnote, Heading, List, Paragraph, Post, Quote, Table

if TYPE_CHECKING:
    from declutter.article import Article

WIDE_CHARS_A_WORD = 2  # Chinese and Japanese characters that are counted as a word
FRAGMENT_WORDS = 5  # of a passage's start and end that its link names, at least
FRAGMENT_WIDE_CHARS = 12  # likewise, of Chinese and Japanese
MAX_FRAGMENT_WORDS = 20  # beyond which a start that is not unique in the article is left so
SHORT_WORDS = 12  # a passage of one line up to this length is named whole

# A sentence's end: its mark, what closes a quotation, and white space before a new start; or a mark of Chinese, Japanese.
_END = re.compile(r"""[.!?…؟।۔]+["'”’»)\]]*\s+(?=["'“‘„«(\[¿¡]*[^\W_a-z])|[。！？]+[”’」』）]*\s*""")
# What a full stop ends that is no sentence: initials, short capitalised words (Dr., Prof.), ordinals, and a few more.
_ABBREVIATION = re.compile(
    r"""(?:^|[\s(“"'])(?:[A-ZÀ-ÞΑ-ΩА-Я]\w{0,3}|(?:\w\.)*\w|\d{1,4}
    |vs|cf|al|ca|bzw|nr|no|vol|fig|approx|resp|evtl|ggf|incl|inkl|usw|dr|st)\.\s+\Z""",
    re.VERBOSE,
)
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")
# Browsers match whole words, whose limits in Chinese and Japanese only they know: but for those at marks.
_CLAUSE = re.compile(rf".{{{FRAGMENT_WIDE_CHARS},}}?(?=[。、，！？；：])")
_LAST_CLAUSE = re.compile(rf".*[。、，！？；：](.{{{FRAGMENT_WIDE_CHARS},}})$")
_LINE_PARTS = re.compile(r"[\n\t]")
_WORD = re.compile(r"[^ ]+")


@dataclass(frozen=True, slots=True)
class Chunk:
    """A passage of an article: `text` is `article.text[start:end]`.

    `headings` are those above it, outermost first, with the title before them. `url` leads to the very place in the page,
    None if the page's address is not known.
    """

    text: str
    start: int
    end: int
    headings: tuple[str, ...] = ()
    url: str | None = None


class _Unit(NamedTuple):
    """What is never cut: a sentence, a row, code, a heading."""

    start: int
    end: int
    words: int


class _Section(NamedTuple):
    """The blocks below a heading, and those above it: each block its units."""

    headings: tuple[str, ...]
    blocks: list[list[_Unit]]


def cut_chunks(article: Article, max_words: int = 200) -> tuple[Chunk, ...]:
    """Return the article's text in passages of at most `max_words`, longer only where a unit is.

    A heading starts a passage. A block that would be cut, and fits into a passage, starts a new one if that which it
    would be cut for is at least half full.

    Raises ValueError if `max_words` is not positive.
    """
    if max_words < 1:
        raise ValueError(f"max_words must be positive, not {max_words!r}")
    text = article.text
    return tuple(
        Chunk(text[start:end], start, end, section.headings, fragment_url(article.metadata.url, text, start, end))
        for section in _sections(article, text)
        for start, end in _pack(section.blocks, max_words)
    )


def count_words(text: str) -> int:
    """Return the number of words, two Chinese or Japanese characters counted as one."""
    wide = len(_WIDE.findall(text))
    return len(text.split()) + wide // WIDE_CHARS_A_WORD if wide else len(text.split())


def split_sentences(text: str) -> list[str]:
    """Return the sentences of a text, white space after each left out; rather too long than cut in two.

    >>> split_sentences("Dr. Mo went home. It rained, 3.5 mm! (Not much.) so they said.")
    ['Dr. Mo went home.', 'It rained, 3.5 mm!', '(Not much.) so they said.']
    """
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if not _ABBREVIATION.search(text[max(start, match.start() - 12) : match.end()]):
            sentences.append(text[start : match.end()].strip())
            start = match.end()
    sentences.append(text[start:].strip())
    return [sentence for sentence in sentences if sentence]


def fragment_url(url: str | None, text: str, start: int, end: int) -> str | None:
    """Return an address that makes a browser mark the passage: a text fragment, after WICG's Scroll To Text Fragment.

    The start is named by words of one line, for a match may not cross blocks, and by more of them if they stand in the
    text before; a range ends with the last words of the last line.
    """
    if not url:
        return None
    lines = [line for part in _LINE_PARTS.split(text[start:end]) if (line := part.strip())]
    if not lines:
        return None
    address = url.split("#", 1)[0]
    if len(lines) == 1 and count_words(lines[0]) <= SHORT_WORDS:
        return f"{address}#:~:text={_encode(lines[0])}"
    first = _first_words(lines[0], text[:start])
    last = _last_words(lines[-1])
    if len(lines) == 1 and len(first) + len(last) > len(lines[0]):
        return f"{address}#:~:text={_encode(lines[0])}"
    return f"{address}#:~:text={_encode(first)},{_encode(last)}"


def _sections(article: Article, text: str) -> Iterator[_Section]:
    """Yield the article's sections in order; the first is what stands above all headings."""
    title = (article.title,) if article.title else ()
    above: list[tuple[int, str]] = []
    section = _Section(title, [])
    position = 0
    if article.lead:
        position = _place(section.blocks, [article.lead], text, position)
    for block in (inner for whole in article.body for inner in (whole.blocks if isinstance(whole, Post) else (whole,))):
        if isinstance(block, Heading) and block.text:
            if section.blocks:
                yield section
            above = [*((level, heading) for level, heading in above if level < block.level), (block.level, block.text)]
            section = _Section((*title, *(heading for _, heading in above)), [])
        position = _place(section.blocks, list(_units(block)), text, position)
    if section.blocks:
        yield section


def _units(block: BodyBlock) -> Iterator[str]:
    """Yield the texts of a block that are never cut, in the order in which they stand in its text."""
    if isinstance(block, List):
        for item in block.items:
            for inner in item.blocks:
                yield from _units(inner)
    elif isinstance(block, Quote):
        for inner in block.blocks:
            yield from _units(inner)
        yield from filter(None, (block.attribution,))
    elif isinstance(block, Admonition):
        yield from filter(None, (block.title,))
        for inner in block.blocks:
            yield from _units(inner)
    elif isinstance(block, Post | Footnote):  # a post inside a quote or the like, which no page has, but a caller may build
        for inner in block.blocks:
            yield from _units(inner)
    elif isinstance(block, Table):
        yield from block.text.split("\n")
    elif isinstance(block, Paragraph):
        for line in block.text.split("\n"):
            yield from split_sentences(line)
    else:
        yield block.text


def _place(blocks: list[list[_Unit]], units: Sequence[str], text: str, position: int) -> int:
    """Append a block's units, found in the text from `position` on, and return where the last ends."""
    placed: list[_Unit] = []
    for unit in units:
        if stripped := unit.strip():
            start = text.index(stripped, position)
            position = start + len(stripped)
            placed.append(_Unit(start, position, count_words(stripped)))
    if placed:
        blocks.append(placed)
    return position


def _pack(blocks: Sequence[Sequence[_Unit]], max_words: int) -> Iterator[tuple[int, int]]:
    """Yield where passages start and end."""
    start = end = -1
    words = 0
    for block in blocks:
        total = sum(unit.words for unit in block)
        if words and words + total > max_words and total <= max_words and words * 2 >= max_words:
            yield start, end
            words = 0
        for unit in block:
            if words and words + unit.words > max_words:
                yield start, end
                words = 0
            if not words:
                start = unit.start
            end = unit.end
            words += max(unit.words, 1)
    if words:
        yield start, end


def _first_words(line: str, before: str) -> str:
    """Return words that a line starts with, so many that they do not stand in the text before."""
    if _WIDE.search(line):
        found = _CLAUSE.match(line)
        return found[0] if found else line
    ends = [word.end() for word in _WORD.finditer(line)]  # spaces between words stay: in code there may be several
    for count in range(FRAGMENT_WORDS, min(len(ends), MAX_FRAGMENT_WORDS)):
        if (first := line[: ends[count - 1]]) not in before:
            return first
    return line[: ends[min(len(ends), MAX_FRAGMENT_WORDS) - 1]]


def _last_words(line: str) -> str:
    if _WIDE.search(line):
        found = _LAST_CLAUSE.search(line)
        return found[1] if found else line
    starts = [word.start() for word in _WORD.finditer(line)]
    return line[starts[-min(len(starts), FRAGMENT_WORDS)] :]


def _encode(words: str) -> str:
    """Return a text percent-encoded as a directive asks: "-", "," and "&" are syntax there."""
    return quote(words, safe="").replace("-", "%2D")
