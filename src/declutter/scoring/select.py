"""Probabilities and context to a verdict a block: a named, ordered list of rules, each a reason that a person can read."""

from __future__ import annotations

from typing import NamedTuple

from declutter.parsing.page import Flag, Page
from declutter.scoring.features import COLUMN, Evidence, Floats

KEEP_FROM = 0.5  # probability
HEADING_REACH = 3  # kept blocks must follow a heading within so many blocks for it to be a heading of something
MAX_CLEAN_LINKS = 0.1  # link characters / characters, over the page, up to which it may be nothing but content


class Verdict(NamedTuple):
    """What becomes of a block, and why, in words."""

    keep: bool
    reason: str


_BAD_CLASSES = [COLUMN["bad_class"], COLUMN["comment_class"]]
MIN_COPY_CHARS = 60  # shorter blocks may repeat for a reason: speakers' names, refrains, table cells
LIKELY, UNLIKELY = Verdict(keep=True, reason="likely content"), Verdict(keep=False, reason="likely boilerplate")
NAVIGATION = Verdict(keep=False, reason="navigation")
CLEAN = Verdict(keep=True, reason="nothing but content on the page")
AFFIX = Verdict(keep=False, reason="edit link or note mark")


def judge(page: Page, evidence: Evidence, probabilities: Floats, taken: dict[int, str]) -> list[Verdict]:
    """Return a verdict for each block.

    `taken` maps blocks that are metadata (title, lead, byline, date) to what they are: these are not body.
    """
    verdicts = [
        _judge_block(block.flags, junk, probability, taken.get(index))
        for index, (block, junk, probability) in enumerate(
            zip(page.blocks, evidence.junk, probabilities.tolist(), strict=True)
        )
    ]
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
    furniture = Flag.NAV | Flag.ASIDE | Flag.FOOTER | Flag.FORM | Flag.BUTTON | Flag.HIDDEN
    blocks = page.blocks
    if page.is_text or not blocks or any(block.flags & furniture for block in blocks) or any(evidence.junk):
        return verdicts
    if evidence.matrix[:, _BAD_CLASSES].any():
        return verdicts
    if sum(block.link_chars for block in blocks) > MAX_CLEAN_LINKS * sum(len(block.text) for block in blocks):
        return verdicts
    return [v if v.keep or i in taken else CLEAN for i, v in enumerate(verdicts)]


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
