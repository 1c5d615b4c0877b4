"""Annotated pages as samples: the segmented page, which share of each block is content, and variations of both."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import numpy.typing as npt

from benchmarks.corpora import Case, read_cases
from benchmarks.measures import single_spaced as flat
from benchmarks.measures import words as words_of
from declutter.extractor import headline_and_statements, read_page
from declutter.metadata.kinds import declared_kinds
from declutter.metadata.sources import read_sources
from declutter.metadata.textdump import find_headline
from declutter.options import DEFAULTS
from declutter.parsing.lines import read_lines
from declutter.parsing.page import Flag, Page
from declutter.scoring.features import Statements, junk_phrases
from training.labels import align

PLACEHOLDER_HOST = "fakehost"  # what one of the sets wrote over every host: its pages are a site each
FOLDS = 5
CLEAN_SHARE = 0.12  # of the variations of a dump that are nothing but its content
MAX_LOST_SHARE = 0.35  # of a page's blocks that one element taken away may hold


@dataclass(frozen=True)
class Sample:
    """A page with its labels, an array entry a block."""

    case: Case
    site: str
    page: Page  # without its tree
    content: npt.NDArray[np.float32]  # share of the block's words that the gold text holds at its place
    known: npt.NDArray[np.float32]  # 1 where the label is known: everywhere, or where a snippet says so
    words: npt.NDArray[np.float32]
    gold_words: float  # 0 where there are but snippets
    headline: int | None
    statements: Statements
    kinds: tuple[str, ...]  # what the page says it is

    @property
    def fold(self) -> int:
        """Which of FOLDS the page's site is in."""
        return int(hashlib.md5(self.site.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def read_samples(corpus: Path, *, every: int = 1) -> list[Sample]:
    """Return the samples of a corpus in a fixed order; pages without any block are left out."""
    cases = list(read_cases(corpus))[::every]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        return [sample for sample in pool.map(_sample, cases, chunksize=16) if sample is not None]


def _sample(case: Case) -> Sample | None:
    data = case.read_page()
    if case.form == "text":
        page = read_lines(data.decode("utf-8", "replace"), case.url)
        headline, statements = headline_of_dump(page), Statements()
    else:
        page = read_page(data, url=case.url, encoding=None, options=DEFAULTS)
        headline, statements = headline_and_statements(page)
    if not page.blocks or not (page.is_text or len(page.elements)):
        return None
    words = [words_of(block.text) for block in page.blocks]
    gold = case.gold
    if gold.text is not None:
        gold_words = words_of(gold.text)
        content, known = align(words, gold_words), [1.0] * len(words)
    else:
        gold_words = []
        content, known = labels_by_snippets(page, gold.with_snippets, gold.without_snippets)
    site = urlsplit(case.url or "").netloc
    blocks = [block._replace(node=None) for block in page.blocks]
    plain = replace(page, blocks=blocks, elements=replace(page.elements, node=[]), noscript=(),
                    media=tuple(medium._replace(node=None) for medium in page.media))  # fmt: skip
    return Sample(
        case, site if site and site != PLACEHOLDER_HOST else case.id, plain, np.array(content, np.float32),
        np.array(known, np.float32), np.array([len(w) for w in words], np.float32), float(len(gold_words)), headline,
        statements, tuple(declared_kinds(read_sources(page.head, page.url))),
    )  # fmt: skip


def headline_of_dump(page: Page) -> int | None:
    """Return the line of a dump that the library takes for its title."""
    return find_headline(page, junk_phrases(line.text for line in page.blocks)).line


def labels_by_snippets(page: Page, wanted: Sequence[str], unwanted: Sequence[str]) -> tuple[list[float], list[float]]:
    """Return labels and whether they are known, for a page of which only some texts were annotated."""
    content, known = [], []
    for block in page.blocks:
        text = flat(block.text)
        is_wanted = any(flat(snippet) in text for snippet in wanted)
        content.append(float(is_wanted))
        known.append(float(is_wanted or any(flat(snippet) in text for snippet in unwanted)))
    return content, known


def vary(sample: Sample, rng: np.random.Generator) -> Sample | None:
    """Return the page with parts of it taken away: sections, single blocks, the end of its text, names, what it states.

    Labels stay true, since furniture is furniture whatever else is gone. None if nothing would be left.
    """
    if sample.page.is_text:
        return _vary_dump(sample, rng)
    page, elements, n = sample.page, sample.page.elements, len(sample.page.blocks)
    first, end = np.array(elements.first_block, dtype=np.int64), np.array(elements.end_block, dtype=np.int64)
    keep = np.ones(n, dtype=bool)
    size = end - first
    sections = np.flatnonzero((size >= 1) & (size <= max(2, MAX_LOST_SHARE * n)))
    if len(sections):
        for row in rng.choice(sections, min(len(sections), int(rng.poisson(4))), replace=False):
            keep[first[row] : end[row]] = False
    keep &= rng.random(n) > rng.choice([0, 0.03, 0.1, 0.25])
    content = np.flatnonzero(sample.content > 0.5)
    if rng.random() < 0.2 and len(content) > 8:
        keep[content[int(len(content) * rng.uniform(0.2, 0.7)) :]] = False
    if not keep[content].any():
        keep[content] = True
    headline = sample.headline
    if headline is not None and rng.random() < 0.85:
        keep[headline] = True
    if keep.sum() < 2:
        return None
    names = elements.names
    if rng.random() < 0.25:
        distinct = sorted(set(names))
        gone = {name for name, lost in zip(distinct, rng.random(len(distinct)) < 0.5, strict=True) if lost}
        names = ["" if name in gone else name for name in names]
    images = rng.choice([1, 1, 1, 0.5])  # share that stays
    before = np.concatenate([[0], np.cumsum(keep)])
    varied = replace(
        page,
        blocks=[block for block, kept in zip(page.blocks, keep, strict=True) if kept],
        elements=replace(elements, names=names, first_block=before[first].tolist(), end_block=before[end].tolist())
        if len(elements) else elements,
        times=tuple((stamp, int(before[index])) for stamp, index in page.times if index < n and keep[index]),
        media=tuple(medium._replace(before=int(before[medium.before])) for medium in page.media if rng.random() < images),
    )  # fmt: skip
    lost = float((sample.content * sample.words)[~keep].sum())
    stays = headline is not None and keep[headline] and rng.random() < 0.9
    description, article = sample.statements
    return replace(
        sample, page=varied, content=sample.content[keep], known=sample.known[keep], words=sample.words[keep],
        gold_words=max(sample.gold_words - lost, 1.0) if sample.gold_words else 0.0,
        headline=int(before[headline]) if headline is not None and stays else None,
        statements=Statements(description if rng.random() < 0.8 else "", article if rng.random() < 0.6 else ""),
    )  # fmt: skip


def _vary_dump(sample: Sample, rng: np.random.Generator) -> Sample | None:
    """Return the dump with parts of it taken away: runs of lines, single ones, all that is no content, blank lines, links."""
    n = len(sample.page.blocks)
    keep = np.ones(n, dtype=bool)
    content = np.flatnonzero(sample.content > 0.5)
    if sample.gold_words and len(content) > 2 and rng.random() < CLEAN_SHARE:
        keep[:] = sample.content > 0.5
        if rng.random() < 0.3 and sample.headline is not None:
            keep[sample.headline] = True
    else:
        for _ in range(int(rng.poisson(2))):
            start = int(rng.integers(n))
            keep[start : start + int(rng.integers(1, max(2, int(MAX_LOST_SHARE * n))))] = False
        keep &= rng.random(n) > rng.choice([0, 0.03, 0.1, 0.25])
        if rng.random() < 0.2 and len(content) > 8:
            keep[content[int(len(content) * rng.uniform(0.2, 0.7)) :]] = False
        if not keep[content].any():
            keep[content] = True
        if sample.headline is not None and rng.random() < 0.85:
            keep[sample.headline] = True
    if keep.sum() < 2:
        return None
    is_even, is_plain = rng.random() < 0.3, rng.random() < 0.8  # no blank lines; no links
    blocks = [
        block._replace(
            flags=block.flags & ~Flag.PARAGRAPH if is_even else block.flags, link_chars=0 if is_plain else block.link_chars
        )
        for block, kept in zip(sample.page.blocks, keep, strict=True)
        if kept
    ]
    lost = float((sample.content * sample.words)[~keep].sum())
    page = replace(sample.page, blocks=blocks)
    return replace(
        sample, page=page, content=sample.content[keep], known=sample.known[keep], words=sample.words[keep],
        gold_words=max(sample.gold_words - lost, 1.0) if sample.gold_words else 0.0, headline=headline_of_dump(page),
    )  # fmt: skip


def digest(samples: Sequence[Sample]) -> str:
    """Return a digest of what was trained on."""
    state = hashlib.sha256()
    for sample in samples:
        state.update(f"{sample.case.set_name}/{sample.case.id} {sample.content.sum():.3f}\n".encode())
    return state.hexdigest()[:16]


if __name__ == "__main__":
    found = read_samples(Path(sys.argv[1]))
    print(f"{len(found)} samples, {sum(len(s.words) for s in found)} blocks, digest {digest(found)}")
