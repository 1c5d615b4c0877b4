"""The data files: junk phrases in their languages, and how a text is compared with them."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declutter.data import MAX_PHRASE_CHARS, PHRASE_LANGUAGES, fold, junk_category, phrases

CATEGORIES = {
    "advertising", "comments", "consent", "copyright", "error", "loading", "navigation", "newsletter", "pagination",
    "print-app",
    "related", "share", "sign-in", "subscribe",
}  # fmt: skip


def read_file(language: str) -> list[tuple[str, str]]:
    """Return a phrase file's phrases with their categories."""
    found: list[tuple[str, str]] = []
    category = ""
    text = resources.files("declutter.data").joinpath("phrases").joinpath(f"{language}.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line.startswith("["):
            category = line.strip("[]")
        elif line and not line.startswith("#"):
            found.append((line, category))
    return found


def test_every_phrase_file_is_loaded() -> None:
    files = {path.name for path in resources.files("declutter.data").joinpath("phrases").iterdir()}
    assert files == {f"{language}.txt" for language in PHRASE_LANGUAGES}


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
def test_every_language_has_phrases_in_every_category(language: str) -> None:
    assert {category for _, category in read_file(language)} == CATEGORIES


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
def test_a_phrase_stands_once_in_its_file(language: str) -> None:
    folded = [fold(phrase) for phrase, _ in read_file(language)]
    assert sorted(set(folded)) == sorted(folded)


@pytest.mark.parametrize("language", PHRASE_LANGUAGES)
@pytest.mark.parametrize(
    "write",
    [
        pytest.param(lambda phrase: phrase, id="as it stands"),
        pytest.param(str.upper, id="upper case"),
        pytest.param(str.lower, id="lower case"),
        pytest.param(lambda phrase: f"{phrase} :", id="with a colon"),
        pytest.param(lambda phrase: f"» {phrase} …", id="between signs"),
        pytest.param(lambda phrase: phrase.replace("'", "’"), id="typographic apostrophe"),
        pytest.param(lambda phrase: phrase.replace("’", "'"), id="typewriter apostrophe"),
        pytest.param(lambda phrase: phrase.replace(" ", "\u00a0"), id="no-break spaces"),
    ],
)
def test_every_phrase_is_recognised_however_it_is_written(language: str, write: object) -> None:
    assert callable(write)
    missed = [
        phrase for phrase, _ in read_file(language)
        if len(phrase) < MAX_PHRASE_CHARS - 6 and junk_category(write(phrase.replace("{number}", "12"))) is None
    ]  # fmt: skip
    assert missed == []


def test_the_category_of_a_phrase_is_that_of_the_first_file_that_has_it() -> None:
    expected: dict[str, str] = {}
    for language in PHRASE_LANGUAGES:
        for phrase, category in read_file(language):
            expected.setdefault(fold(phrase.replace("{number}", "0")), category)
    assert phrases() == expected


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Subscribe", "subscribe"), ("STRASSE", "strasse"), ("Straße", "strasse"), ("S’abonner", "s'abonner"),
        ("Sʼabonner", "s'abonner"),
        ("« Lire aussi »", "lire aussi"), ("Read more →", "read more"), ("12 comments", "{number} comments"),
        ("1,234 comments", "{number} comments"), ("1 234 commentaires", "{number} commentaires"), ("a\u00a0b", "a b"),
        ("", ""), ("…", ""),
    ],
)  # fmt: skip
def test_folding_makes_spellings_alike(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    once = fold(text)
    assert fold(once.replace("{number}", "0")) == once


@given(st.text())
def test_any_text_has_a_category_or_none(text: str) -> None:
    assert junk_category(text) in CATEGORIES | {None}


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("Subscribe now", "subscribe"), ("S’abonner", "subscribe"), ("Share on Facebook", "share"), ("3 comments", "comments"),
        ("Read also:", "related"), ("Accept all", "consent"), ("Teilen", "share"), ("Подписаться", "subscribe"),
        ("All rights reserved", "copyright"),
    ],
)  # fmt: skip
def test_a_phrase_has_its_category(text: str, category: str) -> None:
    assert junk_category(text) == category


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Rain",
        "He said: subscribe now",
        "Subscribe now, said the poster on the mill",
        "Commentary",
        "12",
        "…",
        "The share of rain",
    ],
)
def test_what_only_holds_a_phrase_is_none(text: str) -> None:
    assert junk_category(text) is None


def test_a_long_text_is_no_phrase() -> None:
    assert junk_category("Subscribe now" + " " * MAX_PHRASE_CHARS) is None
