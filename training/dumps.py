"""Annotated pages as text dumps: a line a block, blank lines where the page sets paragraphs apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.measures import words as words_of
from declutter.parsing.page import Block, Elements, Flag, Page
from declutter.parsing.text import normalize
from declutter.scoring.features import Statements
from training.labels import align
from training.pages import Sample, headline_of_dump, labels_by_snippets

SET_APART = frozenset("p h1 h2 h3 h4 h5 h6 blockquote pre".split())  # elements with margins, as browsers have them


def as_dump(page: Page) -> Page:
    """Return the lines that a dump of a segmented page holds."""
    elements = page.elements
    apart = np.zeros(len(page.blocks) + 1, dtype=bool)
    for tag, first, end in zip(elements.tag, elements.first_block, elements.end_block, strict=True):
        if tag in SET_APART and end > first:
            apart[[first, end]] = True
    lines = []
    for index, block in enumerate(page.blocks):
        shares = block.link_chars / max(len(block.text), 1)
        for at, raw in enumerate(block.text.split("\n")):
            if text := normalize(raw):
                flags = Flag.PARAGRAPH if at == 0 and (apart[index] or not lines) else 0
                lines.append(Block(text, -1, flags, round(shares * len(text)), None))
    return replace(page, elements=Elements(), blocks=lines, noscript=(), media=(), times=(), is_text=True)


def dumps_of(samples: Sequence[Sample]) -> Iterator[Sample]:
    """Yield the dumps of annotated pages, but of those of which the samples hold a dump already."""
    there = {sample.case.id for sample in samples if sample.page.is_text}
    for sample in samples:
        gold = sample.case.gold
        if sample.page.is_text or f"{sample.case.set_name}-{sample.case.id}" in there:
            continue
        page = as_dump(sample.page)
        words = [words_of(line.text) for line in page.blocks]
        if gold.text is not None:
            content, known = align(words, words_of(gold.text)), [1.0] * len(words)
        else:
            content, known = labels_by_snippets(page, gold.with_snippets, gold.without_snippets)
        if any(known):
            yield replace(
                sample, page=page, content=np.array(content, np.float32), known=np.array(known, np.float32),
                words=np.array([len(own) for own in words], np.float32), headline=headline_of_dump(page),
                statements=Statements(), kinds=(),
            )  # fmt: skip
