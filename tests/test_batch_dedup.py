"""Duplicates: which texts count as the same, and which is the first of them."""

from __future__ import annotations

import random

import pytest

pytest.importorskip("datasketch")

from declutter.batch.dedup import Dedup, Seen, signature

WORDS = "river street baker mayor cellar bridge Thursday school bus road rain metre ferry engine ramp harbour".split()


def text_of(seed: int, words: int = 300) -> str:
    dice = random.Random(seed)
    return " ".join(dice.choice(WORDS) + str(dice.randrange(9)) for _ in range(words))


def originals(texts: list[str], mode: Dedup) -> list[str | None]:
    seen = Seen()
    found: list[str | None] = []
    for number, text in enumerate(texts):
        key = signature(text, mode)
        found.append(seen.original(key))
        if found[-1] is None:
            seen.add(key, str(number))
    return found


@pytest.mark.parametrize("mode", ["exact", "near"])
def test_equal_words_are_duplicates_whatever_is_between_them(mode: Dedup) -> None:
    text = text_of(1)
    assert originals([text, text_of(2), text.upper().replace(" ", " – "), text], mode) == [None, None, "0", "0"]


def test_a_few_changed_words_make_a_near_duplicate_and_no_exact_one() -> None:
    text = text_of(1)
    changed = text.replace(text.split()[150], "snow", 1)
    assert originals([text, changed], "near") == [None, "0"]
    assert originals([text, changed], "exact") == [None, None]


def test_half_of_the_words_do_not_make_a_near_duplicate() -> None:
    words = text_of(1).split()
    assert originals([" ".join(words), " ".join(words[:150] + text_of(2).split()[:150])], "near") == [None, None]


def test_different_texts_are_hardly_ever_near_duplicates() -> None:
    assert originals([text_of(seed) for seed in range(200)], "near") == [None] * 200


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    dice = random.Random(3)
    text = "".join(chr(dice.randrange(0x4E00, 0x5E00)) for _ in range(400))
    assert originals([text, text[:200] + "雨" + text[201:], text[::-1]], "near") == [None, "0", None]


@pytest.mark.parametrize("mode", ["exact", "near"])
def test_texts_without_words_are_nobody_s_duplicates(mode: Dedup) -> None:
    assert originals(["", "", " – "], mode) == [None, None, None]


@pytest.mark.parametrize("mode", ["exact", "near"])
def test_signatures_do_not_depend_on_the_process(mode: Dedup) -> None:
    import subprocess
    import sys

    program = f"from declutter.batch.dedup import signature; print(signature({text_of(1)!r}, {mode!r}).hex())"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == signature(text_of(1), mode).hex()
