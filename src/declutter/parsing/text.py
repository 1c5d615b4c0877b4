"""What a text is to a reader: white space, invisible characters, length by script, sentence ends."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

LINE_BREAK = "\x1e"  # stands for <br> among the pieces; no parser gives it inside words, and str.split drops strays
WIDE_CHAR_WEIGHT = 2.5  # Latin letters that say as much as one Chinese or Japanese character, by parallel texts
MAX_TAIL_CHARS = 40  # of a line after its last dash
SENTENCE_ENDS = frozenset('.!?…。！？؟।۔:;"”»’)」』')

_INVISIBLE = ("\u00ad", "\u200b", "\u2060", "\ufeff")  # soft hyphen, zero-width space, word joiner, BOM
_NO_BREAKS = (("\u00a0", "\x02"), ("\u202f", "\x03"))  # and what stands for each while other spaces are collapsed
_SPECIAL = re.compile(r"[\u00a0\u00ad\u200b\u202f\u2060\ufeff]")
_RUN = re.compile(r"[ \x02\x03]{2,}")
_TAIL = re.compile(r"[-–—|·•] ([^-–—|·•]{2,})$")
_WIDE = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]+")


def normalize(raw: str) -> str:
    """Return text as a browser lays it out: white space collapsed, line breaks kept, invisible characters gone.

    No-break spaces stay what they are inside a line.
    """
    if raw.isprintable() and "  " not in raw:  # no space but single ones, nothing invisible, no break: most texts of a page
        return raw.strip(" ")
    if not raw.isascii() and _SPECIAL.search(raw):
        raw = _without_invisible(raw)
        if "\u00a0" in raw or "\u202f" in raw:
            return "\n".join(map(_collapse_with_no_break, raw.split(LINE_BREAK))).strip("\n")
    if LINE_BREAK not in raw:
        return " ".join(raw.split())
    return "\n".join(" ".join(line.split()) for line in raw.split(LINE_BREAK)).strip("\n")


def _without_invisible(raw: str) -> str:
    for character in _INVISIBLE:
        raw = raw.replace(character, "")
    return raw


def _collapse_with_no_break(line: str) -> str:
    for no_break, control in _NO_BREAKS:  # as control characters they are no white space to split
        line = line.replace(control, "").replace(no_break, control)
    kept = " ".join(line.split())
    if _RUN.search(kept):
        kept = _RUN.sub(lambda run: " " if " " in run[0] else run[0][0], kept)
    kept = kept.strip("\x02\x03 ")
    for no_break, control in _NO_BREAKS:
        kept = kept.replace(control, no_break)
    return kept


def normalize_pre(raw: str) -> str:
    """Return preformatted text as written, without blank lines around it and without white space at line ends."""
    if not raw.isascii():
        raw = _without_invisible(raw)
    lines = [line.rstrip() for line in raw.replace(LINE_BREAK, "\n").splitlines()]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return "\n".join(lines)


def latin_length(text: str) -> float:
    """Return the text's length in Latin letters: a Chinese or Japanese character says more than one of them."""
    if text.isascii() or _WIDE.search(text) is None:
        return float(len(text))
    narrow = len(_WIDE.sub("", text))
    return narrow + WIDE_CHAR_WEIGHT * (len(text) - narrow)


def same_tails(lines: Sequence[str]) -> list[int]:
    """Return how many lines end as each does after a dash or a bar, as captions and links name their site; 1 for others."""
    ends = [found[1] if (found := _TAIL.search(line[-MAX_TAIL_CHARS:])) else None for line in lines]
    times = Counter(ends)
    return [times[end] if end else 1 for end in ends]
