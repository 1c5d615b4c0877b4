"""What the words in the classes and ids around a block say about it: log-odds learned from annotated pages."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from declutter.parsing.classes import MAX_NAMES, WORDS_OF_NAMES

_PAIR = struct.Struct("dd")


class NameScores:
    """Log-odds of content by class words: (of the blocks of an element named so, of all blocks anywhere below it)."""

    def __init__(self, words: Mapping[str, tuple[float, float]]) -> None:
        self.words = words
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
