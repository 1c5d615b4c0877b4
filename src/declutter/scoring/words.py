"""What the words in the classes and ids around a block, and in its own text, say about it: log-odds learned from pages."""

from __future__ import annotations

import math
import re
import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from declutter.parsing.classes import MAX_NAMES, WORDS_OF_NAMES, Memo

MAX_LABEL_CHARS = 320  # of a text whose words are looked at; longer ones are known by other things
MAX_TOKENS = 60  # of a text
MAX_TEXTS = 32_768  # that are remembered
SHORT_TOKENS = 6  # more of them say the same again
FIRST = "^"  # before the first word

_PAIR = struct.Struct("dd")
_TOKEN = re.compile(r"[^\W\d_]+")
_WIDE = re.compile(r"[\u0e00-\u0eff\u2e80-\u9fff\uac00-\ud7af]")  # scripts that put no spaces between words


def tokens_of(text: str) -> list[str]:
    """Return the distinct words of a short text, in lower case, the first one a second time with a mark.

    Where a script puts no spaces between words, pairs of characters stand for them.

    >>> tokens_of("Read more: 12 photos"), tokens_of("图为记者")
    (['^read', 'read', 'more', 'photos'], ['^图为', '图为', '为记', '记者'])
    """
    words = _TOKEN.findall(text.lower())
    if not text.isascii() and _WIDE.search(text):
        words = [part for word in words for part in (_pairs(word) if _WIDE.search(word) else (word,))]
    return list(dict.fromkeys([FIRST + words[0], *words]))[:MAX_TOKENS] if words else []


def _pairs(word: str) -> list[str]:
    return [word[at : at + 2] for at in range(len(word) - 1)] or [word]


class NameScores:
    """Log-odds of content by class words: (of the blocks of an element named so, of all blocks anywhere below it).

    And by the words of short texts, `texts`.
    """

    def __init__(self, words: Mapping[str, tuple[float, float]], texts: Mapping[str, float] | None = None) -> None:
        self.words = words
        self.texts = texts or {}
        self._of_texts = Memo(self._of_text, MAX_TEXTS)
        self._packed: dict[str, bytes] = {}  # remembered from page to page

    def of(self, names: Sequence[str]) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Return the two scores of each element's name, shape (names,) each."""
        packed = self._packed
        known = self.words.get
        for name in set(names).difference(packed):
            own = anywhere = 0.0
            for word in WORDS_OF_NAMES[name]:
                if pair := known(word):
                    own += pair[0]
                    anywhere += pair[1]
            packed[name] = _PAIR.pack(own, anywhere)
        pairs = np.frombuffer(b"".join([packed[name] for name in names]), dtype=np.float64).reshape(-1, 2)
        if len(packed) > MAX_NAMES:
            self._packed = {}
        return pairs[:, 0], pairs[:, 1]

    def of_texts(self, texts: Sequence[str]) -> list[float]:
        """Return the score of each text by its words; 0 for those over MAX_LABEL_CHARS."""
        known = self._of_texts
        return [known[text] if len(text) <= MAX_LABEL_CHARS else 0.0 for text in texts]

    def _of_text(self, text: str) -> float:
        score = self.texts.get
        found = [score(token, 0.0) for token in tokens_of(text)]
        return sum(found) / math.sqrt(max(len(found) / SHORT_TOKENS, 1.0))
