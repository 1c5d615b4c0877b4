"""Probabilities and context to a verdict a block: a named, ordered list of rules, each a reason that a person can read."""

from __future__ import annotations

from typing import NamedTuple

from declutter.parsing.page import Flag, Page
from declutter.parsing.text import SENTENCE_ENDS
from declutter.scoring.features import COLUMN, Evidence, Floats

KEEP_FROM = 0.5  # probability
HEADING_REACH = 3  # kept blocks must follow a heading within so many blocks for it to be a heading of something
MAX_CLEAN_LINKS = 0.1  # link characters / characters, over the page, up to which it may be nothing but content


class Verdict(NamedTuple):
    """What becomes of a block, and why, in words."""

    keep: bool
    reason: str


FULL_PARAGRAPH_CHARS, MIN_PARAGRAPHS = 120, 3  # Latin letters of a paragraph, and how many of them make a page a text
MATTER_CHARS = 90  # Latin letters; a longer line says something
MIN_COPY_CHARS = 60  # shorter blocks may repeat for a reason: speakers' names, refrains, table cells
_BAD_CLASSES = [COLUMN["bad_class"], COLUMN["comment_class"]]
_WHOLES = frozenset(("ul", "ol", "dl"))
SECTION_CATEGORIES = frozenset(("related", "comments", "newsletter", "subscribe", "share", "advertising"))
_PAGE_TAGS = frozenset(("html", "body", "main", "article"))
_STRUCTURE = Flag.HEADING | Flag.LIST | Flag.TABLE | Flag.PRE | Flag.QUOTE
OTHER_ARTICLE = Verdict(keep=False, reason="another article")
REST_OF_LIST = Verdict(keep=True, reason="rest of a kept list")
LIKELY, UNLIKELY = Verdict(keep=True, reason="likely content"), Verdict(keep=False, reason="likely boilerplate")
NAVIGATION = Verdict(keep=False, reason="navigation")
CLEAN = Verdict(keep=True, reason="nothing but content on the page")
AFFIX = Verdict(keep=False, reason="edit link or note mark")


def judge(
    page: Page, evidence: Evidence, probabilities: Floats, taken: dict[int, str], headline: int | None = None
) -> list[Verdict]:
    """Return a verdict for each block.

    `taken` maps blocks that are metadata (title, lead, byline, date) to what they are: these are not body.
    """
    verdicts = [
        _judge_block(block.flags, junk, probability, taken.get(index))
        for index, (block, junk, probability) in enumerate(
            zip(page.blocks, evidence.junk, probabilities.tolist(), strict=True)
        )
    ]
    verdicts = _complete_lists(page, verdicts)
    verdicts = _drop_junk_sections(page, evidence, verdicts)
    verdicts = _drop_other_articles(page, evidence.lengths, headline, verdicts)
    verdicts = _drop_matter_around_text(page, evidence.lengths, headline, verdicts)
    verdicts = _drop_repeated(page, verdicts)
    verdicts = _drop_headings_of_nothing(page, verdicts)
    return _keep_clean_page(page, evidence, taken, verdicts)


def _judge_block(flags: int, junk: str | None, probability: float, taken: str | None) -> Verdict:
    """Judge a block by itself; the first rule that applies decides."""
    if taken is not None:
        return Verdict(keep=False, reason=f"metadata: {taken}")
    if junk is not None:
        return Verdict(keep=False, reason=f"junk phrase: {junk}")
    if flags & Flag.NAV:
        return NAVIGATION
    if flags & Flag.AFFIX:
        return AFFIX
    return LIKELY if probability >= KEEP_FROM else UNLIKELY


def _keep_clean_page(page: Page, evidence: Evidence, taken: dict[int, str], verdicts: list[Verdict]) -> list[Verdict]:
    """Keep everything on a page that shows no furniture at all: a bare text, an article that was cleaned before."""
    furniture = Flag.NAV | Flag.ASIDE | Flag.FOOTER | Flag.FORM | Flag.BUTTON | Flag.HIDDEN | Flag.LINK
    blocks = page.blocks
    if page.is_text or not blocks or any(block.flags & furniture for block in blocks) or any(evidence.junk):
        return verdicts
    if evidence.matrix[:, _BAD_CLASSES].any():
        return verdicts
    if sum(block.link_chars for block in blocks) > MAX_CLEAN_LINKS * sum(len(block.text) for block in blocks):
        return verdicts
    return [v if v.keep or i in taken else CLEAN for i, v in enumerate(verdicts)]


def _complete_lists(page: Page, verdicts: list[Verdict]) -> list[Verdict]:
    """Keep the rest of a list or table of which most text is kept."""
    out = verdicts
    elements = page.elements
    for row in [row for row, tag in enumerate(elements.tag) if tag in _WHOLES]:
        inside = range(elements.first_block[row], elements.end_block[row])
        dropped = [i for i in inside if verdicts[i] is UNLIKELY]
        if not dropped or len(dropped) == len(inside):
            continue
        if sum(len(page.blocks[i].text) for i in dropped) < sum(len(page.blocks[i].text) for i in inside if verdicts[i].keep):
            if out is verdicts:
                out = list(verdicts)
            for i in dropped:
                out[i] = REST_OF_LIST
    return out


def _drop_junk_sections(page: Page, evidence: Evidence, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop what stands under a heading such as "Read also" or "Comments": all of the element that this heading begins."""
    out = verdicts
    elements = page.elements
    for index, category in enumerate(evidence.junk):
        if category not in SECTION_CATEGORIES or not page.blocks[index].flags & Flag.HEADING:
            continue
        start, end = index, index + 1
        for row in elements.ancestors(page.blocks[index].element):
            if elements.first_block[row] < index - 1 or elements.tag[row] in _PAGE_TAGS:
                break
            start, end = elements.first_block[row], elements.end_block[row]
        if end - start < 2 or 2 * _text_kept(page, verdicts, start, end) > _text_kept(page, verdicts, 0, len(verdicts)):
            continue
        if out is verdicts:
            out = list(verdicts)
        for at in range(start, end):
            if out[at].keep:
                out[at] = Verdict(keep=False, reason=f"section: {category}")
    return out


def _drop_other_articles(page: Page, lengths: list[float], headline: int | None, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop an <article> with a top heading of its own that follows the headline's: the next one, loaded in advance."""
    if headline is None or page.is_text:
        return verdicts
    elements = page.elements
    own = next((row for row in elements.ancestors(page.blocks[headline].element) if elements.tag[row] == "article"), None)
    if own is None or _full_paragraphs(lengths, verdicts, elements.first_block[own], elements.end_block[own]) < MIN_PARAGRAPHS:
        return verdicts
    out = list(verdicts)
    for row in [row for row in range(own + 1, len(elements)) if elements.tag[row] == "article"]:
        start, end = elements.first_block[row], elements.end_block[row]
        if start < elements.end_block[own]:
            continue
        if any(page.blocks[i].flags & Flag.TOP_HEADING for i in range(start, min(start + HEADING_REACH, end))):
            out[start:end] = [OTHER_ARTICLE if v.keep else v for v in out[start:end]]
    return out


def _full_paragraphs(lengths: list[float], verdicts: list[Verdict], start: int, end: int) -> int:
    return sum(verdicts[i].keep and lengths[i] >= FULL_PARAGRAPH_CHARS for i in range(start, end))


def _text_kept(page: Page, verdicts: list[Verdict], start: int, end: int) -> int:
    return sum(len(page.blocks[i].text) for i in range(start, end) if verdicts[i].keep)


def _drop_matter_around_text(page: Page, lengths: list[float], headline: int | None, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop short lines that end no sentence between the headline and the text, and after its end.

    These are bylines, dates, captions, counts and calls. A page without paragraphs, such as a list of goods, is left alone.
    """
    full = [i for i, v in enumerate(verdicts) if v.keep and lengths[i] >= FULL_PARAGRAPH_CHARS]
    if page.is_text or len(full) < MIN_PARAGRAPHS:
        return verdicts
    first, last = full[0], full[-1]
    start = headline if headline is not None and headline < first else 0
    out = list(verdicts)
    for at in (*range(start, first), *range(last + 1, len(verdicts))):
        block = page.blocks[at]
        if (
            out[at].keep
            and not block.flags & _STRUCTURE
            and lengths[at] < MATTER_CHARS
            and block.text[-1] not in SENTENCE_ENDS
        ):
            out[at] = Verdict(keep=False, reason="short line before or after the text")
    return out


def _drop_repeated(page: Page, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop a long block that says word for word what a kept one elsewhere said before it: a copy for phones, a pull quote.

    Paragraphs side by side may repeat each other: refrains do.
    """
    seen: dict[str, int] = {}  # text → the element around the one that holds it
    out = list(verdicts)
    for index, (block, verdict) in enumerate(zip(page.blocks, verdicts, strict=True)):
        if not verdict.keep or len(block.text) < MIN_COPY_CHARS:
            continue
        around = page.elements.parent[block.element] if block.element >= 0 else index
        if seen.setdefault(block.text, around) != around:
            out[index] = Verdict(keep=False, reason="copy of an earlier block")
    return out


def _drop_headings_of_nothing(page: Page, verdicts: list[Verdict]) -> list[Verdict]:
    """Drop headings that no kept text follows, as those over a list of links."""
    out = list(verdicts)
    distance = HEADING_REACH + 1  # blocks until the next kept text
    for index in range(len(verdicts) - 1, -1, -1):
        if not out[index].keep:
            distance += 1
        elif not page.blocks[index].flags & Flag.HEADING:
            distance = 0
        elif distance > HEADING_REACH:
            out[index] = Verdict(keep=False, reason="heading without text")
    return out
