"""What a page's texts are made of, counted for all blocks at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

_COMMAS, _WIDE = 1, 2  # bits
_KIND = np.zeros(1 << 16, dtype=np.uint8)  # of each UTF-16 code unit
_KIND[[ord(mark) for mark in ",;，、،؛；"]] = _COMMAS
for _first, _last in ((0x2E80, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF), (0xD840, 0xD87F)):
    _KIND[_first : _last + 1] |= _WIDE  # East Asian; the last range: high surrogates of the rarer ideographs


class Characters(NamedTuple):
    """Counts of characters, shape (texts,) each."""

    characters: npt.NDArray[np.float64]
    commas: npt.NDArray[np.float64]
    wide: npt.NDArray[np.float64]  # those that say as much as a few Latin letters


def count_characters(texts: Sequence[str]) -> Characters:
    """Return what the texts, none of them empty, are made of: one look at a table for each character of the page."""
    units = [len(text) for text in texts]
    joined = "".join(texts)
    if not joined.isascii():
        data = joined.encode("utf-16-le", "surrogatepass")
        if len(data) != 2 * len(joined):  # characters beyond the basic plane are two units
            units = [len(text.encode("utf-16-le", "surrogatepass")) // 2 for text in texts]
        kinds = _KIND[np.frombuffer(data, dtype="<u2")]
    else:
        kinds = _KIND[np.frombuffer(joined.encode(), dtype=np.uint8)]
    length = np.array(units, dtype=np.float64)
    starts = np.concatenate(([0], np.cumsum(units)[:-1]))
    commas = np.add.reduceat(kinds & _COMMAS, starts, dtype=np.float64)
    wide = np.add.reduceat(kinds >> 1, starts, dtype=np.float64)
    return Characters(length, commas, wide)
