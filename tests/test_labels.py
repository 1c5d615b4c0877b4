"""Which block a gold text came from: told by place, not by words alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.labels import align


def labels(blocks: list[str], gold: str) -> list[float]:
    return align([block.split() for block in blocks], gold.split())


def test_a_block_of_the_gold_text_is_content_and_another_is_not() -> None:
    assert labels(["home news sport", "it rained on monday again"], "it rained on monday again") == [0, 1]


def test_of_two_equal_blocks_the_one_in_its_place_is_content() -> None:
    blocks = ["the mill stood still", "first it rained for days", "the mill stood still", "then the sun came out"]
    assert labels(blocks, "first it rained for days the mill stood still then the sun came out") == [0, 1, 1, 1]


def test_a_short_block_is_content_only_in_its_place() -> None:
    blocks = ["rain", "one two three four five", "rain", "six seven eight nine ten", "rain"]
    assert labels(blocks, "one two three four five rain six seven eight nine ten") == [0, 1, 1, 1, 0]


def test_a_refrain_is_content_as_often_as_the_gold_text_has_it() -> None:
    blocks = ["la la la", "one two three", "la la la", "four five six", "la la la"]
    assert labels(blocks, "one two three la la la four five six la la la") == [0, 1, 1, 1, 1]


def test_a_block_that_an_annotator_moved_is_still_content() -> None:
    blocks = ["alpha beta gamma delta epsilon", "one two three four", "five six seven eight", "nine ten eleven twelve"]
    gold = "one two three four five six seven eight nine ten eleven twelve alpha beta gamma delta epsilon"
    assert labels(blocks, gold) == [1, 1, 1, 1]


def test_a_block_of_which_half_is_gold_is_half_content() -> None:
    assert labels(["one two three four five six a b c d e f"], "one two three four five six") == [pytest.approx(0.5)]


@given(st.lists(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=8), min_size=1, max_size=12))
def test_a_page_that_is_its_own_gold_text_is_all_content(blocks: list[list[str]]) -> None:
    gold = [word for block in blocks for word in block]
    found = align(blocks, gold)
    assert all(0 <= label <= 1 for label in found)
    assert sum(label * len(block) for label, block in zip(found, blocks, strict=True)) >= 0.5 * len(gold)


@given(st.lists(st.lists(st.sampled_from("abcdefg"), max_size=8), max_size=12))
def test_nothing_is_content_where_there_is_no_gold_text(blocks: list[list[str]]) -> None:
    assert align(blocks, []) == [0.0] * len(blocks)
