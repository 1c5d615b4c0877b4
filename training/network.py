"""The network of `declutter.scoring.model`, trained with JAX: the same function of the same inputs, on batches of pages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax

from declutter.scoring.features import SPAN_LEVELS
from declutter.scoring.model import (
    FIRST_CONTEXT,
    FIRST_SHIFTS,
    FIRST_WINDOWS,
    LAYERS,
    MAX_STANDARD,
    SECOND_CONTEXT,
    SECOND_SHIFTS,
    SECOND_WINDOWS,
    Network,
)
from training.examples import Example, Settings
from training.pages import Sample

UNITS = (64, 64, 32)
BATCH_BLOCKS, BATCH_PAGES = 8192, 64
RARE_SETS = {"aed": 1.5, "fundus": 1.5, "zh": 1.5, "made": 0.5}  # news is rarer in the corpus than among users
ORIGINAL_SHARE = 0.4  # of the pages of an epoch that are not varied

Weights = dict[str, Any]


class Trainer:
    """Examples of all samples, and networks trained on parts of them."""

    def __init__(self, samples: Sequence[Sample], examples: Sequence[Sequence[Example]], *, is_text: bool) -> None:
        """`examples` are, for each sample, the page itself and its variations."""
        self.examples = examples
        self.levels = 0 if is_text else len(SPAN_LEVELS)
        self.importance = np.array([RARE_SETS.get(sample.case.set_name, 1.0) for sample in samples], np.float32)

    def train(self, chosen: np.ndarray, settings: Settings) -> Network:
        """Return the network trained on the chosen samples (booleans)."""
        numbers = np.flatnonzero(chosen)
        some = np.concatenate([self.examples[number][0].inputs[::3].astype(np.float32) for number in numbers])
        mean, scale = some.mean(0), 1 / (some.std(0) + 1e-2)
        rng, key = np.random.default_rng(settings.seed), jax.random.PRNGKey(settings.seed)
        weights = self._start(key, len(mean))
        steps = sum(1 for _ in _batches([self.examples[n][0] for n in numbers])) + 2
        schedule = optax.cosine_onecycle_schedule(steps * settings.epochs, settings.rate, pct_start=0.15)
        optimizer = optax.chain(optax.clip_by_global_norm(1.0), optax.adamw(schedule, weight_decay=settings.decay))
        state, averaged = optimizer.init(weights), weights

        @jax.jit
        def step(weights: Weights, state: Any, averaged: Weights, batch: Any, key: Any) -> tuple[Any, ...]:
            gradient = jax.grad(_loss)(weights, batch, key, settings, self.levels)
            updates, state = optimizer.update(gradient, state, weights)
            weights = optax.apply_updates(weights, updates)
            share = settings.average
            return weights, state, jax.tree.map(lambda a, w: share * a + (1 - share) * w, averaged, weights)

        for _ in range(settings.epochs):
            order = rng.permutation(numbers)
            for batch in _batches([self._variation(number, rng) for number in order]):
                key, own = jax.random.split(key)
                arrays = _pack(batch, mean, scale, self.importance, self.levels)
                weights, state, averaged = step(weights, state, averaged, arrays, own)
        trained = {name: np.asarray(value, np.float32) for name, value in averaged.items()}
        return Network(
            mean[:, None].astype(np.float32), scale[:, None].astype(np.float32),
            tuple(trained[layer].T for layer in LAYERS), tuple(trained[f"{layer}_bias"][:, None] for layer in LAYERS),
        )  # fmt: skip

    def _variation(self, number: int, rng: np.random.Generator) -> Example:
        examples = self.examples[number]
        return examples[0] if len(examples) < 2 or rng.random() < ORIGINAL_SHARE else examples[rng.integers(1, len(examples))]

    def _start(self, key: Any, features: int) -> Weights:
        ranges = self.levels + 1
        inputs = (
            features,
            UNITS[0] + FIRST_CONTEXT * (len(FIRST_SHIFTS) + len(FIRST_WINDOWS) + ranges),
            UNITS[1] + SECOND_CONTEXT * (len(SECOND_SHIFTS) + len(SECOND_WINDOWS) + ranges),
            UNITS[2],
        )
        weights: Weights = {}
        for layer, own, before, after in zip(LAYERS, jax.random.split(key, 4), inputs, (*UNITS, 1), strict=True):
            weights[layer] = jax.random.normal(own, (before, after)) * np.sqrt(2 / before)
            weights[f"{layer}_bias"] = jnp.zeros(after)
        weights["out"] *= 0.3
        weights["out_bias"] -= 1.5
        return weights


def _batches(examples: Sequence[Example]) -> Iterator[list[Example]]:
    batch: list[Example] = []
    blocks = 0
    for one in examples:
        size = min(len(one.words), BATCH_BLOCKS)
        if batch and (blocks + size > BATCH_BLOCKS or len(batch) == BATCH_PAGES):
            yield batch
            batch, blocks = [], 0
        batch.append(one)
        blocks += size
    if batch:
        yield batch


def _pack(
    batch: Sequence[Example], mean: np.ndarray, scale: np.ndarray, importance: np.ndarray, levels: int
) -> dict[str, Any]:
    """Return the examples of a batch one after the other, padded to BATCH_BLOCKS."""
    size = BATCH_BLOCKS
    out = {
        "inputs": np.zeros((size, len(mean)), np.float32), "content": np.zeros(size, np.float32),
        "words": np.zeros(size, np.float32), "weights": np.zeros(size, np.float32), "digest": np.zeros(size, np.float32),
        "page": np.full(size, BATCH_PAGES - 1), "start": np.zeros(size, np.int32), "end": np.ones(size, np.int32),
        "first": np.zeros((size, levels), np.int32), "stop": np.ones((size, levels), np.int32),
        "gold_words": np.zeros(BATCH_PAGES, np.float32), "importance": np.zeros(BATCH_PAGES, np.float32),
    }  # fmt: skip
    at = 0
    for number, one in enumerate(batch):
        n = min(len(one.words), size - at)
        here = slice(at, at + n)
        out["inputs"][here] = (one.inputs[:n] - mean) * scale
        out["content"][here], out["words"][here], out["weights"][here] = one.content[:n], one.words[:n], one.weights[:n]
        out["digest"][here] = one.digest_weights[:n]
        out["page"][here], out["start"][here], out["end"][here] = number, at, at + n
        spans = np.clip(one.spans[:n], 0, n) + at
        out["first"][here], out["stop"][here] = spans[:, :levels], spans[:, levels : 2 * levels]
        out["gold_words"][number] = one.gold_words
        out["importance"][number] = importance[one.page]
        at += n
    np.clip(out["inputs"], -MAX_STANDARD, MAX_STANDARD, out=out["inputs"])
    return out


def _loss(weights: Weights, batch: Any, key: Any, settings: Settings, levels: int) -> Any:
    odds = _odds(weights, batch, key, settings, levels)
    pages = jnp.maximum(jnp.sum(batch["importance"] > 0), 1)
    cost = batch["weights"] * batch["importance"][batch["page"]]
    entropy = jnp.sum(cost * (jnp.logaddexp(0, odds) - batch["content"] * odds)) / pages
    kept = jax.nn.sigmoid(odds) * batch["words"]
    right = jax.ops.segment_sum(kept * batch["content"], batch["page"], BATCH_PAGES)
    f1 = 2 * right / (jax.ops.segment_sum(kept, batch["page"], BATCH_PAGES) + batch["gold_words"] + 1)
    lost = jnp.sum((batch["gold_words"] > 0) * batch["importance"] * (1 - f1)) / pages
    return entropy + settings.page_f1 * lost


def _odds(weights: Weights, batch: Any, key: Any, settings: Settings, levels: int) -> Any:
    keys = jax.random.split(key, 4)

    def drop(key: Any, values: Any, share: float) -> Any:
        return values * jax.random.bernoulli(key, 1 - share, values.shape) / (1 - share)

    def layer(name: str, inputs: Any) -> Any:
        return jax.nn.relu(inputs @ weights[name] + weights[f"{name}_bias"])

    inputs = batch["inputs"] * jax.random.bernoulli(keys[0], 1 - settings.drop_inputs, batch["inputs"].shape)
    h1 = drop(keys[1], layer("first", inputs), settings.drop)
    around = drop(keys[2], _digests(h1[:, :FIRST_CONTEXT], batch, FIRST_SHIFTS, FIRST_WINDOWS, levels), settings.drop)
    h2 = drop(keys[3], layer("second", jnp.concatenate([h1, around], 1)), settings.drop)
    around = _digests(h2[:, :SECOND_CONTEXT], batch, SECOND_SHIFTS, SECOND_WINDOWS, levels)
    h3 = layer("third", jnp.concatenate([h2, around], 1))
    return (h3 @ weights["out"] + weights["out_bias"])[:, 0]


def _digests(hidden: Any, batch: Any, shifts: Sequence[int], windows: Sequence[int], levels: int) -> Any:
    order, start, end, weight = jnp.arange(BATCH_BLOCKS), batch["start"], batch["end"], batch["digest"][:, None]
    sums = jnp.cumsum(jnp.concatenate([hidden * weight, weight], 1), 0)
    sums = jnp.concatenate([jnp.zeros((1, sums.shape[1])), sums])

    def mean(first: Any, stop: Any) -> Any:
        inside = sums[stop] - sums[first]
        return inside[:, :-1] / (inside[:, -1:] + 1e-3)

    out = []
    for shift in shifts:
        inside = (order + shift >= start) & (order + shift < end)
        out.append(jnp.roll(hidden, -shift, 0) * inside[:, None])
    out += [mean(jnp.maximum(order - size, start), jnp.minimum(order + size + 1, end)) for size in windows]
    out += [mean(batch["first"][:, level], batch["stop"][:, level]) for level in range(levels)]
    out.append(mean(start, end))
    return jnp.concatenate(out, 1)
