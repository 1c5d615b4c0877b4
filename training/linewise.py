"""python -m training.linewise CORPUS: train the weights of `keep_lines`, cross-validated by site first, and write them."""

from __future__ import annotations

import argparse
import io
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
import optax

from benchmarks.measures import overlap
from benchmarks.measures import words as words_of
from declutter.parsing.page import Flag, Page
from declutter.scoring.linewise import (
    FEATURES,
    MAX_STANDARD,
    SHIFTS,
    WINDOWS,
    LineModel,
    line_probabilities,
    measure_lines,
)
from training.class_words import block_weights
from training.dumps import dumps_of
from training.pages import FOLDS, Sample, read_samples

UNITS = (16, 24)
EPOCHS, RATE, DECAY = 14, 4e-3, 0.02
BATCH_LINES = 16_384
VARIATIONS = 2  # of each dump: as it is, and without blank lines
CLEAN_EVERY = 6  # of the dumps, one that is nothing but its content
FILE = Path(__file__).resolve().parent.parent / "src" / "declutter" / "data" / "lines.npz"


class Dump(NamedTuple):
    """A dump as the network sees it."""

    sample: Sample
    matrix: np.ndarray  # (lines, features)
    content: np.ndarray
    weights: np.ndarray


def main() -> None:
    """Run the command."""
    parser = argparse.ArgumentParser(prog="python -m training.linewise", description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--folds", type=int, nargs="*", default=list(range(FOLDS)))
    parser.add_argument("--samples", type=Path, help="read the samples from there, where they were pickled")
    args = parser.parse_args()
    samples = pickle.loads(args.samples.read_bytes()) if args.samples else read_samples(args.corpus)  # noqa: S301 - of our own making
    texts = [sample for sample in samples if sample.page.is_text]
    dumps = [dump for number, sample in enumerate([*texts, *dumps_of(samples)]) for dump in _dumps(sample, number)]
    print(f"{len(dumps)} dumps, {sum(len(dump.matrix) for dump in dumps)} lines", flush=True)
    tried: list[tuple[Sample, np.ndarray]] = []
    for fold in args.folds:
        model = _train([dump for dump in dumps if dump.sample.fold != fold])
        tried += [(sample, _probabilities(model, sample.page)) for sample in texts if sample.fold == fold]
    threshold = 0.5
    if tried:
        figures = {at / 20: _figures(tried, at / 20) for at in range(4, 15)}
        threshold = max(figures, key=lambda at: figures[at][2])
        for at, (precision, recall, f1) in figures.items():
            print(f"threshold {at:.2f}  P {precision:.4f}  R {recall:.4f}  wordF1 {f1:.4f}", flush=True)
    model = _train(dumps)._replace(threshold=threshold)
    out = io.BytesIO()
    np.savez_compressed(out, **{name: np.asarray(value, np.float32) for name, value in model._asdict().items()})
    FILE.write_bytes(out.getvalue())
    print(f"wrote {FILE.name}, {FILE.stat().st_size / 1e3:.0f} kB, threshold {threshold}")


def text_of(page: Page) -> list[str]:
    """Return the lines of a dump with blank ones where it had any."""
    return [line for block in page.blocks for line in (*[""] * bool(block.flags & Flag.PARAGRAPH), block.text)]


def _dumps(sample: Sample, number: int) -> Iterator[Dump]:
    weights = block_weights(sample).astype(np.float32)
    bare = Page(blocks=[block._replace(flags=0) for block in sample.page.blocks], is_text=True)
    for page in (sample.page, bare):
        yield Dump(sample, _matrix(page), sample.content, weights)
    clean = sample.content > 0.5
    if number % CLEAN_EVERY == 0 and sample.gold_words and clean.sum() > 1:
        page = Page(blocks=[block for block, is_content in zip(sample.page.blocks, clean, strict=True) if is_content])
        yield Dump(sample, _matrix(page), sample.content[clean], weights[clean])


def _matrix(page: Page) -> np.ndarray:
    lines = text_of(page)
    return measure_lines(lines, np.array([len(lines)]))[1]


def _probabilities(model: LineModel, page: Page) -> np.ndarray:
    return line_probabilities(model, _matrix(page), np.array([0]))


def _figures(tried: Sequence[tuple[Sample, np.ndarray]], threshold: float) -> tuple[float, ...]:
    rows = []
    for sample, probabilities in tried:
        kept = [block.text for block, one in zip(sample.page.blocks, probabilities, strict=True) if one >= threshold]
        rows.append(overlap(words_of("\n".join(kept)), words_of(sample.case.gold.text or "")))
    return tuple(float(np.mean(column)) for column in zip(*rows, strict=True))


def _train(dumps: Sequence[Dump]) -> LineModel:
    some = np.concatenate([dump.matrix[::5] for dump in dumps])
    mean, scale = some.mean(0), 1 / (some.std(0) + 1e-2)
    seen = UNITS[0] * (1 + len(SHIFTS) + len(WINDOWS) + 1)
    keys = jax.random.split(jax.random.PRNGKey(0), 2)
    weights = {
        "first": jax.random.normal(keys[0], (UNITS[0], len(FEATURES))) * np.sqrt(2 / len(FEATURES)),
        "first_bias": jnp.zeros(UNITS[0]),
        "second": jax.random.normal(keys[1], (UNITS[1], seen)) * np.sqrt(2 / seen), "second_bias": jnp.zeros(UNITS[1]),
        "out": jnp.ones(UNITS[1]) * 0.1 * np.where(np.arange(UNITS[1]) % 2, 1, -1), "out_bias": jnp.zeros(()),
    }  # fmt: skip
    steps = sum(1 for _ in _batches(dumps, np.arange(len(dumps))))
    optimizer = optax.adamw(optax.cosine_onecycle_schedule((steps + 2) * EPOCHS, RATE, pct_start=0.15), weight_decay=DECAY)
    state, averaged = optimizer.init(weights), weights

    @jax.jit
    def step(weights: Any, state: Any, averaged: Any, batch: Any) -> tuple[Any, ...]:
        updates, state = optimizer.update(jax.grad(_loss)(weights, batch), state, weights)
        weights = optax.apply_updates(weights, updates)
        return weights, state, jax.tree.map(lambda a, w: 0.99 * a + 0.01 * w, averaged, weights)

    rng = np.random.default_rng(0)
    for _ in range(EPOCHS):
        for batch in _batches(dumps, rng.permutation(len(dumps))):
            batch["inputs"] = np.clip((batch["inputs"] - mean) * scale, -MAX_STANDARD, MAX_STANDARD)
            weights, state, averaged = step(weights, state, averaged, batch)
    trained = {name: np.asarray(value, np.float32) for name, value in averaged.items()}
    return LineModel(mean.astype(np.float32), scale.astype(np.float32), **trained, threshold=0.5)


def _batches(dumps: Sequence[Dump], order: np.ndarray) -> Iterator[dict[str, np.ndarray]]:
    """Yield dumps one after the other, in batches padded to BATCH_LINES."""
    chosen: list[Dump] = []
    size = 0
    for at in order:
        if size + len(dumps[at].matrix) > BATCH_LINES and chosen:
            yield _packed(chosen)
            chosen, size = [], 0
        chosen.append(dumps[at])
        size += len(dumps[at].matrix)
    yield _packed(chosen)


def _packed(dumps: Sequence[Dump]) -> dict[str, np.ndarray]:
    out = {
        "inputs": np.zeros((BATCH_LINES, len(FEATURES)), np.float32), "content": np.zeros(BATCH_LINES, np.float32),
        "weights": np.zeros(BATCH_LINES, np.float32), "begin": np.zeros(BATCH_LINES, np.int32),
        "end": np.ones(BATCH_LINES, np.int32),
    }  # fmt: skip
    at = 0
    for dump in dumps:
        n = min(len(dump.matrix), BATCH_LINES - at)
        here = slice(at, at + n)
        out["inputs"][here], out["content"][here], out["weights"][here] = dump.matrix[:n], dump.content[:n], dump.weights[:n]
        out["begin"][here], out["end"][here] = at, at + n
        at += n
    return out


def _loss(weights: Any, batch: Any) -> Any:
    """Return the cross-entropy; the network is that of `line_probabilities`."""
    begin, end, order = batch["begin"], batch["end"], jnp.arange(BATCH_LINES)
    h1 = jax.nn.relu(batch["inputs"] @ weights["first"].T + weights["first_bias"])
    sums = jnp.concatenate([jnp.zeros((1, UNITS[0])), jnp.cumsum(h1, 0)])
    parts = [h1]
    for shift in SHIFTS:
        inside = (order + shift >= begin) & (order + shift < end)
        parts.append(jnp.roll(h1, -shift, 0) * inside[:, None])
    for low, high in (
        *((jnp.maximum(order - size, begin), jnp.minimum(order + size + 1, end)) for size in WINDOWS), (begin, end)
    ):  # fmt: skip
        parts.append((sums[high] - sums[low]) / (high - low)[:, None])
    h2 = jax.nn.relu(jnp.concatenate(parts, 1) @ weights["second"].T + weights["second_bias"])
    odds = h2 @ weights["out"] + weights["out_bias"]
    cost = batch["weights"] * (jnp.logaddexp(0, odds) - batch["content"] * odds)
    return cost.sum() / batch["weights"].sum()


if __name__ == "__main__":
    main()
