"""Log-odds of class words: one logistic regression over the words on a block's own element and on all around it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from declutter.parsing.classes import words_of
from training.pages import Sample

MIN_SITES = 5  # that use a word; rarer ones are a site's own
MIN_SCORE = 0.03  # log-odds below which a word is not worth its place in the file
MAX_TIMES = 3  # that a word counts on one path
STRENGTH = 0.3  # inverse of the L2 penalty

Words = dict[str, tuple[float, float]]


class ClassWords:
    """The words around the blocks of all samples, as a sparse matrix; fitted on any part of them."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.vocabulary = _vocabulary(samples)
        self.matrix, self.labels, self.weights, self.sample_of = _rows(samples, self.vocabulary)

    def fit(self, chosen: np.ndarray) -> Words:
        """Return the scores learned from the chosen samples (booleans), own and anywhere above."""
        rows = chosen[self.sample_of] & (self.weights > 0)
        weights = self.weights[rows]
        model = LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3)
        model.fit(self.matrix[rows], self.labels[rows], sample_weight=weights / weights.mean())
        size = len(self.vocabulary)
        own, above = model.coef_[0][:size].tolist(), model.coef_[0][size:].tolist()
        return {
            word: (round(own[at], 3), round(above[at], 3))
            for word, at in self.vocabulary.items()
            if max(abs(own[at]), abs(above[at])) >= MIN_SCORE
        }


def _vocabulary(samples: Sequence[Sample]) -> Mapping[str, int]:
    sites = defaultdict(set)
    for sample in samples:
        for name in set(sample.page.elements.names):
            for word in words_of(name):
                sites[word].add(sample.site)
    return {word: at for at, word in enumerate(sorted(word for word, seen in sites.items() if len(seen) >= MIN_SITES))}


def _rows(samples: Sequence[Sample], vocabulary: Mapping[str, int]) -> tuple[sp.csr_matrix, ...]:
    size = len(vocabulary)
    rows, columns, values, labels, weights, owners, at = [], [], [], [], [], [], 0
    numbers: dict[str, list[int]] = {}
    for number, sample in enumerate(samples):
        elements = sample.page.elements
        around: list[Counter[int]] = []
        own: list[list[int]] = []
        for name, parent in zip(elements.names, elements.parent, strict=True):
            if name not in numbers:
                numbers[name] = [vocabulary[word] for word in words_of(name) if word in vocabulary]
            above = around[parent] if parent >= 0 else Counter()
            if numbers[name]:
                above = above.copy()
                above.update(numbers[name])
            around.append(above)
            own.append(numbers[name])
        for block in sample.page.blocks:
            for word in own[block.element]:
                rows.append(at)
                columns.append(word)
                values.append(1)
            for word, times in around[block.element].items():
                rows.append(at)
                columns.append(size + word)
                values.append(min(times, MAX_TIMES))
            at += 1
        labels.append(sample.content >= 0.5)
        weights.append(block_weights(sample) ** 1.2)
        owners.append(np.full(len(sample.words), number))
    matrix = sp.csr_matrix((np.array(values, np.float32), (rows, columns)), shape=(at, 2 * size))
    return matrix, np.concatenate(labels), np.concatenate(weights), np.concatenate(owners)


def block_weights(sample: Sample) -> np.ndarray:
    """Return what an error at each block costs: the more, the larger its share of the page's gold text."""
    if not sample.gold_words:
        share = np.where(sample.words > 0, 0.05, 0.0)
    else:
        share = np.minimum(sample.words, 200) / max(sample.gold_words, 60)
    return np.asarray(np.minimum(share, 0.5) ** 0.6 * sample.known)
