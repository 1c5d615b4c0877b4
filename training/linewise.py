"""python -m training.linewise CORPUS: fit the weights of `keep_lines` to annotated dumps, and write them.

A logistic regression, lines weighted by their share of the gold text. Cross-validated by site first: mean word F1 over
dumps against the lines that are content, beside that of keeping lines over 80 characters.
"""

from __future__ import annotations

import argparse
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from declutter.parsing.page import Flag
from declutter.scoring.linewise import FEATURES, MAX_STANDARD, SHIFTS, WINDOWS, LineModel, line_probabilities, measure_lines
from training.class_words import block_weights
from training.pages import FOLDS, Sample, read_samples

CONTEXT = ("length", "ends", "commas", "last_end", "short", "full")  # features of other lines that tell of a line
RIDGE = 0.003  # of the sum of weights
ROUNDS = 7  # of Newton's method
MIN_SPREAD = 1e-3  # of a probability, in Newton's step
THRESHOLDS = (0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6)
FILE = Path(__file__).resolve().parent.parent / "src" / "declutter" / "data" / "lines.npz"


class Dump(NamedTuple):
    """The lines of a dump that hold anything."""

    fold: int
    matrix: np.ndarray  # (lines, features)
    content: np.ndarray
    weights: np.ndarray
    words: np.ndarray


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.linewise", description=__doc__.splitlines()[0])
    parser.add_argument("corpus", type=Path)
    args = parser.parse_args()
    samples = [sample for sample in read_samples(args.corpus) if sample.page.is_text and sample.gold_words]
    dumps = [dump for sample in samples for dump in _dumps(sample)]
    found: list[tuple[Dump, np.ndarray]] = []
    for fold in range(FOLDS):
        model = fit([dump for dump in dumps if dump.fold != fold])
        found += [(dump, _probabilities(model, dump)) for dump in dumps if dump.fold == fold]
    figures = {at: np.mean([_f1(dump, probabilities >= at) for dump, probabilities in found]) for at in THRESHOLDS}
    full = FEATURES.index("full")
    print(f"lines over 80 characters {np.mean([_f1(dump, dump.matrix[:, full] > 0) for dump in dumps]):.4f}")
    for at, f1 in figures.items():
        print(f"threshold {at:.2f}  {f1:.4f}")
    model = fit(dumps)._replace(threshold=max(figures, key=lambda at: figures[at]))
    out = io.BytesIO()
    np.savez_compressed(out, **{name: np.asarray(value, np.float32) for name, value in model._asdict().items()})
    FILE.write_bytes(out.getvalue())
    print(f"wrote {FILE.name}, threshold {model.threshold}")


def _dumps(sample: Sample) -> Iterator[Dump]:
    """Yield a dump as it is, and without blank lines, as other tools leave them out."""
    weights = block_weights(sample)
    for blank in (True, False):
        lines = [
            line
            for block in sample.page.blocks
            for line in (*[""] * bool(blank and block.flags & Flag.PARAGRAPH), block.text)
        ]
        matrix = measure_lines(lines, np.array([len(lines)]))[1]
        yield Dump(sample.fold, matrix, sample.content, weights, sample.words)


def fit(dumps: Sequence[Dump]) -> LineModel:
    """Return the model of these dumps."""
    matrix = np.concatenate([dump.matrix for dump in dumps])
    mean, scale = matrix.mean(0), 1 / (matrix.std(0) + 1e-2)
    places = _places()
    inputs = np.concatenate([_inputs(dump.matrix, mean, scale) for dump in dumps])
    content = np.concatenate([dump.content for dump in dumps]).astype(np.float64)
    weights = np.concatenate([dump.weights for dump in dumps]).astype(np.float64)
    ridge = np.full(inputs.shape[1], RIDGE * weights.sum())
    ridge[-1] = 0.0  # the bias is free
    odds = np.zeros(inputs.shape[1])
    for _ in range(ROUNDS):
        expected = 1 / (1 + np.exp(-np.clip(inputs @ odds, -20, 20)))
        spread = weights * np.maximum(expected * (1 - expected), MIN_SPREAD)
        slope = inputs.T @ (weights * (content - expected)) - ridge * odds
        odds = odds + np.linalg.solve((inputs * spread[:, None]).T @ inputs + np.diag(ridge), slope)
    table = np.zeros((2 + len(SHIFTS) + len(WINDOWS), len(FEATURES)), np.float32)
    for place, weight in zip(places, odds[:-1], strict=True):
        table[place] = weight
    return LineModel(mean.astype(np.float32), scale.astype(np.float32), table, float(odds[-1]), 0.5)


def _places() -> list[tuple[int, int]]:
    """Return where each input's weight stands in the table of weights."""
    others = [FEATURES.index(name) for name in CONTEXT]
    rows = range(1, 2 + len(SHIFTS) + len(WINDOWS))
    return [*((0, at) for at in range(len(FEATURES))), *((row, at) for row in rows for at in others)]


def _inputs(matrix: np.ndarray, mean: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return the features of each line and of what is around it, and 1, in the order of `_places`."""
    own = np.clip((matrix - mean) * scale, -MAX_STANDARD, MAX_STANDARD)
    others = own[:, [FEATURES.index(name) for name in CONTEXT]]
    n, order = len(own), np.arange(len(own))
    parts = [own]
    for shift in SHIFTS:
        places = order + shift
        inside = (places >= 0) & (places < n)
        parts.append(others[np.where(inside, places, 0)] * inside[:, None])
    sums = np.concatenate([np.zeros((1, others.shape[1])), np.cumsum(others, axis=0)])
    for window in WINDOWS:
        low, high = np.maximum(order - window, 0), np.minimum(order + window + 1, n)
        parts.append((sums[high] - sums[low]) / (high - low)[:, None])
    parts += [np.repeat(others.mean(0, keepdims=True), n, axis=0), np.ones((n, 1))]
    return np.concatenate(parts, axis=1)


def _probabilities(model: LineModel, dump: Dump) -> np.ndarray:
    return line_probabilities(model, dump.matrix, np.array([0]))


def _f1(dump: Dump, keep: np.ndarray) -> float:
    right, kept = (dump.words * dump.content * keep).sum(), (dump.words * keep).sum()
    return float(2 * right / max(kept + (dump.words * dump.content).sum(), 1))


if __name__ == "__main__":
    main()
