"""The months by name, in the languages that pages are dated in."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

import regex

from declutter.data import month_lines

MIN_OTHER_CHARS = 4  # of a name in another language than the page's: shorter ones are words of too many
_NUMBERED = frozenset(("zh", "ja", "ko", "vi", "yue"))
_ACCENTS = regex.compile(r"[\u0300-\u036f]")
_GLUED = regex.compile(r"(?<=\p{Ll})\p{Lu}\p{L}{2,}$")


@lru_cache(maxsize=1024)
def month_of(word: str, language: str | None) -> int | None:
    """Return the number of the month that a word names: in the page's language, in English, in any other if it is long.

    >>> month_of("März", "de"), month_of("Feb.", "de"), month_of("QuillOct", "en"), month_of("Mars", "en")
    (3, 2, 10, 3)
    """
    folded = _fold(word)
    own = _months_of(language) if language else None
    found = (own or {}).get(folded) or _months_of("en").get(folded)
    if found is None and (language is None or len(folded) >= MIN_OTHER_CHARS):
        found = _months_of_all().get(folded)
    if found is None and (glued := _GLUED.search(word)):  # "Ada QuillOct 17": the boxes of name and date meet
        found = month_of(glued[0], language)
    return found


def has_months_of(language: str) -> bool:
    """Whether the months' names in a language are known, or are numbers."""
    return language in _lines() or language in _NUMBERED


def _fold(word: str) -> str:
    folded = word.strip(".’'").casefold()
    return folded if folded.isascii() else _ACCENTS.sub("", unicodedata.normalize("NFKD", folded))


@lru_cache(maxsize=1)
def _lines() -> Mapping[str, str]:
    lines = dict(line.split(": ", 1) for line in month_lines())
    lines["no"] = lines["nn"] = lines["nb"]
    lines["tl"] = lines["fil"]
    return lines


@lru_cache(maxsize=64)
def _months_of(language: str) -> Mapping[str, int]:
    months = _lines().get(language, "")
    return {_fold(name): number for number, names in enumerate(months.split(" | "), 1) for name in names.split()}


@lru_cache(maxsize=1)
def _months_of_all() -> Mapping[str, int]:
    """Return the names that say the same in every language that has them."""
    numbers: dict[str, set[int]] = {}
    for language in _lines():
        for name, number in _months_of(language).items():
            numbers.setdefault(name, set()).add(number)
    return {name: min(of_name) for name, of_name in numbers.items() if len(of_name) == 1 and len(name) > 2}
