"""The choice of blocks with the highest expected word F-measure: by hand for small pages, by brute force for others."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.scoring.select import best_choice


def chosen(probabilities: list[float], words: list[float], beta: float = 1.0, free: list[bool] | None = None) -> list[int]:
    mask = np.array(free if free is not None else [True] * len(words))
    keep, _ = best_choice(np.array(probabilities, np.float32), np.array(words, float), mask, beta)
    return [int(index) for index in np.flatnonzero(keep)]


def test_sure_blocks_are_kept_and_doubtful_ones_beside_them_are_not() -> None:
    assert chosen([0.99, 0.4, 0.99, 0.1], [50, 50, 50, 50]) == [0, 2]


def test_where_nothing_is_sure_the_likelier_half_is_kept() -> None:
    assert chosen([0.35, 0.3, 0.05], [20, 20, 20]) == [0, 1]


def test_recall_keeps_more_and_precision_less() -> None:
    probabilities, words = [0.95, 0.6, 0.3, 0.1], [40.0, 40.0, 40.0, 40.0]
    sizes = [len(chosen(probabilities, words, beta)) for beta in (0.2, 1.0, 5.0)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


def test_blocks_that_are_not_free_are_never_chosen() -> None:
    assert chosen([0.9, 0.9], [10, 10], free=[False, True]) == [1]
    assert chosen([0.9, 0.9], [10, 10], free=[False, False]) == []


def test_the_expectation_is_one_where_all_is_sure() -> None:
    _, expected = best_choice(np.array([1.0, 0.0], np.float32), np.array([30.0, 9.0]), np.array([True, True]))
    assert expected == pytest.approx(1.0)


@given(st.lists(st.tuples(st.floats(0.3, 0.99), st.integers(1, 60)), min_size=1, max_size=7))
def test_no_other_choice_is_expected_to_be_better(blocks: list[tuple[float, int]]) -> None:
    probabilities, words = np.array([p for p, _ in blocks], np.float32), np.array([w for _, w in blocks], float)
    total = float((probabilities * words).sum())

    def expectation(choice: tuple[int, ...]) -> float:
        inside = list(choice)
        return float(2 * (probabilities[inside] * words[inside]).sum() / (words[inside].sum() + total + 1e-9))

    best = max(expectation(c) for size in range(1, len(blocks) + 1) for c in combinations(range(len(blocks)), size))
    _, found = best_choice(probabilities, words, np.ones(len(blocks), dtype=bool))
    assert found == pytest.approx(best, abs=1e-5)


def test_a_page_on_which_nothing_is_likely_gives_nothing() -> None:
    assert chosen([0.05, 0.04, 0.01], [10, 10, 10]) == []
