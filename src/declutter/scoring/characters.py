"""What a page's texts are made of, counted for all blocks at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from declutter.parsing.text import WIDE_CHAR_WEIGHT

Doubles = npt.NDArray[np.float64]
Bytes = npt.NDArray[np.uint8]


class Kind:
    """What a character is to a reader of any script; the order is that of the rows of `Characters.counts`."""

    LETTER: Final = 0  # and whatever has no kind of its own
    UPPER: Final = 1
    DIGIT: Final = 2
    SPACE: Final = 3
    BREAK: Final = 4
    END: Final = 5  # of a sentence
    COMMA: Final = 6
    WIDE: Final = 7  # says as much as a few Latin letters
    QUOTE: Final = 8
    DASH: Final = 9
    MARK: Final = 10  # bars, bullets, arrows: what menus part their items with
    BRACKET: Final = 11
    COLON: Final = 12
    OTHER: Final = 13  # symbols and punctuation
    COUNT: Final = 14


_CHARACTERS = {
    Kind.END: ".!?…。！？｡؟۔।॥", Kind.COMMA: ",;，、،؛；", Kind.QUOTE: "\"'“”„«»‘’「」『』", Kind.DASH: "-–—_~",
    Kind.MARK: "|·•›→/\\>‹←*+#▸►◦⋅", Kind.BRACKET: "()[]{}（）", Kind.COLON: ":：",
}  # fmt: skip
_WIDE_RANGES = ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0xD840, 0xD87F))
_SURROGATES = range(0xD800, 0xE000)  # halves of characters beyond the basic plane


class Characters(NamedTuple):
    """What each of n texts is made of."""

    size: Doubles  # UTF-16 code units, shape (n,)
    counts: Doubles  # shape (Kind.COUNT, n)
    first: Bytes  # kind of the first character, shape (n,)
    last: Bytes  # kind of the last character, shape (n,)
    length: Doubles  # in Latin letters: a Chinese or Japanese character says more than one of them; shape (n,)
    words: Doubles  # each wide character counted as one; shape (n,)


def count_characters(texts: Sequence[str]) -> Characters:
    """Return what the texts, none of them empty, are made of: one look at a table for each character of the page."""
    units = np.array([len(text) for text in texts])
    joined = "".join(texts)
    data = np.frombuffer(joined.encode("utf-16-le", "surrogatepass"), dtype="<u2")
    if len(data) != len(joined):  # characters beyond the basic plane are two units
        units = np.array([len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts])
    kinds = _kinds()[data]
    ends = np.cumsum(units)
    n = len(units)
    keys = np.repeat(np.arange(0, n * Kind.COUNT, Kind.COUNT), units) + kinds
    counts = np.bincount(keys, minlength=n * Kind.COUNT).reshape(n, Kind.COUNT).T.astype(np.float64)
    size, wide = units.astype(np.float64), counts[Kind.WIDE]
    words = counts[Kind.SPACE] + counts[Kind.BREAK] + 1 + wide
    return Characters(size, counts, kinds[ends - units], kinds[ends - 1], size + (WIDE_CHAR_WEIGHT - 1) * wide, words)


@lru_cache(maxsize=1)
def _kinds() -> Bytes:
    """Return the kind of each UTF-16 code unit."""
    kinds = np.zeros(1 << 16, dtype=np.uint8)
    for code in range(1 << 16):
        char = chr(code)
        if char.isalpha():
            kinds[code] = Kind.UPPER if char.isupper() else Kind.LETTER
        elif char.isdigit():
            kinds[code] = Kind.DIGIT
        elif char.isspace():
            kinds[code] = Kind.SPACE
        elif code not in _SURROGATES:
            kinds[code] = Kind.OTHER
    for first, last in _WIDE_RANGES:
        kinds[first : last + 1] = Kind.WIDE
    for kind, characters in _CHARACTERS.items():
        kinds[[ord(char) for char in characters]] = kind
    kinds[ord("\n")] = Kind.BREAK
    return kinds
