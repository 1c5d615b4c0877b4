"""Blocks to a matrix of evidence: one named row a feature, one column a block; no thresholds and no verdicts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from html import unescape
from typing import NamedTuple, get_args

import numpy as np
import numpy.typing as npt

from declutter.article import PageType
from declutter.data import MAX_PHRASE_CHARS, junk_category
from declutter.parsing.classes import Memo
from declutter.parsing.page import Flag, Page
from declutter.parsing.text import SENTENCE_ENDS, same_tails
from declutter.scoring.characters import Characters, Kind, count_characters
from declutter.scoring.tree import Bools, Doubles, Ints, Tree, read_tree
from declutter.scoring.words import NameScores

Floats = npt.NDArray[np.float32]
Row = npt.NDArray[np.generic] | float

FULL_PARAGRAPH_CHARS = 400  # a longer paragraph is no better evidence than one of this length
LONG_CHARS = 100  # Latin letters of a block that is no label
SHORT_CHARS = 25  # below this a block is no paragraph by itself; Readability's threshold
CONTAINER_COST = 0.6  # what a unit of other text costs a container, in units of good text
MAX_WORD_LETTERS = 20  # of the mean word; more is an address or a script without spaces
QUOTED_CHARS = 60  # of a block that a description must repeat
STATED_CHARS = 48  # of a block that the article in the page's JSON-LD must repeat
MIN_STATED_LETTERS = 12  # of them; a shorter block may stand there by accident
MAX_STATED_SHARE = 2.0

MAX_TEXT_SCORE = 6.0  # log-odds
MAX_PULLED_CHARS = 400  # of a quotation that is looked for in the text
QUOTES = "\"'“”„«»‘’「」 "
MAX_START_CHARS = 40  # of a junk phrase that begins a block
COMMON_WORDS = 40  # of a text dump that are taken for function words
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_\u3040-\u30ff\u3400-\u9fff]+")  # a Chinese character is one
_COLON = re.compile("[:：]")
_TAG = re.compile(r"<[^<>]*>")
_SQUEEZED = re.compile(r"[\W_]+")

_FLAGS = {
    "hidden": Flag.HIDDEN, "nav": Flag.NAV, "header": Flag.HEADER, "footer": Flag.FOOTER, "aside": Flag.ASIDE,
    "form": Flag.FORM, "button": Flag.BUTTON, "caption": Flag.CAPTION, "heading": Flag.HEADING, "list": Flag.LIST,
    "table": Flag.TABLE, "quote": Flag.QUOTE, "article": Flag.ARTICLE, "main": Flag.MAIN, "paragraph": Flag.PARAGRAPH,
    "pre": Flag.PRE, "affix": Flag.AFFIX, "top_heading": Flag.TOP_HEADING, "link": Flag.LINK,
    "emphasis": Flag.EMPHASIS, "strong": Flag.STRONG,
}  # fmt: skip
_JUNK: Memo[str | None] = Memo(junk_category, 32_768)  # furniture repeats from page to page
_FLAG_BITS = np.array(list(_FLAGS.values()), dtype=np.int64)[:, None]
_TAGS = (
    "div p li a span h1 h2 h3 h4 h5 h6 td th dd dt dl ul ol section article main aside header footer nav form figcaption "
    "figure blockquote pre table tr body label button details summary address center"
).split()
_TAG_NUMBER = {tag: number for number, tag in enumerate(_TAGS)}
_TAG_NUMBERS = np.arange(len(_TAGS))[:, None]

TEXT_NAMES = (
    "length", "words", "word_length", "upper", "digit", "wide", "marks", "brackets", "breaks", "ends", "commas", "quotes",
    "dashes", "colons", "first_upper", "first_digit", "first_mark", "last_end", "last_colon", "junk", "repeated",
    "position", "position_end", "log_blocks", "page_chars", "text_words",
)  # fmt: skip
_LINE_NAMES = (
    "parted", "parted_below", "page_parted", "item", "marked_heading", "link_density", "page_links",
    "headline_distance", "after_headline", "no_headline", "is_title", "told", "common", "page_told", "menu_run", "capitals",
    "same_tail",
)  # fmt: skip
DUMP_NAMES = (*TEXT_NAMES, *_LINE_NAMES)  # of text dumps
_BLOCK_NAMES = (
    "link_density", "good", "headline_distance", "after_headline", "no_headline", "is_title", "in_description",
    "in_stated", "has_stated", "stated_share", "same_class", "same_class_chars", "same_card", "same_card_chars", "depth",
    "in_container", "container_up", "container_down", "after_container", "container_share", "headline_up",
    "headline_down", "page_links", "page_good", "page_long", "page_hidden", "page_headings",
    "own_words", "around_words", "bad_around_words", "words@1", "words@2", "junk_start",
    "said_again", "has_time",
    "media_before", "media_after", "media@0", "media@1", "media@2", "media@4",
)  # fmt: skip
LEVELS = (0, 1, 2, 4)  # ancestors that are looked at: the n-th of those that hold more than the one before
_LEVEL_NAMES = (
    "chars", "share", "link_density", "mean_length", "good_share", "long_share", "blocks", "junk_share", "heading_share",
    "paragraph_share", "start", "end",
)  # fmt: skip
TYPE_NAMES = tuple(f"type_{page_type}" for page_type in get_args(PageType))  # each one's probability, of all the page
NAMES = (
    *TEXT_NAMES, *_BLOCK_NAMES, *_FLAGS, *(f"tag_{tag}" for tag in _TAGS),
    *(f"{name}@{level}" for level in LEVELS for name in _LEVEL_NAMES), *TYPE_NAMES,
)  # fmt: skip
ROW = {name: row for row, name in enumerate(NAMES)}
SPAN_LEVELS = (1, 2, 4)  # ancestors whose blocks the model sees as a whole


class Statements(NamedTuple):
    """What the page says about its text elsewhere than in its text."""

    description: str = ""
    article: str = ""  # the text as its JSON-LD has it


class Evidence(NamedTuple):
    """The evidence on a page of n blocks."""

    matrix: Floats  # shape (len(NAMES), n); of a text dump (len(DUMP_NAMES), n)
    spans: Ints  # the blocks that each block's ancestors hold: first and end of each, shape (len(SPAN_LEVELS), 2, n)
    junk: list[str | None]  # per block: the category of the junk phrase that it is
    lengths: Doubles  # per block: in Latin letters
    words: Doubles  # per block
    container: int  # row of the element that holds most of the page's good text and little else; -1 if there is none


def measure(page: Page, scores: NameScores, headline: int | None = None, statements: Statements | None = None) -> Evidence:
    """Return the evidence on each block of a page.

    `headline` is the block that holds the title, if it is known; `scores` are those of class words.
    """
    n = len(page.blocks)
    if not n:
        empty = np.zeros(0)
        features = len(DUMP_NAMES if page.is_text else NAMES)
        spans = np.zeros((len(SPAN_LEVELS), 2, 0), np.int64)
        return Evidence(np.zeros((features, 0), np.float32), spans, [], empty, empty, -1)
    columns = tuple(zip(*page.blocks, strict=True))
    texts: tuple[str, ...] = columns[0]
    characters = count_characters(texts)
    junk = junk_phrases(texts)
    is_junk = np.array([category is not None for category in junk])
    ends = (characters.last == Kind.END) | np.array([text[-1] in SENTENCE_ENDS for text in texts])
    length, words = characters.length, characters.words
    lines = _text_rows(texts, characters, is_junk, ends, scores)
    if page.is_text or not len(page.elements):
        matrix = _filled([*lines, *_dump_rows(page, characters, headline)], n)
        return Evidence(matrix, np.zeros((len(SPAN_LEVELS), 2, n), np.int64), junk, length, words, -1)
    flags, links = np.array(columns[2]), np.array(columns[3], dtype=np.float64)
    density = links / characters.size
    good = _goodness(length, density, characters.counts[Kind.COMMA], flags, is_junk)
    blocks = _Blocks(texts, np.array(columns[1]), flags, length, links, density, good, is_junk,
                     characters.counts[Kind.COLON])  # fmt: skip
    tree = read_tree(page.elements, n)
    container = _main_container(tree, blocks)
    levels = _ancestors(tree, blocks.rows)
    rows = [
        *lines,
        *_block_rows(page, blocks, tree, container, headline, statements or Statements(), levels, scores),
        *((flags & _FLAG_BITS) != 0),
        *(_tag_numbers(page, blocks.rows) == _TAG_NUMBERS),
    ]
    inside = _level_rows(tree, blocks)
    matrix = _filled(rows, n, extra=len(LEVELS) * len(inside) + len(TYPE_NAMES))
    at = len(rows)
    for level in LEVELS:
        matrix[at : at + len(inside)] = inside[:, levels[level]]
        at += len(inside)
    matrix[at:] = 0
    spans = np.stack([np.stack([tree.first[levels[level]], tree.end[levels[level]]]) for level in SPAN_LEVELS])
    return Evidence(matrix, spans, junk, length, words, container)


def tell_types(evidence: Evidence, types: Iterable[float]) -> None:
    """Write the probability of each page type, in the order of TYPE_NAMES, where `measure` left room for it."""
    evidence.matrix[-len(TYPE_NAMES) :] = np.array(list(types), dtype=np.float32)[:, None]


def junk_phrases(texts: Iterable[str]) -> list[str | None]:
    """Return for each text the category of the junk phrase that it is, None if it is none."""
    return [_JUNK[text] if len(text) <= MAX_PHRASE_CHARS else None for text in texts]


class _Blocks(NamedTuple):
    """The blocks of a page as columns."""

    texts: tuple[str, ...]
    rows: Ints  # of the element that holds each
    flags: Ints
    length: Doubles
    links: Doubles
    density: Doubles
    good: Doubles
    is_junk: Bools
    colons: Doubles


def _filled(rows: Sequence[Row], n: int, extra: int = 0) -> Floats:
    matrix = np.empty((len(rows) + extra, n), dtype=np.float32)
    for at, row in enumerate(rows):
        matrix[at] = row
    return matrix


def _text_rows(
    texts: tuple[str, ...], characters: Characters, is_junk: Bools, ends: Bools, scores: NameScores
) -> list[Row]:
    """Return the rows that need nothing but text, in the order of TEXT_NAMES."""
    counts, size, first = characters.counts, characters.size, characters.first
    n = len(texts)
    logs = np.log1p(counts)
    shares = counts / size
    spaces = counts[Kind.SPACE] + counts[Kind.BREAK]
    length = characters.length
    times = Counter(texts)
    order = np.arange(n)
    return [
        np.log1p(length), np.log1p(spaces), np.minimum(length / characters.words, MAX_WORD_LETTERS),
        shares[Kind.UPPER], shares[Kind.DIGIT], shares[Kind.WIDE], shares[Kind.MARK], shares[Kind.BRACKET],
        logs[Kind.BREAK], logs[Kind.END], logs[Kind.COMMA], logs[Kind.QUOTE], logs[Kind.DASH], logs[Kind.COLON],
        first == Kind.UPPER, first == Kind.DIGIT, first >= Kind.QUOTE, ends, characters.last == Kind.COLON,
        is_junk, np.log([times[text] for text in texts]),
        order / n, np.log1p(n - order), float(np.log(n)), float(np.log1p(length.sum())),
        np.clip(scores.of_texts(texts), -MAX_TEXT_SCORE, MAX_TEXT_SCORE),
    ]  # fmt: skip


def _dump_rows(page: Page, characters: Characters, headline: int | None) -> list[Row]:
    """Return the rows on each line's place in a text dump, in the order of _LINE_NAMES."""
    blocks = page.blocks
    n = len(blocks)
    flags = np.array([block.flags for block in blocks])
    links = np.array([block.link_chars for block in blocks], dtype=np.float64)
    length = characters.length
    parted = (flags & Flag.PARAGRAPH) != 0
    distance = np.arange(n) - (headline if headline is not None else -1)
    told, common = _vocabulary([block.text for block in blocks], (length >= LONG_CHARS).tolist())
    is_short = length < SHORT_CHARS
    runs = np.cumsum(np.diff(is_short, prepend=is_short[:1]) != 0)
    return [
        parted, np.append(parted[1:], True), float(parted.mean()),
        (flags & Flag.LIST) != 0, (flags & Flag.HEADING) != 0,
        links / characters.size, float(links.sum() / characters.size.sum()),
        np.sign(distance) * np.log1p(np.abs(distance)), distance > 0, float(headline is None), distance == 0,
        told, common, float((told * length).sum() / length.sum()),
        np.log1p(np.bincount(runs)[runs] * is_short),
        np.minimum(characters.counts[Kind.UPPER] / characters.words, 2), np.log(same_tails([block.text for block in blocks])),
    ]  # fmt: skip


def _vocabulary(texts: Sequence[str], is_long: Sequence[bool]) -> tuple[Doubles, Doubles]:
    """Return how much of each line's words the long lines hold: share of its rarer ones, in others than itself; share of
    those that are commonest on the page, as function words are.
    """
    words = [_WORD.findall(text.casefold()) for text in texts]
    sets = [set(own) for own in words]
    # Of words as common as each other the first count: the order in which a set has them is another in each process.
    held = Counter(word for own, long in zip(words, is_long, strict=True) if long for word in dict.fromkeys(own))
    commonest = {word for word, count in held.most_common(COMMON_WORDS) if count > 1}
    told, common = np.zeros(len(texts)), np.zeros(len(texts))
    for index, (own, distinct, long) in enumerate(zip(words, sets, is_long, strict=True)):
        if distinct:
            rare = distinct - commonest
            told[index] = sum(held[word] > long for word in rare) / (len(rare) + 1)
            common[index] = sum(word in commonest for word in own) / len(own)
    return told, common


def _goodness(length: Doubles, density: Doubles, commas: Doubles, flags: Ints, junk: Bools) -> Doubles:
    """Return how much each block looks like a paragraph of content, 0 to about 8.

    Readability's score of a paragraph (1 + commas + length/100), less the share of links.
    """
    furniture = Flag.HIDDEN | Flag.NAV | Flag.FOOTER | Flag.ASIDE | Flag.FORM | Flag.BUTTON | Flag.CAPTION | Flag.HEADING
    score = (1 + np.minimum(commas, 5) + np.minimum(length, FULL_PARAGRAPH_CHARS) / 100) * (1 - density)
    return np.where((length < SHORT_CHARS) | (density > 0.5) | ((flags & furniture) != 0) | junk, 0.0, score)


def _main_container(tree: Tree, blocks: _Blocks) -> int:
    """Return the innermost element that holds most of the page's good text and little else; the root if none is good."""
    cost = np.minimum(blocks.length, FULL_PARAGRAPH_CHARS) / 100 * (0.3 + blocks.density)
    worth = np.where(blocks.good > 0, blocks.good, -CONTAINER_COST * cost)
    value = tree.inside(worth[None])[0] - 1e-6 * (tree.end - tree.first)
    return int(len(value) - 1 - np.argmax(value[::-1])) if blocks.good.any() else 0


def _ancestors(tree: Tree, rows: Ints) -> dict[int, Ints]:
    """Return for each of LEVELS the ancestor of each block."""
    levels = {}
    for level in range(max(LEVELS) + 1):
        levels[level] = rows
        rows = tree.above[rows]
    return levels


def _block_rows(page: Page, blocks: _Blocks, tree: Tree, container: int, headline: int | None, statements: Statements,
                levels: dict[int, Ints], scores: NameScores) -> list[Row]:  # fmt: skip
    """Return the rows on each block's place in the page, in the order of _BLOCK_NAMES."""
    texts, good, length, flags = blocks.texts, blocks.good, blocks.length, blocks.flags
    n = len(texts)
    order = np.arange(n)
    distance = order - (headline if headline is not None else -1)
    title = texts[headline] if headline is not None else None
    depth = tree.around(np.ones(len(tree.first)))
    around_all = np.count_nonzero((tree.first == 0) & (tree.end == n))  # elements: how many there are says nothing
    path = tree.path(container)
    shared = tree.shared(path)
    start, end = int(tree.first[container]), int(tree.end[container])
    to_headline: tuple[Row, Row] = (-1.0, -1.0)
    if headline is not None:
        headline_path = tree.path(int(blocks.rows[headline]))
        with_headline = tree.shared(headline_path)
        to_headline = (len(headline_path) - with_headline, depth - with_headline)
    own, anywhere = scores.of(page.elements.names)
    return [
        blocks.density, good,
        np.sign(distance) * np.log1p(np.abs(distance)), distance > 0, float(headline is None),
        np.array([text == title for text in texts]) if title is not None else 0.0,
        _repeated_in(texts, statements.description, QUOTED_CHARS), *_stated(texts, statements.article),
        *_alike(page, blocks, tree), depth - around_all,
        (order >= start) & (order < end), len(path) - shared, depth - shared, order >= end,
        float(good[start:end].sum() / max(good.sum(), 1e-9)), *to_headline,
        float(blocks.links.sum() / length.sum()), float(np.log1p(good.sum())), float((length >= LONG_CHARS).mean()),
        float(((flags & Flag.HIDDEN) != 0).mean()), float(((flags & Flag.HEADING) != 0).mean()),
        own[blocks.rows], tree.around(anywhere), tree.around(np.minimum(anywhere, 0)),
        anywhere[levels[1]], anywhere[levels[2]], _junk_starts(texts, blocks.colons),
        _said_again(texts, flags),
        np.bincount([index for _, index in page.times], minlength=n + 1)[:n] > 0,
        *_media_rows(page, tree, levels),
    ]  # fmt: skip


def _junk_starts(texts: tuple[str, ...], colons: Doubles) -> Bools:
    """Whether each block begins with a junk phrase and a colon: "Read also: …"."""
    found = np.zeros(len(texts), dtype=np.bool_)
    for index in np.flatnonzero(colons).tolist():
        start = _COLON.split(texts[index][: MAX_START_CHARS + 1], maxsplit=1)[0]
        found[index] = len(start) <= MAX_START_CHARS and _JUNK[start] is not None
    return found


def _said_again(texts: tuple[str, ...], flags: Ints) -> Bools:
    """Whether each quotation stands in the text as well: it is pulled out of it."""
    found = np.zeros(len(texts), dtype=np.bool_)
    quotes = np.flatnonzero((flags & (Flag.QUOTE | Flag.ASIDE)) != 0).tolist()
    if quotes:
        page = "\n".join(texts)
        for index in quotes:
            said = texts[index].strip(QUOTES)
            found[index] = SHORT_CHARS <= len(said) <= MAX_PULLED_CHARS and page.count(said) > 1
    return found


def _media_rows(page: Page, tree: Tree, levels: dict[int, Ints]) -> list[Row]:
    """Return whether images or frames stand right before and after each block, and how many its ancestors hold."""
    n = tree.blocks
    counts = [0] * len(tree.parent)
    for medium in page.media:
        counts[medium.element] += 1
    parents = page.elements.parent
    for row in range(len(counts) - 1, 0, -1):
        if counts[row]:
            counts[parents[row]] += counts[row]
    beside = np.bincount([medium.before for medium in page.media], minlength=n + 1) > 0
    held = np.log1p(counts)
    return [beside[:n], beside[1 : n + 1], held[tree.top[levels[0]]], *(held[levels[level]] for level in LEVELS[1:])]


def _repeated_in(texts: tuple[str, ...], statement: str, chars: int) -> Bools | float:
    """Whether the beginning of each block stands in what the page states."""
    if not statement:
        return 0.0
    return np.array([len(text) >= SHORT_CHARS and text[:chars] in statement for text in texts])


def _stated(texts: tuple[str, ...], article: str) -> list[Row]:
    """Return whether each block stands in the article that the page states, if it states one, and which share of it is found.

    Letters and digits alone are compared: the two are often written with other spaces and other quotation marks.
    """
    if not article:
        return [0.0, 0.0, 0.0]
    if "<" in article or "&" in article:
        article = unescape(_TAG.sub(" ", article))
    squeezed = _SQUEEZED.sub("", article).lower()
    starts = [_SQUEEZED.sub("", text[:STATED_CHARS]).lower() for text in texts]
    found = np.array([len(start) >= MIN_STATED_LETTERS and start in squeezed for start in starts])
    share = sum(len(text) for text, said in zip(texts, found.tolist(), strict=True) if said) / len(article)
    return [found, 1.0, min(share, MAX_STATED_SHARE)]


def _alike(page: Page, blocks: _Blocks, tree: Tree) -> list[Doubles]:
    """Return how many blocks stand in elements of the same tag and class, and in cards: in such whose parents are alike too.

    Each as the logarithm of the count and as the share of the page's text.
    """
    elements = page.elements
    numbers: dict[tuple[str, str], int] = {}
    kinds = np.array([numbers.setdefault(kind, len(numbers)) for kind in zip(elements.tag, elements.names, strict=True)])
    own = kinds[blocks.rows]
    cards = own * len(numbers) + kinds[tree.parent[blocks.rows]]
    rows = []
    for kind in (own, np.unique(cards, return_inverse=True)[1]):
        rows += [np.log(np.bincount(kind)[kind]), (np.bincount(kind, blocks.length) / blocks.length.sum())[kind]]
    return rows


def _tag_numbers(page: Page, rows: Ints) -> Ints:
    tags = page.elements.tag
    return np.array([_TAG_NUMBER.get(tags[row], -1) for row in rows.tolist()])


def _level_rows(tree: Tree, blocks: _Blocks) -> Doubles:
    """Return what each element holds, in the order of _LEVEL_NAMES, shape (len(_LEVEL_NAMES), E)."""
    length, flags = blocks.length, blocks.flags
    n = tree.blocks
    sums = tree.inside(
        np.stack([
            length, blocks.links, blocks.good, length * (length >= LONG_CHARS), np.ones(n), blocks.is_junk,
            (flags & Flag.HEADING) != 0, length * ((flags & Flag.PARAGRAPH) != 0),
        ])
    )  # fmt: skip
    chars, links, good, long, count, junk, headings, paragraphs = sums
    some, any_chars = np.maximum(count, 1), np.maximum(chars, 1)
    return np.stack([
        np.log1p(chars), chars / length.sum(), links / any_chars, np.log1p(chars / some),
        good / max(float(blocks.good.sum()), 1e-9), long / any_chars, np.log1p(count), junk / some, headings / some,
        paragraphs / any_chars, tree.first / n, tree.end / n,
    ])  # fmt: skip
