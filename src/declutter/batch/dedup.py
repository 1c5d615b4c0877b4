"""Duplicates among the pages of a run: the same words, or nearly the same."""

from __future__ import annotations

import hashlib
from typing import Any, Literal

import numpy as np
import regex

from declutter.batch.extras import extra

Dedup = Literal["exact", "near"]
SHINGLE_WORDS = 5  # words in a row that two texts must share to count as sharing something
PERMUTATIONS = 128  # hash functions of MinHash; the estimate of likeness has a standard error of 1 / sqrt(128), 9 %
SCHEME = "affine32"  # datasketch's, of permutations of 32-bit hashes: signatures of two schemes cannot be compared
MIN_LIKENESS = 0.8  # Jaccard likeness of shingles from which a text is a near duplicate; the usual value for web crawls
MIN_WORDS = 10  # texts shorter than that are like each other by chance: only equal ones are duplicates
MAX_WORDS = 20_000  # that are looked at
# Scripts without spaces are told apart by their characters, all others by words.
_WORDS = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]|\w+")


def signature(text: str, mode: Dedup) -> bytes:
    """Return what duplicates of a text are found by: b"" for a text without words, which is nobody's duplicate.

    Short texts have a digest of their words in either mode, all others a digest or a MinHash.
    """
    words = _WORDS.findall(text.casefold())[:MAX_WORDS]
    if not words:
        return b""
    if mode == "exact" or len(words) < MIN_WORDS:
        return hashlib.blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=16).digest()
    with extra("batch"):
        from datasketch import MinHash
    shingles = {" ".join(words[i : i + SHINGLE_WORDS]) for i in range(len(words) - SHINGLE_WORDS + 1)}
    minhash = MinHash(num_perm=PERMUTATIONS, seed=1, scheme=SCHEME)
    minhash.update_batch([shingle.encode("utf-8", "replace") for shingle in sorted(shingles)])
    return np.asarray(minhash.hashvalues).astype("<u4").tobytes()


class Seen:
    """The texts that came before; memory grows by some 50 bytes (exact) or 3 kB (near) a text that is no duplicate."""

    def __init__(self) -> None:
        self._digests: dict[bytes, str] = {}
        self._names: list[str] = []
        self._minhashes: list[Any] = []
        self._index: Any = None

    def original(self, key: bytes) -> str | None:
        """Return the id of the earliest text that one with this signature duplicates."""
        if len(key) != PERMUTATIONS * 4:
            return self._digests.get(key)
        if self._index is None:
            return None
        minhash = _minhash(key)
        like = [i for i in self._index.query(minhash) if self._minhashes[i].jaccard(minhash) >= MIN_LIKENESS]
        return self._names[min(like)] if like else None

    def add(self, key: bytes, name: str) -> None:
        """Note a text that duplicates none before."""
        if not key:
            return
        if len(key) != PERMUTATIONS * 4:
            self._digests.setdefault(key, name)
            return
        if self._index is None:
            with extra("batch"):
                from datasketch import MinHashLSH
            self._index = MinHashLSH(threshold=MIN_LIKENESS, num_perm=PERMUTATIONS)
        minhash = _minhash(key)
        self._index.insert(len(self._names), minhash)
        self._names.append(name)
        self._minhashes.append(minhash)


def _minhash(key: bytes) -> Any:
    with extra("batch"):
        from datasketch import MinHash
    values = np.frombuffer(key, dtype="<u4").astype(np.uint32)
    return MinHash(num_perm=PERMUTATIONS, seed=1, hashvalues=values, scheme=SCHEME)
