"""Blocks of a page against its gold text: which share of each block's words the gold text holds at that very place.

A monotone alignment, not word membership: of two equal blocks ("Share", a copy for phones, a pull quote) only the one
that stands where the gold text has it is content. Candidates are the diagonals on which a block shares trigrams with
the gold text; the heaviest chain of candidates that overlap nowhere and keep the order of both texts is the alignment.
What a chain leaves aside, since an annotator moved it, counts where the gold text has words left for it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

GRAM = 3
MAX_CANDIDATES = 24  # places in the gold text that are tried for a block; a refrain has more, and any will do
SLACK = 3  # words by which a block's diagonal may shift: an annotator's edit, a note mark
MOVED_SHARE = 0.8  # of the words of a block outside the chain that the rest of the gold text must hold


class Candidate(NamedTuple):
    """A place in the gold text where a block may come from."""

    start: int
    end: int
    words: int  # that agree


def align(blocks: Sequence[Sequence[str]], gold: Sequence[str]) -> list[float]:
    """Return for each block (its words) the share of its words that the gold words hold at its place, in [0, 1]."""
    chosen = _best_chain([_candidates(words, index) for index in [_index(gold)] for words in blocks])
    used = [False] * len(gold)
    for candidate in chosen:
        if candidate:
            used[candidate.start : candidate.end] = [True] * (candidate.end - candidate.start)
    left = Counter(word for word, taken in zip(gold, used, strict=True) if not taken)
    labels = []
    for words, candidate in zip(blocks, chosen, strict=True):
        label = 0.0
        if candidate:
            label = min(candidate.words / len(words), 1.0)
        elif len(words) >= GRAM and left:
            here = Counter(words)
            common = here & left
            if common.total() >= MOVED_SHARE * len(words) and _shares_grams(words, gold, used):
                label = common.total() / len(words)
                left -= common
        labels.append(label)
    return labels


class _Index(NamedTuple):
    grams: dict[tuple[str, ...], list[int]]
    words: dict[str, list[int]]
    gold: Sequence[str]


def _index(gold: Sequence[str]) -> _Index:
    grams, words = defaultdict(list), defaultdict(list)
    for at in range(len(gold) - GRAM + 1):
        grams[tuple(gold[at : at + GRAM])].append(at)
    for at, word in enumerate(gold):
        words[word].append(at)
    return _Index(grams, words, gold)


def _candidates(words: Sequence[str], index: _Index) -> list[Candidate]:
    """Return the places in the gold text that a block may come from, best first."""
    n = len(words)
    if n == 0:
        return []
    if n < GRAM:
        starts = index.words.get(words[0], [])
        return [Candidate(at, at + n, n) for at in starts if list(index.gold[at : at + n]) == list(words)][:MAX_CANDIDATES]
    diagonals: dict[int, list[int]] = defaultdict(list)  # gold position − block position → block positions
    for at in range(n - GRAM + 1):
        for place in index.grams.get(tuple(words[at : at + GRAM]), ())[:MAX_CANDIDATES]:
            diagonals[place - at].append(at)
    groups: list[list[tuple[int, int]]] = []  # neighbouring diagonals: (position in the block, in the gold text)
    last = None
    for shift in sorted(diagonals):
        if last is None or shift - last > SLACK:
            groups.append([])
        groups[-1] += [(at, at + shift) for at in diagonals[shift]]
        last = shift
    found = []
    for group in groups:
        inside = {at + k for at, _ in group for k in range(GRAM)}
        start, end = min(place for _, place in group), max(place for _, place in group) + GRAM
        found.append(Candidate(start, end, min(len(inside), end - start)))
    return sorted(found, key=lambda c: -c.words)[:MAX_CANDIDATES]


def _best_chain(candidates: Sequence[Sequence[Candidate]]) -> list[Candidate | None]:
    """Return the candidate of each block on the heaviest chain in which places follow each other without overlap."""
    ends: list[int] = [0]  # increasing, with increasing weights: the best chain up to each end
    weights: list[float] = [0.0]
    links: list[int] = [-1]  # into `nodes`
    nodes: list[tuple[int, Candidate, int]] = []  # (block, candidate, the node before)
    for block, options in enumerate(candidates):
        found = []
        for candidate in options:
            at = bisect_right(ends, candidate.start) - 1
            found.append((weights[at] + candidate.words, candidate, links[at]))
        for weight, candidate, before in found:
            at = bisect_right(ends, candidate.end) - 1
            if weights[at] >= weight:
                continue
            nodes.append((block, candidate, before))
            stop = at + 1
            while stop < len(ends) and weights[stop] <= weight:
                stop += 1
            start = at if ends[at] == candidate.end else at + 1
            ends[start:stop], weights[start:stop], links[start:stop] = [candidate.end], [weight], [len(nodes) - 1]
    chosen: list[Candidate | None] = [None] * len(candidates)
    at = links[-1]
    while at >= 0:
        block, candidate, at = nodes[at]
        chosen[block] = candidate
    return chosen


def _shares_grams(words: Sequence[str], gold: Sequence[str], used: Sequence[bool]) -> bool:
    """Whether the unused gold words hold the block as running text, not just its words one by one."""
    free = {tuple(gold[at : at + GRAM]) for at in range(len(gold) - GRAM + 1) if not used[at]}
    mine = [tuple(words[at : at + GRAM]) for at in range(len(words) - GRAM + 1)]
    return sum(gram in free for gram in mine) >= MOVED_SHARE * 0.75 * len(mine)
