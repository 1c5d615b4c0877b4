"""python -m training.titles CORPUS: fit the weights of `declutter.metadata.textdump` to annotated pages, and print them.

Of the lines of a dump that may be the title, one is: the weights are those of a softmax over the lines, or none of them.
Cross-validated by site first: the share of dumps that hold the title as a line on which it is found.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy.optimize import minimize

from benchmarks.measures import plain
from declutter.metadata.textdump import SIZES, evidence_on_titles
from declutter.parsing.page import Block, Flag, Page
from declutter.scoring.features import junk_phrases
from training.dumps import as_dump
from training.pages import FOLDS, Sample, read_samples

STEPS, DECAY = 120, 1.5e-3
SEEN_LINES = 40  # of a dump, beside its title, that weights are fitted to
MADE_EVERY = 3  # of the pages, one that is taken as a made dump as well
NO_TITLE = "no title"


class Choice(NamedTuple):
    """The lines of a dump that may be its title, and which of them are."""

    fold: int
    is_measured: bool  # a dump of the corpus as it is
    evidence: np.ndarray  # (lines, names)
    right: np.ndarray  # booleans; all false: no line is


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.titles", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--every", type=int, default=1)
    args = parser.parse_args()
    samples = [sample for sample in read_samples(args.corpus, every=args.every) if sample.case.gold.title]
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        choices = [choice for found in pool.map(_choices, samples, chunksize=16) for choice in found]
    names = _names()
    matrices = [choice.evidence for choice in choices]
    folds = np.array([choice.fold for choice in choices])
    hits = {}
    for fold in range(FOLDS):
        weights, none = _fit(*_chosen(choices, matrices, folds != fold))
        print(f"# fold {fold}", flush=True)
        for at in np.flatnonzero(folds == fold):
            scores = matrices[at] @ weights
            best = int(scores.argmax()) if len(scores) else -1
            is_none = best < 0 or scores[best] < none
            hits[int(at)] = bool(choices[at].right[best]) if not is_none else not choices[at].right.any()
    held = [at for at, choice in enumerate(choices) if choice.is_measured and choice.right.any()]
    others = [at for at, choice in enumerate(choices) if not choice.is_measured and choice.right.any()]
    nothing = [at for at, choice in enumerate(choices) if not choice.right.any()]
    for name, which in (("dumps that hold it", held), ("made and varied", others), ("without a title", nothing)):
        print(f"# {name}: {len(which)}, right {np.mean([hits[at] for at in which]):.3f}")
    weights, none = _fit(*_chosen(choices, matrices, folds >= 0))
    for name, weight in sorted((*zip(names, weights.tolist(), strict=True), (NO_TITLE, none)), key=lambda pair: -abs(pair[1])):
        print(f'    "{name}": {weight:.2f},')


def _choices(sample: Sample) -> list[Choice]:
    """Return the choice that a page's dump is, and variations: no blank lines, its address, the head's title on top."""
    title = plain(sample.case.gold.title or "")
    is_measured = sample.page.is_text
    if not is_measured and len(sample.page.blocks) % MADE_EVERY:
        return []
    rng = np.random.default_rng(len(sample.page.blocks))
    page = replace(sample.page if is_measured else as_dump(sample.page), url=None)
    bare = replace(page, blocks=[line._replace(flags=line.flags & ~Flag.PARAGRAPH) for line in page.blocks])
    addressed = replace(page if rng.random() < 0.5 else bare, url=sample.case.url if rng.random() < 0.7 else None)
    pages = [page, addressed] if is_measured else [addressed]
    if sample.page.head.title and rng.random() < 0.5:
        pages = [replace(bare, blocks=[Block(sample.page.head.title, -1, 0, 0, None), *bare.blocks])]
    if sample.gold_words and is_measured:
        content = [line for line, share in zip(page.blocks, sample.content, strict=True) if share > 0.5]
        if content and not any(plain(line.text) == title for line in content):
            pages.append(replace(page, blocks=content))
    return [_choice(one, title, sample.fold, is_measured=is_measured and at == 0) for at, one in enumerate(pages)]


def _names() -> list[str]:
    """Return the names of all evidence."""
    _, evidence = next(evidence_on_titles(Page(blocks=[Block("Rain", -1, 0, 0, None)], is_text=True), [None]))
    return list(dict.fromkeys((*(name for _, name in SIZES), *evidence)))


def _choice(page: Page, title: str, fold: int, *, is_measured: bool) -> Choice:
    names = _names()
    pairs = list(evidence_on_titles(page, junk_phrases(line.text for line in page.blocks)))
    matrix = np.array([[evidence.get(name, 0.0) for name in names] for _, evidence in pairs], np.float32)
    right = np.array([plain(page.blocks[line].text) == title for line, _ in pairs], dtype=bool)
    return Choice(fold, is_measured, matrix.reshape(-1, len(names)), right)


def _chosen(choices: Sequence[Choice], matrices: Sequence[np.ndarray], chosen: np.ndarray) -> tuple[Any, ...]:
    """Return the evidence on all lines of the chosen dumps, whether each is right, and the number of its dump."""
    numbers = [at for at in np.flatnonzero(chosen) if len(choices[at].right)]
    pages = np.concatenate([np.full(len(matrices[at]), row) for row, at in enumerate(numbers)])
    evidence = np.concatenate([matrices[at] for at in numbers])
    right = np.concatenate([choices[at].right for at in numbers])
    seen = right | (np.random.default_rng(0).random(len(right)) < np.minimum(1, SEEN_LINES / np.bincount(pages))[pages])
    nothing = np.array([not choices[at].right.any() for at in numbers])
    stays = np.isin(np.arange(len(numbers)), pages[seen])  # with any line left
    renumbered = np.cumsum(stays) - 1
    return evidence[seen], right[seen], renumbered[pages[seen]], nothing[stays]


def _fit(evidence: np.ndarray, right: np.ndarray, pages: np.ndarray, is_none: np.ndarray) -> tuple[np.ndarray, float]:
    """Return the weights, and the score that a title must have."""
    scale = evidence.std(0) + 1e-3
    inputs = evidence / scale
    begins = np.flatnonzero(np.diff(pages, prepend=-1))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        scores, none = inputs @ weights[:-1].astype(np.float32), weights[-1]
        most = np.maximum(np.maximum.reduceat(scores, begins), none)
        powers, nothing = np.exp(scores - most[pages]), np.exp(none - most)
        total = np.add.reduceat(powers, begins) + nothing
        good = np.add.reduceat(powers * right, begins) + is_none * nothing + 1e-9
        slope = powers / total[pages] - powers * right / good[pages]
        by_none = nothing / total - is_none * nothing / good
        gradient = np.append(slope.astype(np.float32) @ inputs, by_none.sum()) / len(begins)
        gradient[:-1] += 2 * DECAY * weights[:-1]
        return float(np.log(total / good).mean() + DECAY * (weights[:-1] ** 2).sum()), gradient.astype(np.float64)

    found = minimize(loss, np.zeros(evidence.shape[1] + 1), jac=True, method="L-BFGS-B", options={"maxiter": STEPS}).x
    return found[:-1] / scale, float(found[-1])


if __name__ == "__main__":
    main()
