"""Log-odds of the words of short texts: one logistic regression over all short blocks and lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression

from declutter.scoring.words import MAX_LABEL_CHARS, SHORT_TOKENS, tokens_of
from training.class_words import block_weights
from training.pages import Sample

MIN_SITES = 10  # that use a word; rarer ones are a site's own
MIN_SCORE = 0.05  # log-odds below which a word is not worth its place in the file
STRENGTH = 0.1  # inverse of the L2 penalty


class TextWords:
    """The words of the short blocks of all samples, as a sparse matrix; fitted on any part of them."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self.vocabulary = _vocabulary(samples)
        rows, columns, values, labels, weights, owners = [], [], [], [], [], []
        at = 0
        for number, sample in enumerate(samples):
            costs = block_weights(sample)
            for index, block in enumerate(sample.page.blocks):
                if len(block.text) > MAX_LABEL_CHARS or not costs[index] or index == sample.headline:
                    continue
                tokens = tokens_of(block.text)
                found = [self.vocabulary[token] for token in tokens if token in self.vocabulary]
                rows += [at] * len(found)
                columns += found
                values += [max(len(tokens) / SHORT_TOKENS, 1.0) ** -0.5] * len(found)
                labels.append(sample.content[index] >= 0.5)
                weights.append(costs[index])
                owners.append(number)
                at += 1
        entries = np.array(values, np.float32), (rows, columns)
        self.matrix = sp.csr_matrix(entries, shape=(at, len(self.vocabulary)))
        self.labels, self.weights, self.sample_of = np.array(labels), np.array(weights), np.array(owners)

    def fit(self, chosen: np.ndarray) -> dict[str, float]:
        """Return the scores learned from the chosen samples (booleans)."""
        rows = chosen[self.sample_of]
        weights = self.weights[rows]
        model = LogisticRegression(C=STRENGTH, max_iter=60, tol=1e-3)
        model.fit(self.matrix[rows], self.labels[rows], sample_weight=weights / weights.mean())
        scores = model.coef_[0].tolist()
        return {token: round(scores[at], 2) for token, at in self.vocabulary.items() if abs(scores[at]) >= MIN_SCORE}


def _vocabulary(samples: Sequence[Sample]) -> Mapping[str, int]:
    sites = defaultdict(set)
    for sample in samples:
        for text in {block.text for block in sample.page.blocks if len(block.text) <= MAX_LABEL_CHARS}:
            for token in tokens_of(text):
                sites[token].add(sample.site)
    return {token: at for at, token in enumerate(sorted(token for token, seen in sites.items() if len(seen) >= MIN_SITES))}
