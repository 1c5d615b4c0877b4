"""Probabilities and context to a verdict a block: a named, ordered list of rules, each a reason that a person can read."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from declutter.article import PageType
from declutter.parsing.classes import BITS_OF_WORDS, COMMENT, FURNITURE
from declutter.parsing.page import Flag, Page
from declutter.parsing.text import SENTENCE_ENDS, same_tails
from declutter.scoring.copies import find_contents, find_copies, find_parts, find_repeated_sentences
from declutter.scoring.features import Evidence, Floats
from declutter.scoring.tree import Bools, Doubles

SURE_HEADING = 0.8  # probability from which a heading stays, whatever follows: what was to follow may be lost, or an embed
HEADING_REACH = 3  # kept blocks must follow a heading within so many blocks for it to be a heading of something
MIN_EXPECTED = 0.15  # F-measure of the best choice, below which a page is taken to hold no content at all
# Share of a dump's words up to which what is judged boilerplate stays if no line is a junk phrase: a dump of a page has some
# (97 % do), a text that somebody cleaned before has none.
MAX_CLEAN_LOSS = 0.5
MAX_CLEAN_LINKS = 0.1  # link characters / characters, over the page, up to which it may be nothing but content


class Verdict(NamedTuple):
    """What becomes of a block, and why, in words."""

    keep: bool
    reason: str


class Case(NamedTuple):
    """What a rule may look at beside the verdicts."""

    page: Page
    evidence: Evidence
    probabilities: Floats
    headline: int | None  # the block that is the title
    types: Mapping[PageType, float]  # probability of each page type; empty for text dumps

    @property
    def page_type(self) -> PageType | None:
        """The likeliest type."""
        return likeliest(self.types)


def likeliest(types: Mapping[PageType, float]) -> PageType | None:
    """Return the page type of the highest probability; None if there are none."""
    kinds: list[PageType] = sorted(types, key=lambda kind: -types[kind])
    return kinds[0] if kinds else None


class Judgement(NamedTuple):
    """What becomes of a page's blocks."""

    verdicts: list[Verdict]
    expected: float  # word F1, in [0, 1], by the probabilities


PROSE_CHARS = 90  # Latin letters of a dump's line, below which it is no paragraph
FULL_PARAGRAPH_CHARS, MIN_PARAGRAPHS = 120, 3  # Latin letters of a paragraph, and how many of them make a page a text
_WHOLES = frozenset(("ul", "ol", "dl"))
_OF_TEXT = frozenset(("article", "forum", "documentation"))  # page types on which a heading without text is that of a menu
MIN_TEXT_BEFORE_COMMENTS = 2  # kept paragraphs
MAX_FORUM = 0.05  # probability that a page is a forum, up to which its comments are no content
COMMENTS = Verdict(keep=False, reason="comments")
OTHER_ARTICLE = Verdict(keep=False, reason="another article")
COPY = Verdict(keep=False, reason="copy of an earlier block")
CONTENTS = Verdict(keep=False, reason="list of contents")
PART_OF_OTHER = Verdict(keep=False, reason="part of a longer block")
REST_OF_LIST = Verdict(keep=True, reason="rest of a kept list")
LIKELY, UNLIKELY = Verdict(keep=True, reason="likely content"), Verdict(keep=False, reason="likely boilerplate")
CLEAN = Verdict(keep=True, reason="nothing but content on the page")
OTHER_PICTURE = Verdict(keep=False, reason="another article's picture")
CLEAN_TEXT = Verdict(keep=True, reason="no furniture in the text")
AFFIX = Verdict(keep=False, reason="edit link or note mark")


def judge(
    page: Page,
    evidence: Evidence,
    probabilities: Floats,
    taken: dict[int, str],
    headline: int | None = None,
    types: Mapping[PageType, float] | None = None,
    beta: float = 1.0,
) -> Judgement:
    """Return a verdict for each block, and how good the choice is expected to be.

    `taken` maps blocks that are metadata (title, lead, byline, date) to what they are: these are not body.
    `beta` is what recall counts for in comparison with precision.
    """
    fixed = [
        _fixed_verdict(block.flags, junk, taken.get(index))
        for index, (block, junk) in enumerate(zip(page.blocks, evidence.junk, strict=True))
    ]
    free = np.array([verdict is None for verdict in fixed], dtype=bool)
    chosen, expected = best_choice(probabilities, evidence.words, free, beta)
    verdicts = [verdict or (LIKELY if likely else UNLIKELY) for verdict, likely in zip(fixed, chosen.tolist(), strict=True)]
    case = Case(page, evidence, probabilities, headline, types or {})
    for rule in RULES:
        verdicts = rule(case, verdicts)
    return Judgement(_keep_clean_page(page, evidence, taken, verdicts), expected)


def best_choice(probabilities: Floats, words: Doubles, free: Bools, beta: float = 1.0) -> tuple[Bools, float]:
    """Return the blocks whose choice has the highest expected word F-measure, and that measure, in [0, 1].

    By no threshold, but by what the probabilities say of the page as a whole: where they are all low, as on a page of
    cards, keeping the likelier half is right; where some are near 1, keeping anything at 0.4 is wrong. The expectation
    of the quotient is taken as the quotient of expectations (Ye et al. 2012, "Optimizing F-measures").
    """
    n = len(words)
    if not free.any():
        return np.zeros(n, dtype=bool), 0.0
    order = np.argsort(np.where(free, -probabilities, 1.0), kind="stable")
    expected = np.where(free, probabilities, 0.0) * words
    right, kept = np.cumsum(expected[order]), np.cumsum(words[order])
    total = float(expected.sum())
    measure = (1 + beta**2) * right / (kept + beta**2 * total + 1e-9)
    measure[int(free.sum()) :] = 0.0
    most = int(np.argmax(measure)) + 1
    chosen = np.zeros(n, dtype=bool)
    if measure[most - 1] < MIN_EXPECTED:
        return chosen, 0.0
    chosen[order[:most]] = True
    f1 = 2 * right[most - 1] / (kept[most - 1] + total + 1e-9)
    return chosen, float(f1)


def _fixed_verdict(flags: int, junk: str | None, taken: str | None) -> Verdict | None:
    """Return the verdict on a block that is no matter of probability."""
    if taken is not None:
        return Verdict(keep=False, reason=f"metadata: {taken}")
    if junk is not None:
        return Verdict(keep=False, reason=f"junk phrase: {junk}")
    return AFFIX if flags & Flag.AFFIX else None


def _keep_clean_page(page: Page, evidence: Evidence, taken: dict[int, str], verdicts: list[Verdict]) -> list[Verdict]:
    """Keep everything on a page that shows no furniture at all: a bare text, an article that was cleaned before."""
    furniture = Flag.NAV | Flag.ASIDE | Flag.FOOTER | Flag.FORM | Flag.BUTTON | Flag.HIDDEN | Flag.LINK
    blocks = page.blocks
    if not blocks or any(evidence.junk):
        return verdicts
    if page.is_text:
        lost = sum(words for words, verdict in zip(evidence.words.tolist(), verdicts, strict=True) if verdict is UNLIKELY)
        if lost > MAX_CLEAN_LOSS * float(evidence.words.sum()):
            return verdicts
        return [v if v.keep or i in taken else CLEAN_TEXT for i, v in enumerate(verdicts)]
    if any(block.flags & furniture for block in blocks):
        return verdicts
    if _has_furniture_class(page):
        return verdicts
    if sum(block.link_chars for block in blocks) > MAX_CLEAN_LINKS * sum(len(block.text) for block in blocks):
        return verdicts
    return [v if v.keep or i in taken else CLEAN for i, v in enumerate(verdicts)]


def _has_furniture_class(page: Page) -> bool:
    return any(BITS_OF_WORDS[name] & (FURNITURE | COMMENT) for name in page.elements.names[2:])


def _complete_lists(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Keep the rest of a list or table of which most text is kept."""
    page = case.page
    elements = page.elements
    unlikely = [index for index, verdict in enumerate(verdicts) if verdict is UNLIKELY]
    out = verdicts
    kept: list[int] = []
    dropped: list[int] = []
    done = 0  # blocks up to which lists were completed: lists inside these need no look
    for row in [row for row, tag in enumerate(elements.tag) if tag in _WHOLES]:
        start, end = elements.first_block[row], elements.end_block[row]
        if end <= done or not 0 < bisect_left(unlikely, end) - bisect_left(unlikely, start) < end - start:
            continue
        if not kept:
            pairs = list(zip(page.blocks, verdicts, strict=True))
            kept = _sums(len(block.text) if verdict.keep else 0 for block, verdict in pairs)
            dropped = _sums(len(block.text) if verdict is UNLIKELY else 0 for block, verdict in pairs)
        if dropped[end] - dropped[start] < kept[end] - kept[start]:
            if out is verdicts:
                out = list(verdicts)
            out[start:end] = [REST_OF_LIST if verdict is UNLIKELY else verdict for verdict in out[start:end]]
            done = end
    return out


def _drop_other_articles(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop an <article> with a top heading of its own that follows the headline's: the next one, loaded in advance."""
    page, evidence, headline = case.page, case.evidence, case.headline
    if headline is None or page.is_text:
        return verdicts
    elements = page.elements
    own = next((row for row in elements.ancestors(page.blocks[headline].element) if elements.tag[row] == "article"), None)
    if own is None:
        return verdicts
    inside = elements.first_block[own], elements.end_block[own]
    if _full_paragraphs(evidence.lengths, verdicts, *inside) < MIN_PARAGRAPHS:
        return verdicts
    out = list(verdicts)
    done = elements.end_block[own]  # blocks before this one are the article's own, or were dropped
    for row in [row for row in range(own + 1, len(elements)) if elements.tag[row] == "article"]:
        start, end = elements.first_block[row], elements.end_block[row]
        if start < done:
            continue
        if any(page.blocks[i].flags & Flag.TOP_HEADING for i in range(start, min(start + HEADING_REACH, end))):
            out[start:end] = [OTHER_ARTICLE if v.keep else v for v in out[start:end]]
            done = end
    return out


def _drop_comments(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop what stands in a box named for comments after a text.

    On articles alone: of a forum it is the content, of a product its reviews; in documentation such boxes are remarks.
    """
    page = case.page
    if page.is_text or case.page_type != "article" or case.types.get("forum", 0.0) > MAX_FORUM:
        return verdicts
    elements = page.elements
    full = _sums(
        verdict.keep and length >= FULL_PARAGRAPH_CHARS
        for verdict, length in zip(verdicts, case.evidence.lengths.tolist(), strict=True)
    )
    out = list(verdicts)
    done = 0  # blocks before this one are dropped, or in no such box
    for row in range(2, len(elements)):  # <html> and <body> are named for the page
        name = elements.names[row]
        if name and BITS_OF_WORDS[name] & COMMENT:
            start, end = elements.first_block[row], elements.end_block[row]
            if start >= done and full[start] >= MIN_TEXT_BEFORE_COMMENTS:
                out[start:end] = [COMMENTS if v.keep else v for v in out[start:end]]
                done = end
    return out


def _full_paragraphs(lengths: Doubles, verdicts: list[Verdict], start: int, end: int) -> int:
    return sum(verdicts[i].keep and lengths[i] >= FULL_PARAGRAPH_CHARS for i in range(start, end))


def _sums(values: Iterable[int]) -> list[int]:
    """Return the sums of all beginnings: that of values[a:b] is sums[b] - sums[a]."""
    return [0, *accumulate(values)]


def _drop_repeated(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop what a kept block before it says word for word."""
    return _dropping(verdicts, find_copies(case.page, _kept(verdicts), case.evidence.lengths), COPY)


def _drop_contents(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop lists of contents, which say the headings below them."""
    return _dropping(verdicts, find_contents(case.page, _kept(verdicts)), CONTENTS)


def _drop_parts_of_others(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop what a longer kept block elsewhere says too: a teaser that the text goes on from, a pull quote."""
    is_forum = case.types.get("forum", 0.0) > MAX_FORUM  # where people quote each other
    out = _dropping(verdicts, find_parts(case.page, _kept(verdicts), with_quotes=not is_forum), PART_OF_OTHER)
    return out if is_forum else _dropping(out, find_repeated_sentences(case.page, _kept(out)), PART_OF_OTHER)


def _kept(verdicts: Sequence[Verdict]) -> list[int]:
    return [index for index, verdict in enumerate(verdicts) if verdict.keep]


def _dropping(verdicts: list[Verdict], indexes: Iterable[int], verdict: Verdict) -> list[Verdict]:
    """Return the verdicts with another one for the blocks with these indexes."""
    out = verdicts
    for index in indexes:
        if out is verdicts:
            out = list(verdicts)
        out[index] = verdict
    return out


def _drop_headings_of_nothing(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop headings that no kept text follows, as those over a list of links; on other pages headings may be the content."""
    page = case.page
    if case.page_type not in _OF_TEXT:
        return verdicts
    out = list(verdicts)
    distance = HEADING_REACH + 1  # blocks until the next kept text
    for index in range(len(verdicts) - 1, -1, -1):
        if not out[index].keep:
            distance += 1
        elif not page.blocks[index].flags & Flag.HEADING:
            distance = 0
        elif distance > HEADING_REACH and case.probabilities[index] < SURE_HEADING:
            out[index] = Verdict(keep=False, reason="heading without text")
    return out


def _drop_other_pictures(case: Case, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop what a dump has left of another article's picture between two paragraphs: caption and title.

    The caption ends in the site's name, as other captions do. Of 730 dumps it changes three, one for the better; the page
    that the project started from is a fourth.
    """
    page = case.page
    if not page.is_text:
        return verdicts
    texts = [line.text for line in page.blocks]
    tails = same_tails(texts)
    if max(tails, default=1) == 1:
        return verdicts
    lengths = case.evidence.lengths.tolist()
    ends = [text[-1] in SENTENCE_ENDS for text in texts]
    prose = [length >= PROSE_CHARS and end for length, end in zip(lengths, ends, strict=True)]
    gone = []
    for index in range(1, len(texts) - 1):
        if tails[index] == 1 or ends[index] or lengths[index] >= PROSE_CHARS or not prose[index - 1]:
            continue
        below = index + 1
        has_title = not ends[below] and lengths[below] < PROSE_CHARS and below + 1 < len(texts)
        if prose[below + has_title]:
            gone += [index, below] if has_title else [index]
    return _dropping(verdicts, gone, OTHER_PICTURE)


# What the model does not see: each rule takes the verdicts of those before it.
RULES = (
    _complete_lists, _drop_other_articles, _drop_comments, _drop_repeated, _drop_contents, _drop_parts_of_others,
    _drop_headings_of_nothing, _drop_other_pictures,
)  # fmt: skip
