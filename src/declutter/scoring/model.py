"""A matrix of evidence to the probability that each block is content."""

from __future__ import annotations

import numpy as np

from declutter.scoring.features import COLUMN, Floats

# Log-odds a unit of each feature: set by hand after the classic evidence of Readability, boilerpipe and jusText, then
# moved one at a time where the word F1 over the annotated pages rose (benchmarks/README.md names the data).
WEIGHTS = {
    "length": 0.55, "link_density": -3.5, "commas": 0.15, "ends_sentence": 0.7, "junk_phrase": -6.0,
    "hidden": -0.7, "nav": -3.5, "header": -1.1, "footer": -3.0, "aside": -2.9, "form": -1.4, "button": -1.5,
    "caption": -3.5, "heading": 0.9, "list": 0.2, "table": 0.6, "quote": 1.9, "article": -0.25, "main": 0.3,
    "paragraph": 0.8, "pre": 1.4, "bad_class": -0.9, "good_class": 0.25, "comment_class": -4.0, "own_bad_class": -1.25,
    "after_headline": 0.6, "position": -0.7, "in_container": 2.2, "distance_to_container": 0.45,
    "container_share": -0.3, "after_container": -0.7, "neighbour_good": -0.1, "parent_link_density": -1.5,
    "parent_good": 0.15, "short": 0.65, "top_heading": 0.4,
    "strong_class": -0.65, "own_strong_class": -1.65,
}  # fmt: skip
BIAS = -4.4


# The same for the lines of a text dump, which have neither tags nor links.
LINE_WEIGHTS = {
    "length": 1.2,
    "ends_sentence": 3.0,
    "junk_phrase": -8.0,
    "commas": 0.3,
    "neighbour_good": 0.3,
}
LINE_BIAS = -8.0


def _vector(weights: dict[str, float]) -> Floats:
    vector = np.zeros(len(COLUMN), dtype=np.float32)
    for name, weight in weights.items():
        vector[COLUMN[name]] = weight
    return vector


_VECTOR, _LINE_VECTOR = _vector(WEIGHTS), _vector(LINE_WEIGHTS)


def probabilities(matrix: Floats) -> Floats:
    """Return the probability that each block is main content, shape (blocks,), in [0, 1]."""
    return _logistic(matrix @ _VECTOR + BIAS)


def line_probabilities(matrix: Floats) -> Floats:
    """Return the probability that each line of a text dump is main content, shape (lines,), in [0, 1]."""
    return _logistic(matrix @ _LINE_VECTOR + LINE_BIAS)


def _logistic(odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(odds, -30, 30))), dtype=np.float32)
