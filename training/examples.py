"""Pages as the network sees them: each one and its variations, measured with class words that have not seen its site."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import NamedTuple

import numpy as np

from declutter.scoring.features import Evidence, measure, tell_types
from declutter.scoring.model import digest_weights
from declutter.scoring.page_type import TypeModel, page_words, summarise
from declutter.scoring.words import NameScores
from training.class_words import block_weights
from training.pages import Sample, vary

VARIATIONS = 3  # of each page


@dataclass(frozen=True)
class Settings:
    """How the network is trained."""

    epochs: int = 12
    rate: float = 3e-3
    decay: float = 0.1  # of weights
    drop: float = 0.25  # of units
    drop_inputs: float = 0.1
    page_f1: float = 0.3  # weight of the pages' word F1 beside the blocks' cross-entropy
    average: float = 0.995  # of the weights over the steps
    seed: int = 0


class Example(NamedTuple):
    """A page as the network sees it, n blocks."""

    page: int  # its sample's number
    inputs: np.ndarray  # (n, features), float16
    spans: np.ndarray  # (n, 2 × levels): first of each, then end of each
    content: np.ndarray
    words: np.ndarray
    digest_weights: np.ndarray
    weights: np.ndarray
    gold_words: float


def example(number: int, sample: Sample, evidence: Evidence) -> Example:
    """Return the example that a sample makes; what is the title is no body and asked of nobody."""
    weights, content, words = block_weights(sample), sample.content.copy(), sample.words.copy()
    if sample.headline is not None:
        weights[sample.headline] = content[sample.headline] = words[sample.headline] = 0
    spans = evidence.spans[:, 0].T, evidence.spans[:, 1].T
    return Example(
        number, evidence.matrix.T.astype(np.float16), np.concatenate(spans, axis=1).astype(np.int32), content, words,
        digest_weights(evidence.words), weights.astype(np.float32), sample.gold_words,
    )  # fmt: skip


def make_examples(samples: Sequence[Sample], by_fold: Sequence[NameScores], types: Sequence[TypeModel]) -> list[list[Example]]:
    """Return each page and its variations as examples; class words and page types by models that have not seen its site."""
    with ProcessPoolExecutor(2, get_context("spawn"), initializer=_use_models, initargs=(by_fold, types)) as pool:
        return list(pool.map(_examples_of, enumerate(samples), chunksize=16))


_names: list[NameScores] = []
_types: list[TypeModel] = []


def _use_models(by_fold: Sequence[NameScores], types: Sequence[TypeModel]) -> None:
    _names[:], _types[:] = by_fold, types


def _examples_of(job: tuple[int, Sample]) -> list[Example]:
    number, sample = job
    rng = np.random.default_rng(number)
    varied = [vary(sample, rng) for _ in range(VARIATIONS)]
    return [example(number, one, _evidence(one)) for one in (sample, *varied) if one is not None]


def _evidence(sample: Sample) -> Evidence:
    page = sample.page
    evidence = measure(page, _names[sample.fold], sample.headline, sample.statements)
    if not page.is_text:
        summary = summarise(page, evidence)
        tell_types(evidence, _types[sample.fold].probabilities(page_words(page, sample.kinds), summary))
    return evidence
