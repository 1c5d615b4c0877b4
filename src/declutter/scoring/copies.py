"""Which kept blocks say again what others say: copies for phones, teasers, pull quotes, lists of contents.

Annotators keep many repeats: a page that says a thing twice often means to. Each rule here is one by which, over the annotated
pages of many sites, what went was no content more often than it was; near-copies, short paragraphs, items and cells are not.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence

from declutter.parsing.page import Flag, Page
from declutter.scoring.tree import Doubles

MIN_COPY_CHARS = 60  # shorter blocks may repeat for a reason: speakers' names, refrains, table cells
MIN_HEADING_LENGTH = 24  # Latin letters, five words or so: shorter headings may repeat, as "Description" does
MIN_NEXT_LENGTH = 40  # Latin letters, eight words or so, of a block that says the same as the one before it
MAX_COMPARISONS = 20_000  # of blocks with each other, looking for parts of others
MIN_CONTENTS = 3  # items of a list of contents
CONTENTS_SHARE = 0.8  # of its items that are headings further down, and are links
_ENDS = " .!?…\"'“”„‟«»‘’"  # of a teaser or a pull quote, that the text itself may not have
_MANY = Flag.LIST | Flag.TABLE | Flag.PRE  # items, cells and code repeat for a reason
_SENTENCE_ENDS = re.compile(r"[.!?…。！？\n]+")
_NOT_SAID = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"^[\d\W]+")


def find_copies(page: Page, kept: Sequence[int], lengths: Doubles) -> Iterator[int]:
    """Yield the blocks that say word for word what a kept one before them says: a copy for phones, a card shown twice.

    Paragraphs side by side may repeat each other, as refrains do, unless one follows the other at once.
    """
    seen: dict[str, int] = {}  # text → the element around the one that holds it
    previous = -1
    for index in kept:
        block = page.blocks[index]
        repeats_previous = previous >= 0 and page.blocks[previous].text == block.text
        previous = index
        if len(block.text) >= MIN_COPY_CHARS or block.flags & Flag.HEADING:
            around = page.elements.parent[block.element] if block.element >= 0 else index
            is_elsewhere = seen.setdefault(block.text, around) != around
            if is_elsewhere and (len(block.text) >= MIN_COPY_CHARS or lengths[index] >= MIN_HEADING_LENGTH):
                yield index
                continue
        if repeats_previous and lengths[index] >= MIN_NEXT_LENGTH and not block.flags & _MANY:
            yield index


def find_contents(page: Page, kept: Sequence[int]) -> set[int]:
    """Return the blocks of lists of links that name headings further down, and little else: lists of contents."""
    blocks, elements = page.blocks, page.elements
    headings = {_name(blocks[index].text): index for index in kept if blocks[index].flags & Flag.HEADING}
    if page.is_text or len(headings) < MIN_CONTENTS:
        return set()
    named = [
        index
        for index in kept
        if blocks[index].flags & Flag.LIST
        and blocks[index].link_chars >= CONTENTS_SHARE * len(blocks[index].text)
        and headings.get(_name(blocks[index].text), -1) > index
    ]
    if len(named) < MIN_CONTENTS:
        return set()
    found: set[int] = set()
    done = 0  # blocks up to which lists were taken whole: lists inside these need no look
    for row in [row for row, tag in enumerate(elements.tag) if tag in ("ul", "ol")]:
        start, end = elements.first_block[row], elements.end_block[row]
        if end <= done:
            continue
        count = bisect_left(named, end) - bisect_left(named, start)
        inside = slice(bisect_left(kept, start), bisect_left(kept, end))
        if count >= MIN_CONTENTS and count >= CONTENTS_SHARE * (inside.stop - inside.start):
            found.update(kept[inside])
            done = end
    return found


def _name(text: str) -> str:
    """Return a heading's words, without its number.

    >>> _name("2.1 The Wheel"), _name("The wheel"), _name("1984")
    ('thewheel', 'thewheel', '1984')
    """
    said = _NOT_SAID.sub("", text.lower())
    return _NUMBER.sub("", said) or said


def find_parts(page: Page, kept: Sequence[int], *, with_quotes: bool) -> Iterator[int]:
    """Yield the blocks that a longer one elsewhere says too: teasers that the text goes on from, and pull quotes.

    Without `with_quotes`, as where people quote each other, only blocks that begin as another does are looked at.
    """
    blocks = page.blocks
    long = [index for index in kept if len(blocks[index].text) >= MIN_COPY_CHARS]
    starts: dict[str, list[int]] = {}
    for index in long:
        starts.setdefault(blocks[index].text[:MIN_COPY_CHARS], []).append(index)
    suspects = [(index, group) for group in starts.values() if len(group) > 1 for index in group]
    if with_quotes:
        suspects += [(index, long) for index in long if blocks[index].flags & (Flag.QUOTE | Flag.ASIDE)]
    if sum(len(others) for _, others in suspects) > MAX_COMPARISONS:  # a page of many alike: it would take their square
        return
    for index, others in suspects:
        said = blocks[index].text.strip(_ENDS)
        if any(said in blocks[other].text and _goes_beyond(page, other, index) for other in others):
            yield index


def find_repeated_sentences(page: Page, kept: Sequence[int]) -> Iterator[int]:
    """Yield the blocks of which one longer block elsewhere has every sentence."""
    blocks = page.blocks
    long = [index for index in kept if len(blocks[index].text) >= MIN_COPY_CHARS and not blocks[index].flags & Flag.PRE]
    holders: dict[str, list[int]] = {}  # of each long sentence
    for index in long:
        for sentence in _as_one_end(blocks[index].text).split(". "):
            if len(sentence) >= MIN_NEXT_LENGTH:
                holders.setdefault(sentence.rstrip(_ENDS), []).append(index)
    shared = [indexes for indexes in holders.values() if len(indexes) > 1]
    if sum(len(indexes) ** 2 for indexes in shared) > MAX_COMPARISONS:
        return
    sentences: dict[int, Collection[str]] = {}
    for index, other in sorted({(index, other) for indexes in shared for index in indexes for other in indexes}):
        if blocks[index].flags & _MANY or blocks[other].flags & Flag.TABLE or not _goes_beyond(page, other, index):
            continue
        for at in (index, other):
            if at not in sentences:
                sentences[at] = _sentences(blocks[at].text)
        if all(sentence in sentences[other] for sentence in sentences[index]):
            yield index


def _as_one_end(text: str) -> str:
    """Return a text with one mark for the ends of its sentences and lines, so that it can be cut without a pattern."""
    return text.replace("! ", ". ").replace("? ", ". ").replace("\n", ". ").replace("。", ". ")


def _sentences(text: str) -> set[str]:
    """Return what stands between ends of sentences, as letters alone: enough to compare, as abbreviations part alike."""
    return {said for part in _SENTENCE_ENDS.split(text.lower()) if (said := _NOT_SAID.sub("", part))}


def _goes_beyond(page: Page, one: int, other: int) -> bool:
    """Whether a block is longer than another, and not beside it."""
    block, shorter = page.blocks[one], page.blocks[other]
    if len(block.text) <= len(shorter.text) or block.element < 0:
        return False
    return page.elements.parent[block.element] != page.elements.parent[shorter.element]
