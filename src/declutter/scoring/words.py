"""What the words in the classes and ids around a block say about it: log-odds learned from annotated pages."""

from __future__ import annotations

import re
import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from declutter.parsing.classes import MAX_CHARS, Memo

MIN_LETTERS, MAX_LETTERS = 2, 20
MAX_WORDS = 12  # of one element; more are generated
MAX_NAMES = 16_384  # that are remembered
_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_LETTERS = bytes(code if chr(code).islower() else ord(" ") for code in range(128)).ljust(256)
_PAIR = struct.Struct("dd")


def words_of(name: str) -> list[str]:
    """Return the distinct words in an element's class, id and itemprop, in lower case.

    >>> words_of("post-sidebar col-2 articleBody")
    ['post', 'sidebar', 'col', 'article', 'body']
    """
    name = name[:MAX_CHARS]
    if name.isascii() and name.lower() == name:  # as nearly all are: the same words at a fifth of the time
        words = name.encode().translate(_LETTERS).decode().split()
    else:
        words = [word.lower() for word in _WORD.findall(name)]
    if len(words) > 1:
        words = list(dict.fromkeys(words))
    return [word for word in words if MIN_LETTERS <= len(word) <= MAX_LETTERS][:MAX_WORDS]


WORDS_OF_NAMES = Memo(words_of, MAX_NAMES)


class NameScores:
    """Log-odds of content by class words: (of the blocks of an element named so, of all blocks anywhere below it)."""

    def __init__(self, words: Mapping[str, tuple[float, float]]) -> None:
        self.words = words
        self._packed = Memo(self._pack, MAX_NAMES)

    def of(self, names: Sequence[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the two scores of each element's name, shape (names,) each."""
        packed = self._packed
        pairs = np.frombuffer(b"".join([packed[name] for name in names]), dtype=np.float64).reshape(-1, 2)
        return pairs[:, 0], pairs[:, 1]

    def _pack(self, name: str) -> bytes:
        own = anywhere = 0.0
        known = self.words.get
        for word in WORDS_OF_NAMES[name]:
            if pair := known(word):
                own += pair[0]
                anywhere += pair[1]
        return _PAIR.pack(own, anywhere)
