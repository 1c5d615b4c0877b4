"""A matrix of evidence to the probability that each block is content: a small network, evaluated in numpy.

Each block is looked at three times: by itself, then together with a digest of its neighbours, of what its ancestors
hold and of the page, then once more with what these now say. All digests are means over ranges of blocks, so that a
page costs three matrix products and a few cumulative sums. The weights come from `training/`.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from declutter.article import PageType
from declutter.data import model_bytes
from declutter.errors import ModelMismatch
from declutter.parsing.page import Page
from declutter.scoring.features import DUMP_NAMES, NAMES, TEXT_NAMES, Evidence, Floats
from declutter.scoring.page_type import PAGE_TYPES, TypeModel, page_words, summarise
from declutter.scoring.tree import Ints
from declutter.scoring.words import NameScores

FORMAT = 2  # of the file; others are refused
MAX_STANDARD = 4.0  # standard deviations; evidence further out is taken as so far out
FIRST_CONTEXT, SECOND_CONTEXT = 24, 12  # units of a layer that the digests are made of
FIRST_SHIFTS, SECOND_SHIFTS = (-1, 1, -2, 2), (-1, 1)
FIRST_WINDOWS, SECOND_WINDOWS = (4, 15), (4,)
PIECE_BLOCKS = 12  # in one matrix product
HEAVIEST = 5  # features that are named for a block
LAYERS = ("first", "second", "third", "out")


class Network(NamedTuple):
    """A network's weights: of each of LAYERS a matrix, shape (units, inputs), and a bias, shape (units, 1)."""

    mean: Floats  # of each feature, shape (features, 1)
    scale: Floats  # 1 / standard deviation, shape (features, 1)
    weights: tuple[Floats, ...]
    biases: tuple[Floats, ...]


@dataclass(frozen=True)
class Model:
    """All that was learned."""

    page: Network
    text: Network  # for text dumps
    names: NameScores
    types: TypeModel
    calibration: Floats  # shape (2, knots): expected word F1 by the probabilities, and what came of it on unseen pages
    about: Mapping[str, Any]  # training digest, data sets, date, cross-validated figures

    def probabilities(self, evidence: Evidence, *, is_text: bool = False) -> Floats:
        """Return the probability that each block is main content, shape (blocks,), in [0, 1]."""
        if is_text:
            known = evidence.matrix[: len(self.text.mean)]  # older weights know but the first of the rows, TEXT_NAMES
            return evaluate(self.text, known, evidence.spans[:0], evidence.words)
        return evaluate(self.page, evidence.matrix, evidence.spans, evidence.words)

    def confidence(self, expected: float) -> float:
        """Return the word F1 that pages with such an expectation had when their site was not trained on, in [0, 1]."""
        return float(np.interp(expected, self.calibration[0], self.calibration[1]))

    def weights_of(self, evidence: Evidence, *, is_text: bool = False) -> list[tuple[tuple[str, float], ...]]:
        """Return for each block the features that weighed most in its log-odds, heaviest first, with their weights."""
        names, network, spans = (DUMP_NAMES, self.text, evidence.spans[:0]) if is_text else (NAMES, self.page, evidence.spans)
        weights = weigh(network, evidence.matrix[: len(network.mean)], spans, evidence.words).T
        heaviest = np.argsort(-np.abs(weights), axis=1)[:, :HEAVIEST]
        return [
            tuple((names[at], round(float(own[at]), 2)) for at in order) for own, order in zip(weights, heaviest, strict=True)
        ]

    def page_types(self, page: Page, evidence: Evidence, declared: Iterable[str]) -> dict[PageType, float]:
        """Return the probability of each of PAGE_TYPES; {} for a page without blocks."""
        if not page.blocks or not len(page.elements):
            return {}
        found = self.types.probabilities(page_words(page, declared), summarise(page, evidence))
        return dict(zip(PAGE_TYPES, found.tolist(), strict=True))


def evaluate(network: Network, matrix: Floats, spans: Ints, words: npt.NDArray[np.float64]) -> Floats:
    """Return the network's output for each column of the matrix, shape (n,), in [0, 1]."""
    if not matrix.shape[1]:
        return np.zeros(0, np.float32)
    _, hidden = _layers(network, matrix, spans, words)
    odds = np.clip(hidden[-1] @ network.weights[-1][0] + network.biases[-1][0], -30, 30)
    return np.asarray(1 / (1 + np.exp(-odds)), dtype=np.float32)


def _layers(network: Network, matrix: Floats, spans: Ints, words: npt.NDArray[np.float64]) -> tuple[Floats, list[Floats]]:
    """Return the standardised features, shape (features, n), and the three hidden layers, shape (n, units) each."""
    n = matrix.shape[1]
    (first, second, third, _), (b1, b2, b3, _) = network.weights, network.biases
    standard = (matrix - network.mean) * network.scale
    np.clip(standard, -MAX_STANDARD, MAX_STANDARD, out=standard)
    weight = digest_weights(words)[:, None]
    ranges = _ranges(n, spans)
    padded = _room(n, len(standard))
    padded[:n] = standard.T
    h1 = _rectified(padded, n, first, b1)
    padded = _with_digests(h1, weight, FIRST_CONTEXT, FIRST_SHIFTS, [*_windows(n, FIRST_WINDOWS), *ranges])
    h2 = _rectified(padded, n, second, b2)
    padded = _with_digests(h2, weight, SECOND_CONTEXT, SECOND_SHIFTS, [*_windows(n, SECOND_WINDOWS), *ranges])
    return standard, [h1, h2, _rectified(padded, n, third, b3)]


def _rectified(padded: Floats, n: int, weights: Floats, bias: Floats) -> Floats:
    """Return a layer of the first n inputs, shape (n, units)."""
    hidden = _product(padded, weights)[:n] + bias[:, 0]
    return np.asarray(np.maximum(hidden, 0, out=hidden))


def _room(n: int, k: int) -> Floats:
    """Return zeros for n rows of k inputs, and some rows more, so that they can be cut into pieces."""
    return np.zeros((-(-n // PIECE_BLOCKS) * PIECE_BLOCKS, k), dtype=np.float32)


def _product(padded: Floats, weights: Floats) -> Floats:
    """Return inputs, shape (m, k) as `_room` gives it, times weights, shape (units, k), in small pieces.

    They are so small that BLAS starts no threads. Its threads cost more than they bring on matrices of this size, and many
    times that where other work keeps the cores busy. OpenBLAS takes one thread up to 4 × 65,536 multiplications.
    """
    product = np.matmul(padded.reshape(-1, PIECE_BLOCKS, padded.shape[1]), weights.T)
    return np.asarray(product.reshape(-1, len(weights)))


def weigh(network: Network, matrix: Floats, spans: Ints, words: npt.NDArray[np.float64]) -> Floats:
    """Return what each feature of a block weighs in its own log-odds, shape (features, n); positive speaks for content.

    Gradient times input, of the block's own path through the network: what its neighbours' features do to it, through
    the digests, is left out.
    """
    standard, hidden = _layers(network, matrix, spans, words)
    first, second, third, out = network.weights
    gradient = out * (hidden[2] > 0)
    gradient = _back(gradient, third[:, : len(second)]) * (hidden[1] > 0)
    gradient = _back(gradient, second[:, : len(first)]) * (hidden[0] > 0)
    return np.asarray(_back(gradient, first).T * standard, dtype=np.float32)


def _back(gradient: Floats, weights: Floats) -> Floats:
    """Return the gradient of a layer's inputs, shape (n, k), of that of its outputs, shape (n, units)."""
    padded = _room(*gradient.shape)
    padded[: len(gradient)] = gradient
    return _product(padded, weights.T)[: len(gradient)]


def digest_weights(words: npt.NDArray[np.float64]) -> Floats:
    """Return what each block counts for in the digests."""
    return np.asarray(np.log1p(words) + 0.3, dtype=np.float32)


def _ranges(n: int, spans: Ints) -> list[tuple[Ints, Ints]]:
    """Return the first and end of the ranges around each block that its ancestors and the page give."""
    whole = (np.zeros(n, dtype=np.int64), np.full(n, n))
    return [*((span[0], span[1]) for span in spans), whole]


def _windows(n: int, sizes: tuple[int, ...]) -> list[tuple[Ints, Ints]]:
    order = np.arange(n)
    return [(np.maximum(order - size, 0), np.minimum(order + size + 1, n)) for size in sizes]


def _with_digests(
    hidden: Floats, weight: Floats, units: int, shifts: tuple[int, ...], ranges: list[tuple[Ints, Ints]]
) -> Floats:
    """Return a layer, shape (n, width), and beside it its first units as the blocks at some distance have them, and their
    means over ranges, weighted; as `_room` gives it.
    """
    n, width = hidden.shape
    out = _room(n, width + units * (len(shifts) + len(ranges)))
    out[:n, :width] = hidden
    own, at = hidden[:, :units], width
    for shift in shifts:
        if shift < 0:
            out[-shift:n, at : at + units] = own[:shift]
        else:
            out[: max(n - shift, 0), at : at + units] = own[shift:]
        at += units
    sums = np.zeros((n + 1, units + 1), dtype=np.float32)
    np.cumsum(own * weight, axis=0, out=sums[1:, :-1])
    np.cumsum(weight[:, 0], out=sums[1:, -1])
    for first, end in ranges:
        inside = sums[end] - sums[first]
        np.divide(inside[:, :-1], inside[:, -1:] + np.float32(1e-3), out=out[:n, at : at + units])
        at += units
    return out


@lru_cache(maxsize=1)
def default_model() -> Model:
    """Return the model that comes with the library."""
    return read_model(model_bytes())


def read_model(data: bytes) -> Model:
    """Return the model in the bytes of an .npz file.

    Raises ModelMismatch if the file is of another format or was made for other features.
    """
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        arrays = {name: stored[name] for name in stored.files}
    about = json.loads(bytes(arrays.pop("about")).decode())
    if about.get("format") != FORMAT:
        raise ModelMismatch(f"the model is of format {about.get('format')}, this version reads {FORMAT}")
    for kind, names in (("page", NAMES), ("text", DUMP_NAMES)):
        trained = tuple(about["features"][kind])
        if trained != names and not (kind == "text" and trained == TEXT_NAMES):
            strange = sorted(set(about["features"][kind]) ^ set(names))
            raise ModelMismatch(f"the model was trained on other {kind} features: {strange or 'the same in another order'}")
    words = bytes(arrays["words"]).decode().split("\n")
    pairs = arrays["word_scores"].astype(np.float64).tolist()
    scores = {word: (own, anywhere) for word, (own, anywhere) in zip(words, pairs, strict=True)}
    tokens = bytes(arrays["texts"]).decode().split("\n") if len(arrays["texts"]) else []
    texts = dict(zip(tokens, arrays["text_scores"].astype(np.float64).tolist(), strict=True))
    types = TypeModel(
        {word: row for row, word in enumerate(bytes(arrays["type_words"]).decode().split("\n"))},
        arrays["type_word_weights"].astype(np.float32),
        *(arrays[f"type_{part}"] for part in TypeModel._fields[2:]),
    )
    return Model(
        _network(arrays, "page"), _network(arrays, "text"), NameScores(scores, texts), types, arrays["calibration"], about
    )  # fmt: skip


def write_model(model: Model) -> bytes:
    """Return the bytes of the .npz file that `read_model` reads; the same model gives the same bytes."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(model.about, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8),
        "words": np.frombuffer("\n".join(model.names.words).encode(), dtype=np.uint8),
        "texts": np.frombuffer("\n".join(model.names.texts).encode(), dtype=np.uint8),
        "text_scores": np.array(list(model.names.texts.values()), dtype=np.float16),
        "word_scores": np.array(list(model.names.words.values()), dtype=np.float32).reshape(-1, 2),
    }
    arrays |= {
        "calibration": model.calibration,
        "type_words": np.frombuffer("\n".join(model.types.words).encode(), dtype=np.uint8),
        "type_word_weights": model.types.word_weights.astype(np.float16),
    }
    arrays |= {f"type_{part}": getattr(model.types, part) for part in TypeModel._fields[2:]}
    for kind, network in (("page", model.page), ("text", model.text)):
        arrays |= {f"{kind}_mean": network.mean, f"{kind}_scale": network.scale}
        for layer, weights, bias in zip(LAYERS, network.weights, network.biases, strict=True):
            arrays |= {f"{kind}_{layer}": weights, f"{kind}_{layer}_bias": bias}
    out = io.BytesIO()
    plain: dict[str, Any] = {name: np.ascontiguousarray(array) for name, array in sorted(arrays.items())}
    np.savez_compressed(out, **plain)
    return out.getvalue()


def _network(arrays: Mapping[str, npt.NDArray[Any]], kind: str) -> Network:
    return Network(
        arrays[f"{kind}_mean"], arrays[f"{kind}_scale"],
        tuple(arrays[f"{kind}_{layer}"] for layer in LAYERS), tuple(arrays[f"{kind}_{layer}_bias"] for layer in LAYERS),
    )  # fmt: skip
